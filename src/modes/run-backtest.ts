import { formatDecimal, powerOfTen } from '../kernel/exact.ts';
import { fail } from '../kernel/errors.ts';
import { formatTime, type Micros } from '../kernel/time.ts';
import type { BarColumns, BarSource } from '../domain/bars.ts';
import { formatPrice, formatQuantity, type Instrument, type Money } from '../domain/instrument.ts';
import type { Interval } from '../domain/interval.ts';
import type { Beacon, HandlerGuard } from '../engine/handler-calls.ts';
import type { RegimeSettings } from '../core/regime/regime-settings.ts';
import type { AccountTerms } from '../engine/account.ts';
import { amountAt } from '../core/risk/limits.ts';
import { PLAIN_SETTINGS } from '../core/risk/risk-settings.ts';
import type { Deployment, SeatedMarket } from '../engine/strategy-host.ts';
import { buildResult, resultFill } from '../report/build-result.ts';
import { explainAllocation } from '../config/sections/explain-allocation.ts';
import { EquityRecorder } from '../report/equity-recorder.ts';
import type { RegimeHistory } from '../report/regime-spans.ts';
import type { BacktestResult, BacktestSettings } from '../report/result.ts';
import { allocationSetup } from './allocation-terms.ts';
import { BacktestRecords } from './backtest-records.ts';
import { playBars, type BarStream } from './play-bars.ts';
import { accountTerms, simulationRules, type TradingConfig } from './session-terms.ts';
import { simulatedSession, type SimulatedSession } from './simulated-session.ts';

/** The bars of one instrument that a backtest plays; prices at the instrument's scale. */
export interface BacktestSeries {
  readonly instrument: Instrument;
  /** The interval that the strategies want; the engine builds it from `interval` where that is shorter. */
  readonly wanted: Interval;
  readonly interval: Interval;
  readonly source: BarSource;
  readonly fingerprint: string;
  readonly notes: readonly string[];
  bars(): AsyncIterable<BarColumns>;
}

/** Everything that a backtest is made of. */
export interface BacktestInputs {
  readonly engineVersion: string;
  readonly config: TradingConfig;
  readonly seed: number;
  readonly from: Micros | undefined;
  readonly to: Micros | undefined;
  readonly strategy: BacktestSettings['strategy'];
  readonly deployments: readonly Deployment[];
  /** How regimes are found; left out, there are none. */
  readonly regimes?: RegimeSettings;
  /** The first one is the benchmark. */
  readonly series: readonly BacktestSeries[];
  /** How many fills the result tells; all are in the hash and the statistics. */
  readonly keepFills?: number;
  readonly beacon?: Beacon;
  readonly guard?: HandlerGuard;
  readonly debug?: boolean;
  /** Where a handler of a strategy is written, if that is known. */
  readonly placeOf?: (strategyId: string, handler: string) => string | undefined;
}

/** What was read of a series. */
interface Extent {
  rows: number;
  from: Micros;
  to: Micros;
}

/**
 * Runs a backtest: the engine over closed bars against the simulated venue.
 * Errors: `DATA_EMPTY` when no bar of an instrument falls in the period, and the code of whatever stopped a strategy.
 */
export async function runBacktest(inputs: BacktestInputs): Promise<BacktestResult> {
  const { config, series, deployments } = inputs;
  const terms = goingOnByItself(accountTerms(config));
  const records = new BacktestRecords(inputs.keepFills ?? Infinity);
  records.allocation.settings = explainAllocation(config);
  const session = simulatedSession(
    series.map(({ instrument, interval }) => ({ instrument, baseInterval: interval })),
    simulationRules(config),
    {
      terms,
      deployments,
      records,
      allocation: allocationSetup(config, deployments),
      debug: inputs.debug ?? false,
      ...(inputs.beacon && { beacon: inputs.beacon }),
      ...(inputs.guard && { guard: inputs.guard }),
      ...(inputs.regimes && { regimes: inputs.regimes }),
    },
  );
  const extents = series.map((): Extent => ({ rows: 0, from: Infinity, to: 0 }));
  const streams = session.markets.map((market, index) => streamOf(market, series[index] as BacktestSeries, extents[index] as Extent));
  const { account } = session.engine;
  account.open(0);
  const recorder = await playRecorded(session, streams, terms.cash, () => records.stopped !== undefined);
  if (records.stopped !== undefined) {
    const { strategyId, handler, code, message, ts } = records.stopped;
    const place = inputs.placeOf?.(strategyId, handler);
    const at = `strategy ${strategyId}, ${handler}, bar closing ${formatTime(ts)}`;
    fail(code, message, { where: place === undefined ? at : `${place}, ${at}` });
  }
  const lacking = series.filter((_, index) => extents[index]?.rows === 0).map(({ instrument }) => instrument.id);
  if (recorder === undefined || lacking.length > 0) return fail('DATA_EMPTY', `no bar of ${lacking.join(', ')} falls in the period`);
  const equity = recorder.summary();
  for (const value of [...equity.daily.day, ...equity.daily.equity, equity.finalEquity, equity.bars]) records.hash.add(value);
  return buildResult({
    engineVersion: inputs.engineVersion,
    hash: records.hash.digest(),
    settings: describeSettings(inputs, extents),
    equity,
    trips: records.trips.summary(),
    orders: records.orders,
    fills: records.fills.map(({ fill, role, clientOrderId, realised }, index) =>
      resultFill(index + 1, fill, { role, clientOrderId }, realised),
    ),
    refusals: records.refusals.summary(),
    allocation: records.allocation,
    limits: { log: records.limits, dailyLoss: dailyLossOf(terms) },
    ...(inputs.regimes && { regimes: regimeHistory(inputs.regimes, records, series, extents) }),
  });
}

