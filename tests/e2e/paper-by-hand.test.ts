import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { OperatorAnswer } from '../../src/modes/operator-command.ts';
import { startPaper, type PaperProcess } from '../tools/paper-process.ts';
import { withStore } from '../tools/stored-session.ts';
import { tempFolder } from '../tools/temp-folder.ts';
import { runBallast, type CliResult } from './run-cli.ts';

/** Watches, so that all orders are those of a person. */
const STRATEGY = `import { defineStrategy, z } from 'ballast';
export default defineStrategy({ id: 'watcher', version: '1.0.0', params: z.object({}), init: () => ({}), onBar: () => undefined });
`;
const BTC = 'BTC/USDT.SYNTH';

interface Desk {
  readonly home: string;
  readonly start: () => Promise<PaperProcess>;
  readonly ballast: (...args: readonly string[]) => Promise<CliResult>;
  /** Runs a command that must succeed, and reads its JSON. */
  readonly json: <Value>(...args: readonly string[]) => Promise<Value>;
  readonly orders: (...args: readonly string[]) => Promise<readonly Record<string, unknown>[]>;
}

function desk(context: TestContext): Desk {
  const folder = tempFolder(context);
  const home = join(folder, 'home');
  const config = join(folder, 'ballast.yaml');
  writeFileSync(join(folder, 'watcher.ts'), STRATEGY);
  writeFileSync(
    config,
    `version: 1
account: { id: main, cash: 100000 }
strategies: [{ id: watcher, strategy: ./watcher.ts, instruments: [${BTC}], interval: 1m }]
risk: { priceCollar: 60%, referenceCollar: 60%, maxOrderValue: 50000 }
feed: { kind: synthetic, speed: 600 }
`,
  );
  const ballast = (...args: readonly string[]) => runBallast(['--home', home, '--config', config, ...args], folder);
  const json = async <Value>(...args: readonly string[]): Promise<Value> => {
    const { code, stdout, stderr } = await ballast(...args, '--json');
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout) as Value;
  };
  return {
    home,
    ballast,
    json,
    orders: async (...args) => (await json<{ orders: Record<string, unknown>[] }>('orders', ...args)).orders,
    async start() {
      const paper = startPaper(home, ['--config', config]);
      context.after(() => paper.child.kill('SIGKILL'));
      await paper.until('a price', ({ steps }) => steps > 1);
      return paper;
    },
  };
}

/** An order far enough from the market to rest. */
const RESTING = ['order', 'buy', BTC, '--quantity', '0.01', '--limit', '30000', '--by', 'ada'] as const;

test('an order by hand is stored when its command returns, in the name of who placed it, and outlives a kill -9', async (context) => {
  const { home, start, json, orders } = desk(context);
  const paper = await start();
  const placed = await json<OperatorAnswer>(...RESTING);
  paper.child.kill('SIGKILL');
  const [order] = placed.orders;
  assert.deepEqual([order?.strategy, order?.type, order?.quantity, order?.status], ['manual', 'limit', '0.01000', 'Accepted']);
  await paper.ended;

  const [stored, ...others] = await orders('--open');
  assert.deepEqual([stored?.['id'], stored?.['limit'], stored?.['status'], others], [order?.id, '30000.00', 'Accepted', []]);
  await start();
  const canceled = await json<OperatorAnswer>('cancel', order?.id ?? '', '--by', 'bob');
  assert.deepEqual(
    canceled.orders.map(({ id, status }) => [id, status]),
    [[order?.id, 'Canceled']],
  );
  assert.deepEqual(await orders('--open'), []);
  await withStore({ home }, async (store) => {
    await store.verifyAudit();
    const byPeople = (await store.audit()).filter(({ actor }) => actor.startsWith('operator:'));
    assert.deepEqual(
      byPeople.map(({ actor, action }) => [actor, action]),
      [
        ['operator:ada', 'order.by-hand'],
        ['operator:bob', 'order.cancel'],
      ],
    );
  });
});

test('what is bought by hand shows in fills, positions and balances, and is closed by name', async (context) => {
  const { start, json, ballast } = desk(context);
  const paper = await start();
  await json('order', 'buy', BTC, '--quantity', '0.25');
  await paper.until('the fill', ({ positions }) => positions.length === 1);
  const { positions } = await json<{ positions: Record<string, unknown>[] }>('positions');
  assert.deepEqual([positions[0]?.['strategy'], positions[0]?.['quantity']], ['manual', '0.25000']);
  const { fills } = await json<{ fills: Record<string, unknown>[] }>('fills');
  assert.deepEqual([fills.length, fills[0]?.['order'], fills[0]?.['quantity']], [1, 'main-1', '0.25000']);
  const { balances } = await json<{ balances: Record<string, unknown>[] }>('balances');
  assert.deepEqual([balances[0]?.['currency'], balances[0]?.['positions']], ['BTC', '0.25000000']);

  const closed = await json<OperatorAnswer>('close', BTC);
  assert.deepEqual(
    closed.orders.map(({ side, type, quantity }) => [side, type, quantity]),
    [['sell', 'market', '0.25000']],
  );
  await paper.until('the close', (status) => status.positions.length === 0);
  assert.equal((await ballast('close', BTC)).stdout, `Nothing of ${BTC} is held.\n`);
});

