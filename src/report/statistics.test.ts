import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import fc from 'fast-check';

import { MICROS_PER_DAY, MICROS_PER_HOUR, parseTime } from '../kernel/time.ts';
import type { CalendarId, Instrument } from '../domain/instrument.ts';
import { currency } from '../domain/money.ts';
import { accountCalendar } from './daily-returns.ts';
import { EquityRecorder } from './equity-recorder.ts';
import type { BacktestStatistics } from './result.ts';
import { RoundTrips } from './round-trips.ts';
import { STATISTICS } from './statistics-table.ts';
import { computeStatistics } from './statistics.ts';

const START = parseTime('2023-01-02');
const YEAR_DAYS = 365.25;
/** Two decimals of money, and one money unit is one price unit times one quantity unit. */
const INSTRUMENT: Instrument = {
  id: 'AAA/USD.TEST',
  symbol: 'AAA/USD',
  venue: 'TEST',
  kind: 'spot',
  base: currency('AAA'),
  quote: { code: 'USD', scale: 2 },
  settlement: { code: 'USD', scale: 2 },
  priceScale: 2,
  quantityScale: 0,
  tick: 1,
  lot: 1,
  minQuantity: 1,
  maxQuantity: 1e9,
  minNotional: 0,
  maxNotional: 1e15,
  multiplier: 1,
  calendar: '24/7',
  effectiveFrom: 0,
};

interface Story {
  readonly cash: number;
  /** Equity at daily closes; undefined is a day without a bar. */
  readonly days: readonly (number | undefined)[];
  /** Closing prices, 100 where not given. */
  readonly prices?: readonly number[];
  /** Profits of round trips that each buy one unit at 100.00 and sell it, fees 0.50 a side, held for two hours. */
  readonly trips?: readonly number[];
  readonly calendar?: CalendarId;
}

function statisticsOf({ cash, days, prices = [], trips = [], calendar = '24/7' }: Story): BacktestStatistics {
  const recorder = new EquityRecorder({ startTime: START, startEquity: cash });
  days.forEach((equity, day) => {
    const price = prices[day] ?? 100;
    if (equity !== undefined) recorder.record(START + (day + 1) * MICROS_PER_DAY, equity, price, price, price, day % 2 === 0);
  });
  const roundTrips = new RoundTrips();
  const book = roundTrips.book('s', INSTRUMENT);
  for (const profit of trips) {
    book.fill('buy', 1, 10_000, 50, 0);
    book.fill('sell', 1, 10_100 + profit, 50, 2 * MICROS_PER_HOUR);
  }
  return computeStatistics({ equity: recorder.summary(), trips: roundTrips.summary(), orders: trips.length * 2, moneyScale: 2, calendar });
}

/** Asserts equality to fifteen digits or so. */
function near(actual: number | null, expected: number): void {
  assert.ok(actual !== null && Math.abs(actual - expected) <= 1e-13 * Math.max(1, Math.abs(expected)), `${actual} is not ${expected}`);
}

describe('by hand: 100.00 that becomes 110, 99, 108.90 on three days', () => {
  // Daily returns 10%, -10%, 10%: mean 1/30, sample variance (2 x (1/15)^2 + (2/15)^2) / 2 = 1/75, downside sqrt(0.01 / 3).
  const hand = statisticsOf({ cash: 10_000, days: [11_000, 9_900, 10_890], prices: [100, 120, 150] });
  const years = 3 / YEAR_DAYS;
  const rows: readonly [name: keyof BacktestStatistics, expected: number][] = [
    ['return', 0.089],
    ['buyAndHoldReturn', 0.5],
    ['cagr', 1.089 ** (1 / years) - 1],
    ['volatility', Math.sqrt(365 / 75)],
    ['sharpe', (1 / 30) * Math.sqrt(75) * Math.sqrt(365)],
    ['sortino', (1 / 30 / Math.sqrt(0.01 / 3)) * Math.sqrt(365)],
    ['maxDrawdown', 0.1],
    ['calmar', (1.089 ** (1 / years) - 1) / 0.1],
    ['bestDay', 0.1],
    ['worstDay', -0.1],
    ['exposure', 2 / 3],
  ];
  for (const [name, expected] of rows) test(`${name} is ${expected}`, () => near(hand[name] as number | null, expected));

  test('money is exact text, times are ISO, lengths are seconds', () => {
    assert.equal(hand.finalEquity, '108.90');
    assert.equal(hand.profit, '8.90');
    assert.equal(hand.maxDrawdownMoney, '11.00');
    assert.equal(hand.maxDrawdownPeak, '2023-01-03T00:00:00Z');
    assert.equal(hand.maxDrawdownTrough, '2023-01-04T00:00:00Z');
    assert.equal(hand.longestDrawdownSeconds, 2 * 86_400);
  });

  test('a year of equities has 252 days', () => {
    const equities = statisticsOf({ cash: 10_000, days: [11_000, 9_900, 10_890], calendar: 'us-equities' });
    near(equities.volatility, Math.sqrt(252 / 75));
  });
});

