import { z } from 'zod';
import { REGIMES } from '../domain/regime.ts';

/** The version of the result format; a reader refuses a newer one. */
export const RESULT_VERSION = 1;
/** Refusals that a result keeps in full; all of them are counted. */
export const REFUSALS_KEPT = 1_000;
/** Hits of limits that a result keeps in full. */
export const LIMITS_KEPT = 1_000;
/** Changes of the allocation that a result keeps in full. */
export const ALLOCATIONS_KEPT = 1_000;

const decimal = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/)
  .meta({ id: 'Decimal', description: 'A plain decimal number at full precision.' });
const time = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3}(\d{3})?)?Z$/)
  .meta({ id: 'Time', description: 'ISO 8601, UTC.' });
const date = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d$/)
  .meta({ id: 'Date', description: 'A UTC day.' });
const count = z.int().nonnegative();
const ratio = z.number().nullable();
const side = z.enum(['buy', 'sell']);

const instrument = z.strictObject({
  id: z.string().describe('SYMBOL.VENUE'),
  interval: z.string(),
  source: z.enum(['trade', 'bid', 'ask', 'mid']),
  calendar: z.enum(['24/7', 'us-equities', 'forex']).describe('A year has 365, 252 or 260 days of it.'),
  priceScale: count.describe('Decimals of its prices.'),
  quantityScale: count.describe('Decimals of its quantities.'),
  tick: decimal,
  lot: decimal,
  quote: z.string().describe('Currency of its prices.'),
  fingerprint: z.string().describe("SHA-256 over the series' integer columns."),
  rows: count.describe('Bars that were read.'),
  from: time.describe('Opening time of the first bar read.'),
  to: time.describe('Closing time of the last bar read.'),
  notes: z.array(z.string()).describe('What the data check found in these bars, in words.'),
});

const settings = z.strictObject({
  strategy: z.strictObject({
    id: z.string(),
    version: z.string(),
    hash: z.string().describe('Over the files of the strategy and the packages it reaches.'),
    params: z.record(z.string(), z.unknown()),
  }),
  instruments: z.array(instrument).min(1).describe('The first one is the benchmark.'),
  from: time,
  to: time,
  cash: decimal,
  currency: z.string(),
  account: z.enum(['cash', 'margin']),
  fees: z.strictObject({ maker: decimal, taker: decimal }).describe('Fractions of the notional: 0.001 is 0.1%.'),
  slippage: z.string().describe('As it was set, such as 0, 5bps or 2ticks.'),
  fill: z.enum(['next-open', 'same-close']),
  limitFill: z.enum(['through', 'touch']),
  seed: z.int(),
});

const statistics = z.strictObject({
  finalEquity: decimal,
  profit: decimal,
  return: ratio,
  buyAndHoldReturn: ratio,
  cagr: ratio,
  volatility: ratio,
  sharpe: ratio,
  sortino: ratio,
  calmar: ratio,
  maxDrawdown: ratio,
  maxDrawdownMoney: decimal,
  maxDrawdownPeak: time.nullable(),
  maxDrawdownTrough: time.nullable(),
  longestDrawdownSeconds: z.number().nonnegative(),
  exposure: ratio,
  bestDay: ratio,
  worstDay: ratio,
  roundTrips: count,
  winRate: ratio,
  profitFactor: ratio,
  expectancy: ratio,
  averageWin: ratio,
  averageLoss: ratio,
  longestWinStreak: count,
  longestLossStreak: count,
  averageHoldSeconds: ratio,
  fees: decimal,
  turnover: decimal,
  turnoverPerYear: ratio,
  orders: count,
  fills: count,
  bars: count,
  days: count,
});

const fill = z.strictObject({
  seq: count,
  time,
  strategyId: z.string().optional(),
  instrument: z.string(),
  side,
  quantity: decimal,
  price: decimal,
  notional: decimal,
  fee: decimal.describe('Negative for a rebate.'),
  role: z.enum(['entry', 'exit', 'stop', 'target', 'order']),
  liquidity: z.enum(['maker', 'taker']),
  orderId: z.string(),
  tradeId: z.string(),
  realised: decimal.describe('Profit that this fill realised, before fees; 0 where it only opened.'),
});

const roundTrip = z.strictObject({
  strategyId: z.string(),
  instrument: z.string(),
  side: z.enum(['long', 'short']),
  entryTime: time,
  exitTime: time,
  quantity: decimal.describe('All that was bought (long) or sold (short) on the way.'),
  entryPrice: z.number().describe('Average.'),
  exitPrice: z.number().describe('Average.'),
  fills: count,
  fees: decimal,
  profit: decimal.describe('After fees.'),
  return: ratio.describe('Profit over the entry notional.'),
});

const equityPoint = z.strictObject({
  time: time.describe('Closing time of the last bar of the point.'),
  equity: decimal.describe('At that time.'),
  low: decimal.describe('Lowest equity at a bar close within the point.'),
  high: decimal.describe('Highest equity at a bar close within the point.'),
  benchmark: decimal.describe('Cash held in the first instrument since the first close, without fees.'),
  exposed: z.boolean().describe('Whether a position was held at any bar close within the point.'),
  price: z.tuple([decimal, decimal, decimal, decimal]).describe('Open, high, low and close of the first instrument over the point.'),
});

