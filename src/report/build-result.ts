import { multiplyDivide, formatDecimal, parseDecimal } from '../kernel/exact.ts';
import { formatTime, MICROS_PER_DAY } from '../kernel/time.ts';
import type { Fill } from '../domain/fill.ts';
import { formatPrice, formatQuantity } from '../domain/instrument.ts';
import { currency } from '../domain/money.ts';
import type { OrderRole } from '../domain/order.ts';
import type { AllocationLog } from './allocation-log.ts';
import { accountCalendar } from './daily-returns.ts';
import type { EquitySummary } from './equity-recorder.ts';
import type { LimitLog } from './limit-log.ts';
import { resultRegimes, type RegimeHistory } from './regime-spans.ts';
import {
  RESULT_VERSION,
  type BacktestResult,
  type BacktestSettings,
  type EquityPoint,
  type ResultFill,
  type ResultRoundTrip,
} from './result.ts';
import { averagePrice, type RoundTrip } from './round-trip-book.ts';
import type { RoundTripSummary } from './round-trips.ts';
import { computeStatistics } from './statistics.ts';

/** What a run hands over for its result. Integers are at the scales that `settings` names. */
export interface ResultParts {
  readonly engineVersion: string;
  readonly hash: string;
  readonly settings: BacktestSettings;
  readonly equity: EquitySummary;
  readonly trips: RoundTripSummary;
  readonly orders: number;
  readonly fills: ResultFill[];
  readonly refusals: BacktestResult['refusals'];
  readonly regimes?: RegimeHistory;
  readonly limits?: { readonly log: LimitLog; readonly dailyLoss: ((equity: number) => number) | undefined };
  readonly allocation?: AllocationLog;
}

/** The result of a run, from its integers. */
export function buildResult(parts: ResultParts): BacktestResult {
  const { settings, equity, trips } = parts;
  const moneyScale = currency(settings.currency).scale;
  const calendar = accountCalendar(settings.instruments.map((instrument) => instrument.calendar));
  const daily = Array.from(equity.daily.day, (day, row) => ({
    date: formatTime(day * MICROS_PER_DAY).slice(0, 10),
    equity: formatDecimal(equity.daily.equity[row] as number, moneyScale),
  }));
  return {
    version: RESULT_VERSION,
    hash: parts.hash,
    engine: { version: parts.engineVersion },
    settings,
    statistics: computeStatistics({ equity, trips, orders: parts.orders, moneyScale, calendar }),
    fills: parts.fills,
    roundTrips: { total: trips.total, open: trips.open, first: trips.first.map(resultRoundTrip) },
    equity: {
      stride: equity.curve.stride,
      points: Array.from({ length: equity.curve.length }, (_, point) => equityPoint(equity, point, settings, moneyScale)),
      daily,
    },
    ...allocated(parts, moneyScale),
    ...limited(parts, daily),
    ...(parts.regimes && { regimes: resultRegimes(parts.regimes) }),
    refusals: parts.refusals,
  };
}

function limited({ limits }: ResultParts, daily: BacktestResult['equity']['daily']): Pick<BacktestResult, 'limits'> {
  const told = limits?.log.summary(daily, limits.dailyLoss);
  return told === undefined ? {} : { limits: told };
}

function allocated({ allocation, equity }: ResultParts, moneyScale: number): Pick<BacktestResult, 'allocation'> {
  const told = allocation?.summary(equity.curve.time[equity.curve.length - 1] ?? 0, moneyScale);
  return told === undefined ? {} : { allocation: told };
}

/** An execution as a result tells it; `realised` is in quote money units, as `RoundTripBook.fill` returns it. */
export function resultFill(seq: number, fill: Fill, order: { role: OrderRole; clientOrderId: string }, realised: number): ResultFill {
  const money = (units: number): string => formatDecimal(units, fill.instrument.quote.scale);
  return {
    seq,
    time: formatTime(fill.tsEvent),
    strategyId: fill.strategyId,
    instrument: fill.instrument.id,
    side: fill.side,
    quantity: formatQuantity(fill.instrument, fill.quantity),
    price: formatPrice(fill.instrument, fill.price),
    notional: money(fill.notional),
    fee: money(fill.fee),
    role: order.role,
    liquidity: fill.liquidity,
    orderId: order.clientOrderId,
    tradeId: fill.tradeId,
    realised: money(realised),
  };
}

function resultRoundTrip(trip: RoundTrip): ResultRoundTrip {
  const { instrument } = trip;
  const money = (units: number): string => formatDecimal(units, instrument.quote.scale);
  return {
    strategyId: trip.strategyId,
    instrument: instrument.id,
    side: trip.side,
    entryTime: formatTime(trip.entryTime),
    exitTime: formatTime(trip.exitTime),
    quantity: formatQuantity(instrument, trip.quantity),
    entryPrice: averagePrice(instrument, trip.entryNotional, trip.quantity),
    exitPrice: averagePrice(instrument, trip.exitNotional, trip.quantity),
    fills: trip.fills,
    fees: money(trip.fees),
    profit: money(trip.profit),
    return: trip.entryNotional > 0 ? trip.profit / trip.entryNotional : null,
  };
}

function equityPoint({ curve, firstPrice }: EquitySummary, point: number, settings: BacktestSettings, moneyScale: number): EquityPoint {
  const money = (units: number | undefined): string => formatDecimal(units as number, moneyScale);
  const price = (units: number | undefined): string => formatDecimal(units as number, settings.instruments[0]?.priceScale ?? 0);
  const cash = parseDecimal(settings.cash, moneyScale);
  const holding =
    firstPrice === undefined || firstPrice <= 0 ? cash : multiplyDivide(cash, curve.priceClose[point] as number, firstPrice, 'half-even');
  return {
    time: formatTime(curve.time[point] as number),
    equity: money(curve.equity[point]),
    low: money(curve.low[point]),
    high: money(curve.high[point]),
    benchmark: money(holding),
    exposed: curve.exposed[point] === 1,
    price: [price(curve.priceOpen[point]), price(curve.priceHigh[point]), price(curve.priceLow[point]), price(curve.priceClose[point])],
  };
}
