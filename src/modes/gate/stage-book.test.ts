import assert from 'node:assert/strict';
import { join } from 'node:path';
import { suite, test, type TestContext } from 'node:test';

import { DEPLOYMENT, documentOf } from '../../../tests/tools/gate-cases.ts';
import { tempFolder } from '../../../tests/tools/temp-folder.ts';
import { KeyRing } from '../../adapters/keys/key-ring.ts';
import { openStore } from '../../adapters/store/sql/open-store.ts';
import { MICROS_PER_DAY } from '../../kernel/time.ts';
import type { Stage } from '../../domain/stage.ts';
import { CertificateBook } from './certificate-book.ts';
import { StageBook } from './stage-book.ts';

const START = 1_700_000_000_000_000;
const step = { minTime: 0, minFills: 0, approvals: 1 };
const slow = { minTime: 7 * MICROS_PER_DAY, minFills: 30, approvals: 1 };
const RULES = {
  firstLimit: 10e6,
  capital: 30e6,
  skipped: ['sandbox'] as const,
  steps: { backtest: step, paper: step, sandbox: step, canary: slow, ramp: slow, full: { ...slow, approvals: 2 } },
};

/** A book on a store of its own, whose clock the story sets. */
async function atBook(context: TestContext) {
  const folder = tempFolder(context);
  const keys = new KeyRing(join(folder, 'keys'));
  for (const name of ['ada', 'bob']) keys.make(name, START);
  const store = await openStore({ engine: 'sqlite', home: folder });
  await store.migrate();
  context.after(() => store.close());
  const certificates = new CertificateBook(join(folder, 'certificates'), keys);
  const clock = { now: START };
  const book = new StageBook({ store, certificates, rules: RULES, currency: 'EUR', now: () => clock.now });
  const certify = (stage: Stage, amount: string, id = `${stage}-${amount}`): unknown =>
    certificates.issue(documentOf(clock.now, { id, stage, limit: { amount, currency: 'EUR' } }), clock.now);
  const keepBacktest = (codeHash = DEPLOYMENT.codeHash): Promise<void> =>
    store.saveRun({
      id: `r${codeHash.slice(0, 3)}`,
      ts: START,
      strategyId: DEPLOYMENT.strategy,
      hash: 'x',
      settings: JSON.stringify({ strategy: { hash: codeHash, params: DEPLOYMENT.params } }),
      statistics: '{}',
      file: 'x',
    });
  return { book, store, keys, clock, certificates, certify, keepBacktest };
}

test('from a backtest to all of the capital, with every step on record and nothing beyond a limit', async (context) => {
  const { book, store, clock, certify, keepBacktest } = await atBook(context);
  await keepBacktest();
  await book.promote(DEPLOYMENT, 'ada', 'looks good');
  certify('canary', '10');
  await book.promote(DEPLOYMENT, 'ada', 'passed 72 h');
  for (const [stage, amount] of [
    ['ramp', '20'],
    ['ramp', '30'],
    ['full', '30'],
  ] as const) {
    clock.now += 7 * MICROS_PER_DAY;
    certify(stage, amount);
    if (stage === 'full') await assert.rejects(book.promote(DEPLOYMENT, 'bob', 'agreed'), { code: 'GATE_NOT_APPROVED' });
    await book.promote(DEPLOYMENT, 'ada', 'goes well');
  }
  assert.deepEqual(
    (await store.stageEvents()).map(({ stage, limit, skipped }) => [stage, limit, ...skipped].join(' ')),
    ['paper 0.000000', 'canary 10.000000 sandbox', 'ramp 20.000000', 'ramp 30.000000', 'full 30.000000'],
  );
  assert.equal(await store.verifyAudit(), 5);
});

/** Why a promotion does not come about. */
interface Obstacle {
  readonly why: string;
  readonly code: string;
  readonly by?: string;
  readonly prepare: (at: Awaited<ReturnType<typeof atBook>>) => unknown;
}