describe('by hand: round trips of +3.00, -1.00, +2.00, 0.00', () => {
  const hand = statisticsOf({ cash: 10_000, days: [10_400], trips: [300, -100, 200, 0] });
  const rows: readonly [name: keyof BacktestStatistics, expected: unknown][] = [
    ['roundTrips', 4],
    ['winRate', 0.5],
    ['profitFactor', 5],
    ['expectancy', 1],
    ['averageWin', 2.5],
    ['averageLoss', -1],
    ['longestWinStreak', 1],
    ['longestLossStreak', 1],
    ['averageHoldSeconds', 7_200],
    ['fees', '4.00'],
    ['turnover', '808.00'],
    ['turnoverPerYear', 808 / 104 / (1 / YEAR_DAYS)],
    ['orders', 8],
    ['fills', 8],
  ];
  for (const [name, expected] of rows) test(`${name} is ${String(expected)}`, () => assert.equal(hand[name], expected));
});

describe('what is not defined is null, never a made-up number', () => {
  const cases: readonly [name: string, story: Story, nulls: readonly (keyof BacktestStatistics)[]][] = [
    [
      'no bar at all',
      { cash: 10_000, days: [] },
      [
        'return',
        'buyAndHoldReturn',
        'cagr',
        'volatility',
        'sharpe',
        'sortino',
        'calmar',
        'maxDrawdown',
        'exposure',
        'turnoverPerYear',
        'bestDay',
        'winRate',
      ],
    ],
    ['a single day', { cash: 10_000, days: [10_100] }, ['volatility', 'sharpe', 'sortino', 'bestDay', 'worstDay', 'calmar']],
    ['equity that never moves', { cash: 10_000, days: [10_000, 10_000, 10_000] }, ['sharpe', 'sortino', 'calmar']],
    ['the same gain every day', { cash: 10_000, days: [20_000, 40_000, 80_000] }, ['sharpe', 'sortino', 'calmar']],
    ['an account that owes money', { cash: 10_000, days: [5_000, -1_000, -500] }, ['cagr', 'volatility', 'sharpe', 'sortino', 'calmar']],
    [
      'no round trip',
      { cash: 10_000, days: [10_000] },
      ['winRate', 'profitFactor', 'expectancy', 'averageWin', 'averageLoss', 'averageHoldSeconds'],
    ],
    ['only wins', { cash: 10_000, days: [10_000], trips: [5, 7] }, ['profitFactor', 'averageLoss']],
    ['growth too large for a number', { cash: 1, days: [9e15, 1e15] }, ['cagr', 'calmar']],
  ];
  for (const [name, story, nulls] of cases) {
    test(name, () => {
      const statistics = statisticsOf(story);
      for (const id of nulls) assert.equal(statistics[id], null, id);
    });
  }

  test('losing everything is -100%, and owing more is a drawdown above 1', () => {
    assert.equal(statisticsOf({ cash: 10_000, days: [5_000, 0] }).cagr, -1);
    assert.equal(statisticsOf({ cash: 10_000, days: [5_000, -1_000] }).maxDrawdown, 1.1);
  });
});

test('a day without a bar counts as a day without a return where every day trades, and is left out elsewhere', () => {
  const days = [10_100, undefined, undefined, 10_000];
  assert.equal(statisticsOf({ cash: 10_000, days }).days, 4);
  assert.equal(statisticsOf({ cash: 10_000, days, calendar: 'us-equities' }).days, 2);
});