function regimeHistory(
  { model, interval }: RegimeSettings,
  { regimes, regimeStops: stops }: BacktestRecords,
  series: readonly BacktestSeries[],
  extents: readonly Extent[],
): RegimeHistory {
  const instrumentIds = series.map(({ instrument }) => instrument.id);
  return { model, interval, instrumentIds, changes: regimes, stops, end: Math.max(...extents.map(({ to }) => to)) };
}

/** The limit of the daily loss at an equity, in units of money; undefined where there is none. */
function dailyLossOf({ limits: { dailyLoss }, currency }: AccountTerms): ((equity: number) => number) | undefined {
  if (dailyLoss === undefined) return undefined;
  const units = powerOfTen(currency.scale);
  return (equity) => amountAt(dailyLoss, Math.round(equity * units)) / units;
}

/** No person looks at a backtest: what a limit has halted goes on with the next day, or week. */
function goingOnByItself({ risk = PLAIN_SETTINGS, ...terms }: AccountTerms): AccountTerms {
  return { ...terms, risk: { ...risk, resumes: 'next-period' } };
}

/**
 * Plays the streams, recording equity whenever all bars of a closing time are in, against the price of the first market; before that has
 * one, against its first. Undefined when there was no bar.
 */
async function playRecorded(
  session: SimulatedSession,
  streams: readonly BarStream[],
  cash: number,
  stopped: () => boolean,
): Promise<EquityRecorder | undefined> {
  const benchmark = session.markets[0] as SeatedMarket;
  const early: { readonly closeTime: Micros; readonly equity: Money; readonly isExposed: boolean }[] = [];
  let recorder: EquityRecorder | undefined;
  const begin = (startTime: Micros): EquityRecorder => (recorder = new EquityRecorder({ startTime, startEquity: cash }));
  await playBars(
    session,
    streams,
    (market, bars, from, to, { equity, exposed }) => {
      const current = recorder ?? begin(bars.openTime[from] as number);
      const firstPrice = market === benchmark ? (bars.close[from] as number) : benchmark.lastPrice;
      if (early.length > 0 && !Number.isNaN(firstPrice))
        for (const each of early.splice(0)) current.record(each.closeTime, each.equity, firstPrice, firstPrice, firstPrice, each.isExposed);
      if (market === benchmark) return current.take(bars, from, to, equity, exposed);
      const { stretch, lastPrice: price } = benchmark;
      for (let row = from; row < to; row += 1) {
        const bar = { closeTime: bars.closeTime[row] as number, equity: equity[row] as number, isExposed: exposed[row] === 1 };
        const isFresh = stretch.closeTime === bar.closeTime;
        if (Number.isNaN(price)) early.push(bar);
        else current.record(bar.closeTime, bar.equity, isFresh ? stretch.high : price, isFresh ? stretch.low : price, price, bar.isExposed);
      }
    },
    stopped,
  );
  return recorder;
}

function streamOf(market: SeatedMarket, series: BacktestSeries, extent: Extent): BarStream {
  async function* counted(): AsyncGenerator<BarColumns, void> {
    for await (const bars of series.bars()) {
      if (bars.length === 0) continue;
      extent.rows += bars.length;
      extent.from = Math.min(extent.from, bars.openTime[0] as number);
      extent.to = bars.closeTime[bars.length - 1] as number;
      yield bars;
    }
  }
  return { market, chunks: counted() };
}

function describeSettings(inputs: BacktestInputs, extents: readonly Extent[]): BacktestSettings {
  const { config, series } = inputs;
  const first = Math.min(...extents.map(({ from }) => from));
  const last = Math.max(...extents.map(({ to }) => to));
  return {
    strategy: inputs.strategy,
    instruments: series.map(({ instrument, wanted, interval, source, fingerprint, notes }, index) => {
      const { rows, from, to } = extents[index] as Extent;
      return {
        id: instrument.id,
        interval: wanted,
        source,
        fingerprint,
        notes: wanted === interval ? [...notes] : [`built from ${interval} bars, which are what is counted`, ...notes],
        calendar: instrument.calendar,
        priceScale: instrument.priceScale,
        quantityScale: instrument.quantityScale,
        tick: formatPrice(instrument, instrument.tick),
        lot: formatQuantity(instrument, instrument.lot),
        quote: instrument.quote.code,
        rows,
        from: formatTime(rows === 0 ? first : from),
        to: formatTime(rows === 0 ? first : to),
      };
    }),
    from: formatTime(inputs.from ?? first),
    to: formatTime(inputs.to ?? last),
    cash: formatDecimal(accountTerms(config).cash, accountTerms(config).currency.scale),
    currency: config.account.currency,
    account: config.account.type,
    fees: { maker: config.fees.maker, taker: config.fees.taker },
    slippage: config.slippage,
    fill: config.fill,
    limitFill: config.limitFill,
    seed: inputs.seed,
  };
}