suite('a deployment stays where it is', () => {
  const inPaper = async (context: TestContext) => {
    const at = await atBook(context);
    await at.keepBacktest();
    await at.book.promote(DEPLOYMENT, 'ada', 'looks good');
    return at;
  };
  for (const { why, code, by = 'ada', prepare } of [
    { why: 'without a validation', code: 'GATE_NOT_PASSED', prepare: () => undefined },
    { why: 'with a certificate for less money', code: 'GATE_NOT_PASSED', prepare: (at) => at.certify('canary', '9') },
    {
      why: 'with one that has expired',
      code: 'GATE_NOT_PASSED',
      prepare: (at) => (at.certify('canary', '10'), (at.clock.now += 30 * MICROS_PER_DAY)),
    },
    {
      why: 'with one whose machine is known no longer',
      code: 'GATE_NOT_PASSED',
      prepare: (at) => (at.certify('canary', '10'), at.keys.revoke('host', at.clock.now)),
    },
    { why: 'approved by somebody without a key', code: 'KEY_UNKNOWN', by: 'carol', prepare: (at) => at.certify('canary', '10') },
    {
      why: 'approved by somebody whose key was revoked',
      code: 'KEY_REVOKED',
      by: 'bob',
      prepare: (at) => (at.certify('canary', '10'), at.keys.revoke('bob', at.clock.now)),
    },
  ] as readonly Obstacle[]) {
    test(why, async (context) => {
      const at = await inPaper(context);
      prepare(at);
      await assert.rejects(at.book.promote(DEPLOYMENT, by, 'please'), { code });
      assert.equal((await at.book.view(DEPLOYMENT)).standing.stage, 'paper');
    });
  }

  test('with one for other code', async (context) => {
    const at = await inPaper(context);
    at.certify('canary', '10');
    const other = { ...DEPLOYMENT, codeHash: '9'.repeat(64) };
    await assert.rejects(at.book.promote(other, 'ada', 'please'), { code: 'GATE_NOT_PASSED' });
  });

  test('in backtests, if its kept backtest was of other code', async (context) => {
    const { book, keepBacktest } = await atBook(context);
    await keepBacktest('9'.repeat(64));
    await assert.rejects(book.promote(DEPLOYMENT, 'ada', 'please'), { code: 'GATE_NOT_PASSED' });
  });
});

test('an approval from another machine counts here', async (context) => {
  const { book, keys, certificates, certify, keepBacktest } = await atBook(context);
  await keepBacktest();
  await book.promote(DEPLOYMENT, 'ada', 'looks good');
  certify('canary', '10');
  const elsewhere = new KeyRing(tempFolder(context));
  elsewhere.make('eve', START);
  const certificate = certificates.find('canary-10');
  const { signature } = elsewhere.sign(certificate.document, 'approval', 'eve');
  const signed = JSON.stringify({ ...certificate, approvals: [signature] });
  assert.throws(() => certificates.takeIn(signed, 'eve.json'), { code: 'KEY_UNKNOWN' });
  keys.takeIn('eve', elsewhere.publicPem('eve'), START);
  certificates.takeIn(signed, 'eve.json');
  assert.equal((await book.promote(DEPLOYMENT, 'eve', 'from afar')).standing.stage, 'canary');
});

test('falling back is at once, and what was proven before counts no more', async (context) => {
  const { book, clock, certify, keepBacktest } = await atBook(context);
  await keepBacktest();
  await book.promote(DEPLOYMENT, 'ada', 'looks good');
  certify('canary', '10');
  await book.promote(DEPLOYMENT, 'ada', 'passed');
  clock.now += 1;
  assert.deepEqual((await book.demote('trend', 'drift', 'its fills are late')).stage, 'paper');
  await assert.rejects(book.promote(DEPLOYMENT, 'ada', 'once more'), { code: 'GATE_NOT_PASSED' });
  assert.deepEqual((await book.view(DEPLOYMENT)).event?.certificate, null);
});

test('a clock that is set back is not believed', async (context) => {
  const { book, clock, keepBacktest } = await atBook(context);
  await keepBacktest();
  await book.promote(DEPLOYMENT, 'ada', 'looks good');
  clock.now -= 30 * MICROS_PER_DAY;
  assert.equal(await book.latest(), START);
});
