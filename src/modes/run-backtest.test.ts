import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backtestOf } from '../../tests/tools/scripted-backtest.ts';
import type { Candle, Script } from '../../tests/tools/scripted-session.ts';
import { enter } from '../strategy/index.ts';
import { runBacktest } from './run-backtest.ts';

const FLAT: Candle = [100, 101, 99, 100];
const [A, B] = ['A/USDT.TEST', 'B/USDT.TEST'];
const buyB: Script = {
  onBar: (minute, { instrument }) => (minute === 0 && instrument === B ? enter('long', { quantity: 10 }) : undefined),
};

test('an instrument without a bar in the period is named, even where others have some', async () => {
  await assert.rejects(runBacktest(backtestOf({ [A]: [], [B]: [] }, {})), {
    code: 'DATA_EMPTY',
    message: `no bar of ${A}, ${B} falls in the period`,
  });
  await assert.rejects(runBacktest(backtestOf({ [A]: [], [B]: [FLAT] }, {})), {
    code: 'DATA_EMPTY',
    message: `no bar of ${A} falls in the period`,
  });
  await assert.rejects(runBacktest(backtestOf({ [A]: [FLAT], [B]: ['none'] }, {})), {
    code: 'DATA_EMPTY',
    message: `no bar of ${B} falls in the period`,
  });
});

test('equity counts from the first bar of any instrument; the benchmark stands still until its own first bar', async () => {
  const falling: Candle = [90, 91, 89, 90];
  const { statistics, equity, settings } = await runBacktest(
    backtestOf({ [A]: ['none', 'none', 'none', [50, 50, 50, 50], [60, 60, 60, 60]], [B]: [FLAT, FLAT, falling, FLAT, FLAT] }, buyB),
  );
  assert.equal(statistics.bars, 5);
  assert.deepEqual(
    equity.points.map((point) => [Number(point.equity), Number(point.benchmark)]),
    [
      [10_000, 10_000],
      [9_999, 10_000],
      [9_899, 10_000],
      [9_999, 10_000],
      [9_999, 12_000],
    ],
  );
  assert.equal(statistics.maxDrawdownMoney, '101.00000000');
  assert.equal(statistics.buyAndHoldReturn?.toFixed(12), '0.200000000000');
  assert.deepEqual(
    settings.instruments.map(({ rows }) => rows),
    [2, 5],
  );
});

test('a minute in which only another instrument has a bar counts, at the last price of the benchmark', async () => {
  const { equity } = await runBacktest(
    backtestOf({ [A]: [FLAT, 'none', [110, 110, 110, 110]], [B]: [FLAT, [100, 120, 100, 120], FLAT] }, buyB),
  );
  assert.deepEqual(
    equity.points.map((point) => [Number(point.equity), Number(point.benchmark)]),
    [
      [10_000, 10_000],
      [10_199, 10_000],
      [9_999, 11_000],
    ],
  );
});

test('instruments whose bars have different lengths are played in the order of time', async () => {
  const inputs = backtestOf(
    { [A]: [FLAT, FLAT, FLAT, FLAT, FLAT, FLAT], [B]: [FLAT] },
    { onBar: (_minute, { instrument }) => (instrument === B ? enter('long', { quantity: 1 }) : undefined) },
  );
  const [minutes, other] = inputs.series;
  assert.ok(minutes !== undefined && other !== undefined);
  const threeMinutes = { ...other, interval: '3m' as const, wanted: '3m' as const, bars: () => widened(minutes.bars()) };
  const [deployment] = inputs.deployments;
  assert.ok(deployment !== undefined);
  const result = await runBacktest({
    ...inputs,
    series: [minutes, threeMinutes],
    deployments: [
      { ...deployment, instrumentIds: [A] },
      { ...deployment, id: 'two', instrumentIds: [B], interval: '3m' },
    ],
  });
  assert.deepEqual(
    result.fills.map(({ time, instrument, strategyId }) => [time, instrument, strategyId]),
    [['2024-01-01T00:03:00Z', B, 'two']],
  );
  assert.equal(result.statistics.bars, 6);
});

/** Every third bar, three times as long. */
async function* widened(
  chunks: ReturnType<ReturnType<typeof backtestOf>['series'][number]['bars']>,
): ReturnType<ReturnType<typeof backtestOf>['series'][number]['bars']> {
  for await (const bars of chunks) {
    let rows = 0;
    for (let row = 0; row < bars.length; row += 3) {
      bars.openTime[rows] = bars.openTime[row] as number;
      bars.closeTime[rows] = (bars.openTime[row] as number) + 3 * 60e6;
      for (const name of ['open', 'high', 'low', 'close', 'volume'] as const) bars[name][rows] = bars[name][row] as number;
      rows += 1;
    }
    bars.length = rows;
    yield bars;
  }
}
