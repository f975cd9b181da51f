import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { allocateBars, BAR_COLUMNS, sliceBars, type BarColumns } from '../domain/bars.ts';
import { MICROS_PER_DAY, MICROS_PER_MINUTE, parseTime } from '../kernel/time.ts';
import { SyntheticMarket, type SyntheticMarketOptions } from './synthetic-market.ts';

const OPTIONS: SyntheticMarketOptions = {
  seed: 7,
  startTime: parseTime('2024-01-01'),
  interval: MICROS_PER_MINUTE,
  startPrice: 3_000_000,
  tick: 5,
};

function bars(options: SyntheticMarketOptions, count: number): BarColumns {
  const columns = allocateBars(count);
  new SyntheticMarket(options).fill(columns, count);
  return columns;
}

function digest(columns: BarColumns): string {
  const hash = createHash('sha256');
  for (const name of BAR_COLUMNS) hash.update(new Uint8Array(columns[name].buffer, 0, columns.length * 8));
  return hash.digest('hex').slice(0, 16);
}

/** The share of bars at which SMA(10) crosses SMA(30), for each tenth of a run. */
function crossings(market: SyntheticMarket, count: number): number[] {
  const { close } = ((columns) => (market.fill(columns, count), columns))(allocateBars(count));
  const shares: number[] = [];
  let [fast, slow, side, crossed] = [0, 0, 0, 0];
  for (let row = 0; row < count; row++) {
    fast += (close[row] as number) - (close[row - 10] ?? 0);
    slow += (close[row] as number) - (close[row - 30] ?? 0);
    const now = Math.sign(3 * fast - slow);
    if (row >= 30 && now !== 0 && now !== side) {
      crossed++;
      side = now;
    }
    if ((row + 1) % (count / 10) === 0) {
      shares.push(crossed / (count / 10));
      crossed = 0;
    }
  }
  return shares;
}

describe('a synthetic market', () => {
  test('is the same on every machine: the bars of seed 7 are these', () => {
    assert.equal(digest(bars(OPTIONS, 100_000)), '063b4e7e70d4170f');
  });

  test('depends on the seed alone, however its bars are asked for', () => {
    const whole = bars(OPTIONS, 3_000);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 1, maxLength: 8 }), (sizes) => {
        const market = new SyntheticMarket(OPTIONS);
        const chunk = allocateBars(900);
        let row = 0;
        for (const size of sizes) {
          const count = Math.min(size, whole.length - row);
          market.fill(chunk, count);
          assert.deepEqual(sliceBars(chunk, 0, count), sliceBars(whole, row, row + count));
          row += count;
        }
      }),
      { numRuns: 30 },
    );
  });

  test('goes on from a state that went through JSON', () => {
    const market = new SyntheticMarket({ ...OPTIONS, gaps: { missing: 0.01, outage: 0.001 } });
    const [first, second, again] = [allocateBars(1_234), allocateBars(500), allocateBars(500)];
    market.fill(first, 1_234);
    const state: unknown = JSON.parse(JSON.stringify(market.state));
    market.fill(second, 500);
    const restored = new SyntheticMarket({ ...OPTIONS, seed: 99, gaps: { missing: 0.01, outage: 0.001 } });
    restored.state = state as SyntheticMarket['state'];
    restored.fill(again, 500);
    assert.deepEqual(again, second);
  });

  for (const [what, options] of [
    ['Bitcoin by the minute', OPTIONS],
    ['a coin of few ticks', { ...OPTIONS, startPrice: 12, tick: 1 }],
    ['wild days', { ...OPTIONS, interval: MICROS_PER_DAY, dailyVolatility: 0.3 }],
  ] as const) {
    test(`${what}: every bar is possible, on the tick grid, and follows the last without a hole`, () => {
      const columns = bars(options, 200_000);
      for (let row = 0; row < columns.length; row++) {
        const [open, high, low, close, volume] = (['open', 'high', 'low', 'close', 'volume'] as const).map(
          (name) => columns[name][row] ?? NaN,
        ) as [number, number, number, number, number];
        const fits =
          low >= options.tick &&
          low <= Math.min(open, close) &&
          high >= Math.max(open, close) &&
          volume > 0 &&
          [open, high, low, close].every((price) => Number.isSafeInteger(price) && price % options.tick === 0) &&
          columns.openTime[row] === options.startTime + row * options.interval &&
          columns.closeTime[row] === options.startTime + (row + 1) * options.interval;
        assert.ok(fits, `bar ${row}: ${open} ${high} ${low} ${close} ${volume}`);
      }
    });
  }

  test('neither dies nor runs away: after two million bars the price is within ten times its start', () => {
    const { low, high } = bars(OPTIONS, 2_000_000);
    assert.ok(low.every((price) => price > OPTIONS.startPrice / 10));
    assert.ok(high.every((price) => price < OPTIONS.startPrice * 10));
  });

  for (const seed of [1, 7, 42]) {
    test(`seed ${seed}: SMA(10) crosses SMA(30) at 3 to 6% of the bars in every tenth of a million`, () => {
      for (const share of crossings(new SyntheticMarket({ ...OPTIONS, seed }), 1_000_000))
        assert.ok(share > 0.03 && share < 0.06, String(share));
    });
  }

  test('opens with a jump now and then, and volatility comes in clusters', () => {
    const { open, close, length } = bars({ ...OPTIONS, tick: 1 }, 200_000);
    let jumps = 0;
    const moves = new Float64Array(length);
    for (let row = 1; row < length; row++) {
      if (open[row] !== close[row - 1]) jumps++;
      moves[row] = Math.abs((close[row] as number) / (open[row] as number) - 1);
    }
    assert.ok(jumps > length / 100 && jumps < length / 50, String(jumps));
    const mean = moves.reduce((sum, move) => sum + move, 0) / length;
    const covariance = moves.reduce((sum, move, row) => sum + (move - mean) * ((moves[row - 5] ?? mean) - mean), 0);
    const variance = moves.reduce((sum, move) => sum + (move - mean) ** 2, 0);
    assert.ok(covariance / variance > 0.1, `a large move is not followed by large ones: ${covariance / variance}`);
  });

  test('leaves bars out when it is told to', () => {
    const { openTime, length } = bars({ ...OPTIONS, gaps: { missing: 0.01, outage: 0.0005 } }, 50_000);
    const holes = Array.from(
      { length: length - 1 },
      (_, row) => ((openTime[row + 1] as number) - (openTime[row] as number)) / MICROS_PER_MINUTE - 1,
    );
    const short = holes.filter((bars) => bars > 0 && bars <= 3).length;
    const outages = holes.filter((bars) => bars >= 30 && bars < 630).length;
    assert.equal(holes.filter((bars) => bars === 0).length + short + outages, length - 1);
    assert.ok(short > 400 && short < 600 && outages > 10 && outages < 45, `${short} short, ${outages} outages`);
  });
});
