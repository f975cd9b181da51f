import assert from 'node:assert/strict';
import { suite, test, type TestContext } from 'node:test';

import { DEPLOYMENT, documentOf } from '../../../tests/tools/gate-cases.ts';
import { ManualClock } from '../../../tests/tools/manual-clock.ts';
import { testInstrument } from '../../../tests/tools/scripted-session.ts';
import { tempFolder } from '../../../tests/tools/temp-folder.ts';
import { KeyRing } from '../../adapters/keys/key-ring.ts';
import { openStore } from '../../adapters/store/sql/open-store.ts';
import { homeFolder } from '../../config/home.ts';
import { parseConfig } from '../../config/load.ts';
import { MICROS_PER_DAY, parseTime } from '../../kernel/time.ts';
import type { CertificateDocument } from '../../domain/certificate.ts';
import type { Stage } from '../../domain/stage.ts';
import type { SessionInput } from '../session-input.ts';
import { CertificateBook } from './certificate-book.ts';
import { GateKeeper } from './gate-keeper.ts';
import { GateWatch } from './gate-watch.ts';

const START = parseTime('2026-01-01');
const INSTRUMENT = testInstrument('BTC/USDT.BINANCE', { minNotional: '5' });

/** A gate keeper with a store, keys of its own and a clock. */
async function atGate(context: TestContext, yaml = 'gate: { rate: 1.25, rateSource: a story }') {
  const home = homeFolder(tempFolder(context));
  const { config } = parseConfig(`version: 1\n${yaml}`, 'ballast.yaml');
  const store = await openStore({ engine: 'sqlite', home: home.root });
  await store.migrate();
  context.after(() => store.close());
  const keys = new KeyRing(home.keys);
  keys.make('ada', START);
  const book = new CertificateBook(home.certificates, keys);
  const clock = new ManualClock(START);
  const keeper = new GateKeeper({ config, home, store, deployments: [DEPLOYMENT], now: () => clock.now() });
  let seq = 0;
  /** Puts the deployment in a stage, by a certificate unless it is null. */
  const enter = async (stage: Stage, changed: Partial<CertificateDocument> | null = {}, limit = '10', by: readonly string[] = ['ada']) => {
    let certificate = null;
    if (changed !== null) {
      const { id } = book.issue(documentOf(START, { id: `c${seq}`, stage, ...changed }), START).document;
      for (const name of by) book.approve(id, name);
      certificate = JSON.stringify(book.find(id));
    }
    seq += 1;
    const rest = { kind: 'promoted', currency: 'EUR', skipped: [], actor: 'operator:ada', reason: 'a story' } as const;
    await store.enterStage({ ...rest, seq, ts: clock.now(), deployment: DEPLOYMENT.id, stage, limit, certificate });
  };
  return { keeper, clock, store, keys, enter };
}

test('what holds is let in, with the limit of its stage in the account’s currency, rounded down', async (context) => {
  const { keeper, enter } = await atGate(context);
  await enter('canary');
  assert.deepEqual((await keeper.demand(true, [INSTRUMENT], 'host')).clearances, [
    {
      strategyId: 'trend',
      stage: 'canary',
      limit: 12.5e8,
      rate: '1.25 USDT for 1 EUR (a story)',
      expiresAt: START + 30 * MICROS_PER_DAY,
      certificate: 'c0',
    },
  ]);
});