const limits = z.strictObject({
  hits: z.strictObject({
    total: count,
    byLimit: z.record(z.string(), count),
    first: z
      .array(
        z.strictObject({
          time,
          level: z.enum(['account', 'strategy', 'instrument']),
          name: z.string(),
          limit: z.string(),
          value: z.string().describe('What was measured: money, or a count.'),
          most: z.string().describe('What is allowed.'),
        }),
      )
      .max(LIMITS_KEPT),
  }),
  dailyLoss: z.array(z.tuple([date, z.number()])).describe('By UTC day, how much of the daily loss was used at its close; 1 is all.'),
});

const regime = z.enum(REGIMES);
const regimes = z.strictObject({
  model: z.enum(['rules', 'hmm']),
  interval: z.string().describe('The bars that it looked at.'),
  series: z
    .array(
      z.strictObject({
        instrument: z.string().nullable().describe('null is the market: all instruments together.'),
        shares: z.record(regime, z.number()).describe('Of the time since the first one was known.'),
        changes: z.array(z.tuple([time, regime])).describe('When each began.'),
      }),
    )
    .describe('The instruments, then the market.'),
  stops: z
    .array(z.strictObject({ time, strategyId: z.string(), reason: z.string() }))
    .describe('Strategies that a regime stopped for good, as configured.'),
});

const allocation = z.strictObject({
  settings: z.array(z.string()).describe('How it was set, in words.'),
  lines: z
    .array(
      z.strictObject({
        strategyId: z.string(),
        instrument: z.string(),
        fills: count,
        refused: count.describe('Orders for which its share left nothing.'),
        meanShare: z.number().describe('Of the equity, over the time.'),
        turnover: decimal,
        fees: decimal,
        profit: decimal.describe('Of what was closed, after fees.'),
      }),
    )
    .describe('What each strategy had in each instrument, and what came of it.'),
  total: count.describe('Changes of the shares.'),
  changes: z
    .array(z.strictObject({ time, reason: z.string(), shares: z.array(z.number()).describe('Of the equity, in the order of the lines.') }))
    .max(ALLOCATIONS_KEPT),
});

/** The result of a backtest: what `--json` writes, `runs show` reads and the report draws. docs/result.schema.json is made from it. */
export const backtestResultSchema = z
  .strictObject({
    version: z.literal(RESULT_VERSION),
    hash: z.string().describe('Over integers only: equal inputs and seed give an equal hash.'),
    engine: z.strictObject({ version: z.string() }),
    settings,
    statistics: statistics.describe('Formulas, units and edge cases: docs/statistics.md.'),
    fills: z.array(fill).describe('Oldest first; fewer than statistics.fills only where a run was told not to keep them.'),
    roundTrips: z.strictObject({
      total: count.describe('Closed round trips, as statistics.roundTrips.'),
      open: count.describe('Positions still open at the end; in the equity, not in the win rate.'),
      first: z.array(roundTrip).describe('The first round trips by exit time, up to a cap.'),
    }),
    equity: z.strictObject({
      stride: z.int().positive().describe('Bars that a point covers.'),
      points: z.array(equityPoint),
      daily: z.array(z.strictObject({ date, equity: decimal })).describe('Closing equity of every UTC day that had a bar.'),
    }),
    allocation: allocation.optional().describe('Left out where nothing was allocated.'),
    limits: limits.optional().describe('Limits that halt trading: which were hit. Left out where none was set.'),
    regimes: regimes.optional().describe('Left out where no model was configured.'),
    refusals: z.strictObject({
      total: count,
      byCode: z.record(z.string(), count),
      first: z.array(z.strictObject({ time, instrument: z.string(), code: z.string(), message: z.string() })).max(REFUSALS_KEPT),
    }),
  })
  .meta({ title: 'Ballast backtest result' });

/** The result of a backtest. Money, prices and quantities are decimal texts at full precision, times ISO 8601 in UTC. */
export type BacktestResult = z.infer<typeof backtestResultSchema>;
/** How a backtest was set up. */
export type BacktestSettings = BacktestResult['settings'];
/** The statistics of a backtest; docs/statistics.md has their formulas. */
export type BacktestStatistics = BacktestResult['statistics'];
/** One execution. */
export type ResultFill = BacktestResult['fills'][number];
/** One round trip from flat to flat. */
export type ResultRoundTrip = BacktestResult['roundTrips']['first'][number];
/** One point of the equity curve. */
export type EquityPoint = BacktestResult['equity']['points'][number];
/** The limits that were hit, and how much of the daily loss was used. */
export type ResultLimits = NonNullable<BacktestResult['limits']>;
/** What allocation gave each strategy, and what came of it. */
export type ResultAllocation = NonNullable<BacktestResult['allocation']>;
/** How the markets behaved, by the model that was configured. */
export type ResultRegimes = NonNullable<BacktestResult['regimes']>;
/** An order that was refused. */
export type ResultRefusal = BacktestResult['refusals']['first'][number];

/** The JSON Schema of a result, as docs/result.schema.json holds it. */
export function resultJsonSchema(): unknown {
  return z.toJSONSchema(backtestResultSchema, { target: 'draft-2020-12' });
}