test('cancel takes one, some or all of the open orders', async (context) => {
  const { start, json, ballast, orders } = desk(context);
  await start();
  for (let n = 1; n <= 4; n += 1) await json(...RESTING);
  const ids = (answer: OperatorAnswer) => answer.orders.map(({ id }) => id);
  assert.deepEqual(ids(await json<OperatorAnswer>('cancel', 'main-2', 'main-3')), ['main-2', 'main-3']);
  assert.deepEqual(ids(await json<OperatorAnswer>('cancel', '--all', '--instrument', BTC)), ['main-1', 'main-4']);
  assert.equal((await ballast('cancel', '--all')).stdout, 'No order is open.\n');
  assert.deepEqual(await orders('--open'), []);
  const again = await ballast('cancel', 'main-2');
  assert.deepEqual([again.code, again.stderr.split('\n')[0]], [1, 'ORDER_NOT_OPEN']);
});

test('the session compares itself with its venue on demand, and keeps what it found', async (context) => {
  const { start, ballast, json } = desk(context);
  await start();
  assert.match((await ballast('reconcile')).stdout, /^Compared with the venue: .* are equal\.\n$/);
  const { reconciliation } = await json<{ reconciliation: { clean: boolean; found: string[] } }>('balances');
  assert.deepEqual([reconciliation.clean, reconciliation.found], [true, []]);
});

const REFUSED: readonly [args: readonly string[], code: number, error: RegExp][] = [
  [['order', 'buy', BTC, '--quantity', '0.000015'], 1, /^ORDER_OFF_STEP[\s\S]*0\.00001 and 0\.00002/],
  [['order', 'buy', BTC, '--quantity', '0.01', '--limit', '30000.001'], 1, /^ORDER_OFF_STEP[\s\S]*30000\.00 and 30000\.01/],
  [['order', 'buy', BTC, '--quantity', '5'], 1, /^RISK_ORDER_VALUE/],
  [['order', 'sell', BTC, '--quantity', '0.1'], 1, /^RISK_SHORT_FORBIDDEN/],
  [['order', 'buy', BTC, '--quantity', '8', '--limit', '1'], 1, /^RISK_PRICE_COLLAR/],
  [['order', 'buy', 'DOGE/USDT.SYNTH', '--quantity', '1'], 1, /^INSTRUMENT_UNKNOWN[\s\S]*It trades BTC\/USDT\.SYNTH/],
  [['order', 'hold', BTC, '--quantity', '1'], 2, /^USAGE_INVALID[\s\S]*buy, sell/],
  [['order', 'buy', BTC], 2, /^USAGE_INVALID[\s\S]*--quantity/],
  [['order', 'buy', BTC, '--quantity', '1', '--type', 'stop', '--limit', '5'], 2, /^USAGE_INVALID[\s\S]*a stop order takes --stop/],
  [['order', 'buy', BTC, '--quantity', '1', '--limit', '5', '--trail', '5'], 2, /^USAGE_INVALID[\s\S]*no order takes/],
  [['order', 'buy', BTC, '--quantity', '1', '--post-only'], 2, /^USAGE_INVALID[\s\S]*--post-only/],
  [['cancel'], 2, /^USAGE_INVALID/],
  [['cancel', 'main-1', '--all'], 2, /^USAGE_INVALID/],
  [['cancel', 'main-1', '--instrument', BTC], 2, /^USAGE_INVALID/],
  [['close', 'DOGE/USDT.SYNTH'], 1, /^INSTRUMENT_UNKNOWN/],
];

test('what cannot be is refused with the reason, by the same door as orders of strategies, and the session goes on', async (context) => {
  const { home, start, ballast, orders } = desk(context);
  const paper = await start();
  for (const [args, code, error] of REFUSED) {
    const refused = await ballast(...args);
    assert.equal(refused.code, code, refused.stderr);
    assert.match(refused.stderr, error);
  }
  await paper.until('refusals of the risk door', ({ refusals }) => refusals === 3);
  assert.deepEqual(await orders(), []);
  await ballast('kill', '--reason', 'drill', '--by', 'ada');
  assert.match((await ballast(...RESTING)).stderr, /^RISK_KILLED/);
  await ballast('stop');
  await withStore({ home }, async (store) => {
    const codes = (await store.refusals('main')).map(({ strategyId, code }) => `${strategyId} ${code}`);
    assert.deepEqual(
      codes,
      ['RISK_ORDER_VALUE', 'RISK_SHORT_FORBIDDEN', 'RISK_PRICE_COLLAR', 'RISK_KILLED'].map((code) => `manual ${code}`),
    );
  });
  for (const args of [RESTING, ['cancel', '--all'], ['close', BTC], ['reconcile']] as const)
    assert.match((await ballast(...args)).stderr, /^RUN_NOT_RUNNING/);
});
