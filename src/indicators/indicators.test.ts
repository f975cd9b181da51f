import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { isBallastError } from '../kernel/errors.ts';
import { candleColumns, feedStretches, type Candle } from '../../tests/tools/feed-stretches.ts';
import { feedOrder } from './feed-order.ts';
import { adx, atr, bollinger, crossing, donchian, ema, macd, rsi, sma, type Indicator, type IndicatorState } from './index.ts';

/** Every indicator with the main value by its textbook formula over all bars, and the names of its other lines. */
interface Case {
  readonly name: string;
  readonly make: (length: number) => Indicator & { readonly value: number };
  readonly textbook: (bars: readonly Candle[], length: number) => number;
  readonly lines: readonly string[];
  /** Whether the value depends on the window alone, so that it must come out bit for bit from whatever bar the series starts. */
  readonly windowed: boolean;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const closes = (bars: readonly Candle[]): number[] => bars.map((bar) => bar.close);
const wilder = (values: readonly number[], length: number): number =>
  values.slice(length).reduce((average, value) => (average * (length - 1) + value) / length, mean(values.slice(0, length)));
const exponential = (values: readonly number[], length: number): number =>
  values.slice(length).reduce((average, value) => average + ((value - average) * 2) / (length + 1), mean(values.slice(0, length)));

const CASES: readonly Case[] = [
  { name: 'sma', make: sma, textbook: (bars, length) => mean(closes(bars).slice(-length)), lines: [], windowed: true },
  { name: 'ema', make: ema, textbook: (bars, length) => exponential(closes(bars), length), lines: [], windowed: false },
  {
    name: 'rsi',
    make: rsi,
    textbook: (bars, length) => {
      const changes = closes(bars)
        .map((close, at, all) => close - (all[at - 1] ?? close))
        .slice(1);
      const gain = wilder(
        changes.map((change) => Math.max(change, 0)),
        length,
      );
      const loss = wilder(
        changes.map((change) => Math.max(-change, 0)),
        length,
      );
      return gain + loss === 0 ? 50 : 100 - 100 / (1 + gain / loss);
    },
    lines: [],
    windowed: false,
  },
  {
    name: 'atr',
    make: atr,
    textbook: (bars, length) => {
      const ranges = bars.slice(1).map((bar, at) => {
        const before = bars[at]?.close ?? Number.NaN;
        return Math.max(bar.high - bar.low, Math.abs(bar.high - before), Math.abs(bar.low - before));
      });
      return wilder(ranges, length);
    },
    lines: [],
    windowed: false,
  },
  {
    name: 'adx',
    make: (length) => adx(length + 1),
    textbook: (bars, length) => {
      const n = length + 1;
      const moves = bars.slice(1).map((bar, at) => {
        const before = bars[at] ?? bar;
        const [up, down] = [bar.high - before.high, before.low - bar.low];
        const range = Math.max(bar.high, before.close) - Math.min(bar.low, before.close);
        return [up > down ? Math.max(up, 0) : 0, down > up ? Math.max(down, 0) : 0, range] as const;
      });
      // Wilder's running sums, one for each bar from the n-th movement on.
      const sums = (part: 0 | 1 | 2): number[] => {
        let sum = moves.slice(0, n - 1).reduce((total, move) => total + move[part], 0);
        return moves.slice(n - 1).map((move) => (sum += move[part] - sum / n));
      };
      const [ups, downs] = [sums(0), sums(1)];
      const shares = ups.map((up, at) => {
        const down = downs[at] ?? 0;
        return up + down === 0 ? undefined : (100 * Math.abs(up - down)) / (up + down);
      });
      const seed = mean(shares.slice(0, n).map((share) => share ?? 0));
      return shares.slice(n).reduce<number>((average, share) => (share === undefined ? average : (average * (n - 1) + share) / n), seed);
    },
    lines: ['plus', 'minus'],
    windowed: false,
  },
  {
    name: 'macd',
    make: (length) => macd(length, 2 * length, 3),
    textbook: (bars, length) => exponential(closes(bars).slice(length), length) - exponential(closes(bars), 2 * length),
    lines: ['signal', 'histogram'],
    windowed: false,
  },
  {
    name: 'bollinger',
    make: (length) => bollinger(length + 1, 2),
    textbook: (bars, length) => mean(closes(bars).slice(-length - 1)),
    lines: ['upper', 'middle', 'lower'],
    windowed: true,
  },
  {
    name: 'donchian',
    make: donchian,
    textbook: (bars, length) => {
      const window = bars.slice(-length);
      return (Math.max(...window.map((bar) => bar.high)) + Math.min(...window.map((bar) => bar.low))) / 2;
    },
    lines: ['upper', 'lower', 'previousUpper', 'previousLower'],
    windowed: true,
  },
];

/** The indicators that are no prices. */
const INDEXES: ReadonlySet<string> = new Set(['rsi', 'adx']);

const price = fc.integer({ min: 1, max: 10_000_000 });
const someBars = fc.array(
  fc.tuple(price, price, price, price).map(([a, b, c, d]): Candle => {
    return { open: a, high: Math.max(a, b, c, d), low: Math.min(a, b, c, d), close: b };
  }),
  { maxLength: 80 },
);
const length = fc.integer({ min: 1, max: 12 });

/** Every number that an indicator shows. */
function reading(indicator: Indicator, lines: readonly string[]): unknown[] {
  return ['count', 'isReady', 'value', ...lines].map((name): unknown => Reflect.get(indicator, name));
}

function feedAll(indicator: Indicator, bars: readonly Candle[]): void {
  feedStretches([indicator], candleColumns(bars));
}

for (const { name, make, textbook, lines, windowed } of CASES) {
  test(`${name}: step by step equals the textbook formula over all bars; NaN until ready`, () => {
    fc.assert(
      fc.property(someBars, length, (bars, span) => {
        const indicator = make(span);
        feedAll(indicator, bars);
        assert.equal(indicator.isReady, bars.length >= indicator.warmup);
        const expected = indicator.isReady ? textbook(bars, span) : Number.NaN;
        const tolerance = 1e-9 * Math.max(1, Math.abs(expected), Math.max(0, ...closes(bars)));
        assert.ok(
          Object.is(indicator.value, expected) || Math.abs(indicator.value - expected) <= tolerance,
          `${indicator.value} ${expected}`,
        );
        for (const line of lines) assert.equal(Number.isNaN(Reflect.get(indicator, line)), !indicator.isReady, line);
      }),
    );
  });

  test(`${name}: state that went through JSON continues bit for bit, in a new indicator and in a used one`, () => {
    fc.assert(
      fc.property(someBars, someBars, length, (before, after, span) => {
        const original = make(span);
        feedAll(original, before);
        const saved = JSON.stringify(original.state);
        const used = make(span);
        feedAll(used, after);
        const restored = [make(span), used];
        for (const copy of restored) copy.state = JSON.parse(saved) as IndicatorState;
        for (const copy of restored) assert.deepEqual(reading(copy, lines), reading(original, lines));
        feedAll(original, after);
        for (const copy of restored) {
          feedAll(copy, after);
          assert.deepEqual(reading(copy, lines), reading(original, lines));
        }
      }),
    );
  });

  test(`${name}: after reset it is as new`, () => {
    fc.assert(
      fc.property(someBars, someBars, length, (before, after, span) => {
        const [used, fresh] = [make(span), make(span)];
        feedAll(used, before);
        used.reset();
        feedAll(used, after);
        feedAll(fresh, after);
        assert.deepEqual(reading(used, lines), reading(fresh, lines));
      }),
    );
  });

  test(`${name}: a bound scale turns integer units into prices${INDEXES.has(name) ? ', and leaves an index alone' : ''}`, () => {
    fc.assert(
      fc.property(someBars, length, (bars, span) => {
        const [units, prices] = [make(span), make(span)];
        prices.bindScale(100);
        feedAll(units, bars);
        feedAll(prices, bars);
        const expected = INDEXES.has(name) ? units.value : units.value / 100;
        assert.ok(Object.is(prices.value, expected) || Math.abs(prices.value - expected) <= 1e-9 * Math.max(1, Math.abs(expected)));
      }),
    );
  });

  test(`${name}: however bars are cut into stretches, every reading on every bar is the same to the bit`, () => {
    fc.assert(
      fc.property(someBars, length, fc.integer({ min: 2, max: 40 }), (bars, span, size) => {
        const [one, many] = [1, size].map((each) => {
          const indicator = make(span);
          const readings: unknown[] = [];
          feedStretches([indicator], candleColumns(bars), each, () => readings.push(reading(indicator, lines)));
          return readings;
        });
        assert.deepEqual(many, one);
      }),
    );
  });

  if (windowed) {
    test(`${name}: does not depend on where the series started`, () => {
      fc.assert(
        fc.property(someBars, fc.nat(40), length, (bars, skipped, span) => {
          const [all, late] = [make(span), make(span)];
          feedAll(all, bars);
          feedAll(late, bars.slice(skipped));
          if (late.isReady) assert.deepEqual(reading(late, lines).slice(2), reading(all, lines).slice(2));
        }),
      );
    });
  }
}

test('an average of decimals forgets rounding errors within one turn of its window', () => {
  const average = sma(3);
  for (const huge of [1e15 + 0.3, 1e-3, 7e14 + 0.1, 3e12]) average.push(huge);
  for (const small of [0.1, 0.2, 0.3, 0.1, 0.2, 0.3]) average.push(small);
  assert.equal(average.value, (0.1 + 0.2 + 0.3) / 3);
});

test('bands of large and calm prices keep their digits', () => {
  const bands = bollinger(4, 1);
  for (const value of [1e9 + 1, 1e9 - 1, 1e9 + 1, 1e9 - 1]) bands.push(value);
  assert.deepEqual([bands.upper, bands.middle, bands.lower], [1e9 + 1, 1e9, 1e9 - 1]);
});

test('an RSI reads 50 in a market that does not move, 100 in one that only rises, 0 in one that only falls', () => {
  const after = (values: readonly number[]): number => values.map((value) => index.push(value)).at(-1) ?? Number.NaN;
  const index = rsi(3);
  assert.equal(after([5, 5, 5, 5, 5]), 50);
  index.reset();
  assert.equal(after([1, 2, 3, 4, 5]), 100);
  index.reset();
  assert.equal(after([5, 4, 3, 2, 1]), 0);
});

test('an indicator follows another by push, once that is ready', () => {
  const [fast, smoothed] = [rsi(2), sma(2)];
  for (const value of [1, 2, 1, 3, 2, 5]) {
    fast.push(value);
    if (fast.isReady) smoothed.push(fast.value);
  }
  assert.equal(smoothed.count, 4);
  assert.ok(smoothed.value > 0 && smoothed.value < 100);
});

test('an indicator of another is fed after it, is ready once both are, and takes no scale of its own', () => {
  fc.assert(
    fc.property(someBars, (bars) => {
      const [index, alone] = [rsi(3), rsi(3)];
      const [smoothed, byHand] = [sma(2).of(index), sma(2)];
      const feeding = feedOrder([smoothed]);
      for (const indicator of feeding) indicator.bindScale(100);
      feedStretches([alone], candleColumns(bars), 1, () => alone.isReady && byHand.push(alone.value));
      feedStretches(feeding, candleColumns(bars), 7);
      assert.deepEqual(feeding, [index, smoothed]);
      assert.equal(smoothed.warmup, 5);
      assert.equal(smoothed.isReady, bars.length >= 5);
      assert.equal(smoothed.value, byHand.value);
    }),
  );
});

test('the interval of an indicator is that of what it follows, else its own, else the first of the strategy', () => {
  const daily = ema(3).on('1d');
  const intervals = [sma(2), daily, sma(2).of(daily), crossing(daily, 5), crossing(daily, sma(2))].map(({ interval }) => interval);
  assert.deepEqual(intervals, [undefined, '1d', '1d', '1d', undefined]);
});

for (const value of [Number.NaN, Infinity, -Infinity]) {
  test(`${value} is refused before it can spoil an indicator`, () => {
    const pushes = [
      () => sma(2).push(value),
      () => ema(2).push(value),
      () => rsi(2).push(value),
      () => macd(2, 3, 2).push(value),
      () => bollinger(2, 2).push(value),
      () => atr(2).push(2, value, 1),
      () => donchian(2).push(value, 1),
    ];
    for (const push of pushes) assert.throws(push, (error) => isBallastError(error, 'INDICATOR_NOT_FINITE'));
  });
}

for (const wrong of [0, -1, 1.5, Number.NaN, 2_000_000]) {
  test(`a length of ${wrong} is refused`, () => {
    for (const make of [sma, ema, rsi, atr, donchian, bollinger, macd]) {
      assert.throws(
        () => make(wrong),
        (error) => isBallastError(error, 'INDICATOR_INVALID'),
        make.name,
      );
    }
  });
}

test('lengths and widths that contradict each other are refused', () => {
  for (const make of [() => macd(26, 12, 9), () => macd(12, 12, 9), () => bollinger(20, 0), () => bollinger(20, Number.NaN)]) {
    assert.throws(make, (error) => isBallastError(error, 'INDICATOR_INVALID'));
  }
});