suite('a strategy is not let in', () => {
  for (const { why, code, prepare } of [
    { why: 'that has never been anywhere', code: 'GATE_CERTIFICATE_MISSING', prepare: () => undefined },
    { why: 'that is in paper', code: 'GATE_CERTIFICATE_MISSING', prepare: (at) => at.enter('paper', null) },
    { why: 'whose stage has no certificate', code: 'GATE_CERTIFICATE_MISSING', prepare: (at) => at.enter('canary', null) },
    {
      why: 'whose code was changed by a byte',
      code: 'GATE_CHANGED',
      prepare: (at) => at.enter('canary', { deployment: { ...DEPLOYMENT, codeHash: `${'a'.repeat(63)}b` } }),
    },
    { why: 'whose certificate opens less', code: 'GATE_WRONG_STAGE', prepare: (at) => at.enter('ramp', { stage: 'canary' }) },
    {
      why: 'whose run was simulated',
      code: 'GATE_SIMULATED',
      prepare: (at) => at.enter('canary', { run: { ...documentOf(START).run, isSimulated: true } }),
    },
    { why: 'that nobody has approved', code: 'GATE_NOT_APPROVED', prepare: (at) => at.enter('canary', {}, '10', []) },
    {
      why: 'whose certificate has expired',
      code: 'GATE_EXPIRED',
      prepare: async (at) => (await at.enter('canary'), at.clock.set(START + 30 * MICROS_PER_DAY)),
    },
    {
      why: 'whose certificate has expired, by what is stored, though the clock was set back',
      code: 'GATE_EXPIRED',
      prepare: async (at) => {
        await at.enter('canary');
        at.clock.set(START + 31 * MICROS_PER_DAY);
        await at.store.enterStage({
          ...(await at.store.stageEvents())[0],
          seq: 2,
          ts: at.clock.now(),
          deployment: 'another',
        } as Parameters<typeof at.store.enterStage>[0]);
        at.clock.set(START);
      },
    },
    {
      why: 'when the one who approved is trusted no longer',
      code: 'KEY_REVOKED',
      prepare: async (at) => (await at.enter('canary'), at.keys.revoke('ada', START)),
    },
    {
      why: 'when another machine measured',
      code: 'KEY_REVOKED',
      prepare: async (at) => (await at.enter('canary'), at.keys.revoke('host', START)),
    },
    { why: 'with too little money to get out again', code: 'GATE_TOO_SMALL', prepare: (at) => at.enter('canary', {}, '4') },
  ] as readonly { why: string; code: string; prepare: (at: Awaited<ReturnType<typeof atGate>>) => unknown }[]) {
    test(why, async (context) => {
      const at = await atGate(context);
      await prepare(at);
      await assert.rejects(at.keeper.demand(true, [INSTRUMENT], 'host'), { code });
    });
  }

  test('without a rate for its limit', async (context) => {
    const { keeper, enter } = await atGate(context, '');
    await enter('canary');
    await assert.rejects(keeper.demand(true, [INSTRUMENT], 'host'), { code: 'GATE_RATE_MISSING' });
  });
});

test('a test exchange asks for certificates where the configuration says so, and takes simulated ones', async (context) => {
  assert.equal((await atGate(context)).keeper.isNeeded(false), false);
  const { keeper, enter } = await atGate(context, 'gate: { required: true, rate: 1.25, rateSource: a story }');
  assert.equal(keeper.isNeeded(false), true);
  await enter('canary', { run: { ...documentOf(START).run, isSimulated: true } });
  assert.equal((await keeper.demand(false, [INSTRUMENT], 'host')).clearances.length, 1);
});

test('a demotion reaches a session that trades within a second', async (context) => {
  const { keeper, clock, enter } = await atGate(context);
  await enter('canary');
  const gate = await GateWatch.open({ keeper, isReal: true, host: 'host', instruments: [INSTRUMENT] });
  assert.equal(gate?.clearances.length, 1);
  const ended = new AbortController();
  const entered: SessionInput[] = [];
  const told: string[] = [];
  const seen = new Promise<void>((resolve) => {
    const running = gate?.run(
      clock,
      async (inputs) => (entered.push(...inputs()), resolve()),
      ({ code }) => told.push(code),
      ended.signal,
    );
    context.after(() => (ended.abort(), running));
  });
  await enter('paper', null);
  await clock.sleeping(1, 1_000_000);
  clock.advance(1_000_000);
  await seen;
  assert.deepEqual(entered, [{ kind: 'clearance', ts: clock.now(), clearances: [] }]);
});
