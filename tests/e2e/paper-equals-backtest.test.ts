import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openStore } from '../../src/adapters/store/sql/open-store.ts';
import { loadConfig } from '../../src/config/load.ts';
import { findInstrument } from '../../src/data/instruments/find-instrument.ts';
import { allocateBars, type BarColumns } from '../../src/domain/bars.ts';
import type { BarEvent } from '../../src/domain/market-event.ts';
import type { CoreRecord } from '../../src/domain/records.ts';
import { allocationSetup } from '../../src/modes/allocation-terms.ts';
import { loadDeployments, wantedBars } from '../../src/modes/load-deployments.ts';
import { playBars } from '../../src/modes/play-bars.ts';
import { decodeInput } from '../../src/modes/session-input.ts';
import { SessionRecords } from '../../src/modes/session-records.ts';
import { accountTerms, simulationRules } from '../../src/modes/session-terms.ts';
import { simulatedSession } from '../../src/modes/simulated-session.ts';
import { startPaper } from '../tools/paper-process.ts';

/** Two strategies and a third with a bracket, two instruments, a higher interval, cash too small for some orders; sized by rules, allocated, and netted where they meet. */
const CONFIG = `version: 1
account: { id: recorded, currency: USDT, cash: 20000 }
strategies:
  - { id: trend, strategy: sma-cross, instruments: [BTC/USDT.SYNTH, ETH/USDT.SYNTH], interval: 1m, params: { fast: 4, slow: 9, weight: 0.6 }, budget: 60% }
  - { id: slower, strategy: sma-cross, instruments: [ETH/USDT.SYNTH], interval: 5m, params: { fast: 2, slow: 5, weight: 0.3 }, sizing: { method: notional, value: 1500 } }
  - { id: reversion, strategy: rsi-mean-reversion, instruments: [BTC/USDT.SYNTH], interval: 1m, params: { length: 7, oversold: 40 }, sizing: { method: kelly, value: 50%, trips: 5, before: 20% } }
allocation: { method: equal, interval: 1h, rebalance: 1h, readyFills: 20, readyDays: 0, readyBefore: 15%, netting: net }
risk: { dailyLoss: unlimited, weeklyLoss: unlimited }
slippage: 5bps
feed: { kind: synthetic, speed: 100000, seed: 11 }
`;
const SESSION = 'recorded';
const BARS = '1500';

const home = mkdtempSync(join(tmpdir(), 'ballast-recorded-'));
const file = join(home, 'ballast.yaml');
writeFileSync(file, CONFIG);
after(() => rmSync(home, { recursive: true }));

test('a recorded paper session, run as a backtest, decides and fills the same', async () => {
  assert.equal(await startPaper(join(home, 'state'), ['--config', file, '--bars', BARS, '--speed', '100000000']).ended, 0);
  const store = await openStore({ engine: 'sqlite', home: join(home, 'state') });
  await store.migrate();
  const bars: BarEvent[] = [];
  let start = 0;
  for await (const entry of store.journal(SESSION, 0)) {
    const input = decodeInput(entry);
    if (input.kind === 'bar') bars.push(input.bar);
    else if (input.kind === 'start') start = input.ts;
  }
  const made = await backtestOf(bars, start);
  const of = <Kind extends CoreRecord['kind']>(kind: Kind) =>
    made.filter((record): record is CoreRecord & { kind: Kind } => record.kind === kind);

  const fills = await store.fills(SESSION);
  assert.ok(fills.length > 100, 'enough happens for the comparison to mean something');
  assert.deepEqual(
    of('fill').map(({ fill }) => [
      fill.tradeId,
      fill.intentId,
      fill.side,
      fill.quantity,
      fill.price,
      fill.notional,
      fill.fee,
      fill.tsEvent,
    ]),
    fills.map((fill) => [fill.tradeId, fill.intentId, fill.side, fill.quantity, fill.price, fill.notional, fill.fee, fill.tsEvent]),
  );
  assert.deepEqual(
    of('intent').map(({ intent }) => [
      intent.intentId,
      intent.strategyId,
      intent.instrument.id,
      intent.side,
      intent.type,
      intent.role,
      intent.quantity,
      intent.sizing,
    ]),
    (await store.orders(SESSION)).map((order) => [
      order.intentId,
      order.strategyId,
      order.instrumentId,
      order.side,
      order.type,
      order.role,
      order.quantity,
      order.sizing,
    ]),
  );
  assert.deepEqual(
    of('order').map(({ intentId, event, status, ts }) => [intentId, event, status, ts]),
    (await store.orderEvents(SESSION)).map(({ intentId, event, status, ts }) => [intentId, event, status, ts]),
  );
  assert.deepEqual(
    of('refusal').map(({ strategyId, code, message }) => [strategyId, code, message]),
    (await store.refusals(SESSION)).map(({ strategyId, code, message }) => [strategyId, code, message]),
  );
  assert.deepEqual(
    of('allocation').map(({ ts, reason, shares }) => [ts, reason, shares]),
    (await store.allocations(SESSION)).map(({ ts, reason, shares }) => [ts, reason, shares]),
  );
  await store.close();
});

/** The records that a backtest makes of these bars, by the loop that `ballast backtest` runs. */
async function backtestOf(bars: readonly BarEvent[], start: number): Promise<readonly CoreRecord[]> {
  const { config, folder } = loadConfig(file);
  const deployments = await loadDeployments(config, folder);
  const records = new SessionRecords();
  const markets = [...wantedBars(deployments)].map(([id, baseInterval]) => ({ instrument: findInstrument(id), baseInterval }));
  const session = simulatedSession(markets, simulationRules(config), {
    terms: accountTerms(config),
    deployments,
    records,
    allocation: allocationSetup(config, deployments),
  });
  session.engine.account.time = start;
  session.engine.account.open(start);
  const streams = session.markets.map((market) => ({
    market,
    chunks: chunk(bars.filter(({ instrumentId }) => instrumentId === market.instrument.id)),
  }));
  await playBars(
    session,
    streams,
    () => undefined,
    () => false,
  );
  return records.take().records;
}

async function* chunk(bars: readonly BarEvent[]): AsyncGenerator<BarColumns, void> {
  const columns = allocateBars(bars.length);
  columns.length = bars.length;
  bars.forEach((bar, row) => {
    for (const name of ['openTime', 'closeTime', 'open', 'high', 'low', 'close', 'volume'] as const) columns[name][row] = bar[name];
  });
  yield columns;
}
