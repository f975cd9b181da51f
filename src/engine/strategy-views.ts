import { powerOfTen } from '../kernel/exact.ts';
import { fail } from '../kernel/errors.ts';
import { notional } from '../domain/money.ts';
import type { Currency } from '../domain/instrument.ts';
import type { OrderView } from '../domain/order.ts';
import type { Interval } from '../domain/interval.ts';
import { NO_REGIMES, type Regime, type RegimeReadings } from '../domain/regime.ts';
import type { Book } from '../core/ledger/book.ts';
import type { Bar, ClockView, OpenOrder, PortfolioView, PositionView, RegimeView } from '../strategy/context.ts';
import type { AnyContext, IndicatorSet } from '../strategy/define-strategy.ts';
import type { StrategyHost, SeatedMarket } from './strategy-host.ts';

/** A strategy's position in an instrument, read from its book when asked. */
export class BookView implements PositionView {
  readonly #book: Book;
  readonly #market: SeatedMarket;
  readonly #quantityDivisor: number;
  readonly #moneyDivisor: number;

  constructor(book: Book, market: SeatedMarket) {
    this.#book = book;
    this.#market = market;
    this.#quantityDivisor = powerOfTen(market.instrument.quantityScale);
    this.#moneyDivisor = powerOfTen(market.instrument.quote.scale);
  }

  get instrument(): string {
    return this.#market.instrument.id;
  }

  get quantity(): number {
    return this.#book.quantity / this.#quantityDivisor;
  }

  get isFlat(): boolean {
    // What is less than a lot cannot be traded: the rest that a fee in coins leaves behind.
    return Math.abs(this.#book.quantity) < this.#market.instrument.lot;
  }

  get isLong(): boolean {
    return this.#book.quantity >= this.#market.instrument.lot;
  }

  get isShort(): boolean {
    return this.#book.quantity <= -this.#market.instrument.lot;
  }

  get averagePrice(): number {
    return this.isFlat ? NaN : this.#book.cost / this.#moneyDivisor / this.quantity / this.#market.instrument.multiplier;
  }

  get openProfit(): number {
    if (this.isFlat) return 0;
    const { instrument, lastPrice } = this.#market;
    return (notional(instrument, lastPrice, this.#book.quantity, 'half-even') - this.#book.cost) / this.#moneyDivisor;
  }
}

/** What of the engine the views read. */
export interface EngineReadings {
  readonly time: number;
  readonly equity: number;
  readonly cash: number;
  readonly regimes: RegimeReadings;
  openOrders(strategyId: string): readonly OrderView[];
}

/** An order as a strategy sees it. */
export function openOrderView(order: OrderView): OpenOrder {
  const { intent } = order;
  const divisor = powerOfTen(intent.instrument.quantityScale);
  return {
    id: intent.intentId,
    instrument: intent.instrument.id,
    side: intent.side,
    type: intent.type,
    role: intent.role,
    status: order.status,
    quantity: intent.quantity / divisor,
    filledQuantity: order.filledQuantity / divisor,
  };
}

/** The account as a strategy sees it. */
export class AccountView implements PortfolioView {
  readonly currency: string;
  readonly #divisor: number;
  readonly #readings: EngineReadings;
  readonly #host: StrategyHost;

  constructor(currency: Currency, readings: EngineReadings, host: StrategyHost) {
    this.currency = currency.code;
    this.#divisor = powerOfTen(currency.scale);
    this.#readings = readings;
    this.#host = host;
  }

  get equity(): number {
    return this.#readings.equity / this.#divisor;
  }

  get cash(): number {
    return this.#readings.cash / this.#divisor;
  }

  readonly position = (instrument: string): PositionView => this.#host.seat(instrument).position;
}

/** The regimes as a strategy sees them, from its seat in an instrument. */
class RegimesView implements RegimeView {
  readonly #readings: EngineReadings;
  readonly #host: StrategyHost;
  readonly #instrument: string;

  constructor(readings: EngineReadings, host: StrategyHost, instrument: string) {
    this.#readings = readings;
    this.#host = host;
    this.#instrument = instrument;
  }

  get here(): Regime | undefined {
    return this.#configured.of(this.#instrument);
  }

  get market(): Regime | undefined {
    return this.#configured.market;
  }

  readonly of = (instrument: string): Regime | undefined => this.#configured.of(this.#host.seat(instrument).market.instrument.id);

  get #configured(): RegimeReadings {
    const { regimes } = this.#readings;
    return regimes === NO_REGIMES ? fail('STRATEGY_NO_REGIME', 'the regime is asked for, and regime.model is none') : regimes;
  }
}

/** The context of one strategy for events of one instrument: one object, made once, read when asked. */
export class StrategyContext implements AnyContext {
  readonly clock: ClockView;
  readonly params: Readonly<Record<string, unknown>>;
  readonly indicators: IndicatorSet;
  readonly instrument: string;
  readonly position: PositionView;
  readonly portfolio: PortfolioView;
  readonly regime: RegimeView;
  readonly #host: StrategyHost;
  readonly #readings: EngineReadings;

  constructor(
    host: StrategyHost,
    params: Readonly<Record<string, unknown>>,
    market: SeatedMarket,
    indicators: IndicatorSet,
    position: PositionView,
    portfolio: PortfolioView,
    readings: EngineReadings,
  ) {
    this.clock = {
      get now() {
        return readings.time;
      },
    };
    this.params = params;
    this.indicators = indicators;
    this.instrument = market.instrument.id;
    this.position = position;
    this.portfolio = portfolio;
    this.regime = new RegimesView(readings, host, this.instrument);
    this.#host = host;
    this.#readings = readings;
  }

  get state(): unknown {
    return this.#host.state;
  }

  get openOrders(): readonly OpenOrder[] {
    return this.#readings.openOrders(this.#host.id).map(openOrderView);
  }

  // Functions of the object rather than methods: a strategy may take them out of its context, `onBar({ history }, bar)`.
  readonly history = (count: number, from: { readonly instrument?: string; readonly interval?: Interval } = {}): readonly Bar[] => {
    const wanted = from.instrument ?? this.instrument;
    const subscription = this.#host.subscriptions.find(
      ({ market, interval }) => market.instrument.id === wanted && (from.interval === undefined || interval === from.interval),
    );
    if (!Number.isSafeInteger(count) || count < 0)
      return fail('STRATEGY_NO_HISTORY', `history(${count}): give a whole number of bars, 0 or more`);
    const history = subscription?.history;
    if (history === undefined || count > history.capacity) {
      return fail('STRATEGY_NO_HISTORY', `history(${count}) of ${wanted} reaches beyond the ${history?.capacity ?? 0} bars that are kept`);
    }
    return history.newest(count);
  };

  readonly indicatorsOf = (instrument: string): IndicatorSet => this.#host.seat(instrument).indicators;
}