test('a year of forex has 260 days: the evening of Sunday, in which its week opens, belongs to Monday', () => {
  // From Monday to Friday, nothing on Saturday, Sunday's evening, Monday.
  const week = [10_100, 10_000, 10_100, 10_000, 10_100, undefined, 10_200, 10_000];
  const told = statisticsOf({ cash: 10_000, days: week, calendar: 'forex' });
  const plain = statisticsOf({ cash: 10_000, days: week.filter((_, day) => day !== 6), calendar: 'us-equities' });
  assert.deepEqual([told.days, told.bestDay, told.worstDay], [6, plain.bestDay, plain.worstDay]);
  near(told.volatility, (plain.volatility ?? NaN) * Math.sqrt(260 / 252));
  assert.equal(
    statisticsOf({ cash: 10_000, days: week.slice(0, 7), calendar: 'forex' }).days,
    6,
    'a Sunday that is the last day stands for Monday',
  );
});

describe('an account goes by the days of the instrument that trades on most of them', () => {
  for (const [calendars, expected] of [
    [['us-equities', 'us-equities'], 'us-equities'],
    [['us-equities', 'forex'], 'forex'],
    [['forex'], 'forex'],
    [['forex', '24/7', 'us-equities'], '24/7'],
    [[], '24/7'],
  ] as const)
    test(`${calendars.join(' and ') || 'none'}: ${expected}`, () => assert.equal(accountCalendar(calendars), expected));
});

const anyDays = fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1, maxLength: 40 });
const FREE_OF_SCALE = ['return', 'cagr', 'volatility', 'sharpe', 'sortino', 'calmar', 'maxDrawdown', 'bestDay', 'worstDay'] as const;

test('ten times the money gives the same statistics', () => {
  fc.assert(
    fc.property(anyDays, (days) => {
      const once = statisticsOf({ cash: 10_000, days });
      const tenfold = statisticsOf({ cash: 100_000, days: days.map((equity) => equity * 10) });
      for (const id of FREE_OF_SCALE) assert.equal(tenfold[id], once[id], id);
    }),
  );
});

test('whatever happens, every number is finite or null and fractions stay in their bounds', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -5_000, max: 100_000 }), { maxLength: 30 }),
      fc.array(fc.integer({ min: -9_999, max: 9_999 })),
      (days, trips) => {
        const statistics = statisticsOf({ cash: 10_000, days, trips });
        for (const [id, value] of Object.entries(statistics)) assert.ok(typeof value !== 'number' || Number.isFinite(value), id);
        const { winRate, exposure, maxDrawdown, profitFactor } = statistics;
        for (const fraction of [winRate ?? 0, exposure ?? 0, days.every((equity) => equity >= 0) ? (maxDrawdown ?? 0) : 0]) {
          assert.ok(fraction >= 0 && fraction <= 1);
        }
        assert.ok(profitFactor === null || profitFactor >= 0);
      },
    ),
  );
});

test('adding the same to every day raises the Sharpe ratio', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: -500, max: 500 }), { minLength: 5, maxLength: 30 }), (basisPoints) => {
      const walk = (drift: number): number[] => {
        let equity = 1e9;
        return basisPoints.map((value) => (equity = Math.round(equity * (1 + value / 10_000 + drift))));
      };
      const [before, after] = [walk(0), walk(0.01)].map((days) => statisticsOf({ cash: 1e9, days }).sharpe ?? null);
      fc.pre(before !== null && before !== undefined && after !== null && after !== undefined);
      assert.ok(after > before);
    }),
  );
});

test('the table names every statistic once', () => {
  const named = STATISTICS.flatMap((group) => group.entries.map((entry) => entry.id));
  assert.deepEqual([...named].sort(), Object.keys(statisticsOf({ cash: 1, days: [] })).sort());
});

test('the table says of every statistic that can be null when it is', () => {
  const empty = statisticsOf({ cash: 10_000, days: [] });
  for (const { id, nullWhen } of STATISTICS.flatMap((group) => group.entries)) {
    assert.equal(empty[id] === null, nullWhen !== undefined, id);
  }
});
