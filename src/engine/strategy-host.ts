import { fail } from '../kernel/errors.ts';
import type { ErrorCode } from '../kernel/error-codes.ts';
import type { Micros } from '../kernel/time.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { Interval } from '../domain/interval.ts';
import type { TradingState } from '../domain/trading-state.ts';
import type { RegimeRule } from '../domain/regime.ts';
import type { Indicator } from '../indicators/indicator.ts';
import type { Stretch } from '../indicators/stretch.ts';
import { feedOrder } from '../indicators/feed-order.ts';
import type { OpenExposure } from '../core/execution/order.ts';
import type { Book } from '../core/ledger/book.ts';
import type { PositionView } from '../strategy/context.ts';
import type { AnyContext, AnyStrategy, DataNeeds, IndicatorSet } from '../strategy/define-strategy.ts';
import type { BarCursor } from './bar-cursor.ts';
import type { BarHistory } from './bar-history.ts';
import type { Market } from './market.ts';

/** One strategy to run: its definition, its checked parameters, and what it trades. */
export interface Deployment {
  /** Unique in the session. */
  readonly id: string;
  readonly definition: AnyStrategy;
  readonly params: Readonly<Record<string, unknown>>;
  readonly instrumentIds: readonly string[];
  readonly interval: Interval;
  /** What regimes do to it; nothing where left out. */
  readonly regimes?: RegimeRule;
}

/** Why a strategy no longer runs. */
export interface Stop {
  readonly handler: string;
  readonly code: ErrorCode;
  readonly message: string;
  readonly ts: Micros;
}

/** What a strategy has in one instrument. */
export interface Seat {
  readonly host: StrategyHost;
  readonly market: SeatedMarket;
  /** The instrument that an intent of this seat's events names; its own when none is named. Errors: `STRATEGY_UNKNOWN_INSTRUMENT`. */
  readonly lookUp: (instrumentId: string | undefined) => Instrument;
  readonly book: Book;
  readonly exposure: OpenExposure;
  readonly indicators: IndicatorSet;
  /** The same indicators and their inputs, in feeding order. */
  readonly feeding: readonly Indicator[];
  readonly position: PositionView;
  readonly context: AnyContext;
  /** Whether its position is to be closed once the gate opens: the order that was to close it never came, and what is held is not confirmed. */
  owesExit: boolean;
  /** Whether a person wants it flat: what it holds is closed, and what it still comes to hold, until it may trade again. */
  isFlattening: boolean;
  /** The share of its usual size that the regime lets an entry have: 1 is all of it, 0 pauses. */
  regimeShare: number;
}

/** One strategy listening to the bars of one instrument at one interval. */
export interface Subscription {
  readonly host: StrategyHost;
  readonly market: SeatedMarket;
  readonly seat: Seat;
  readonly interval: Interval;
  /** Its bars, and the one at hand. */
  readonly stretch: Stretch;
  readonly cursor: BarCursor;
  /** The indicators that these bars feed, in feeding order. */
  readonly feeding: readonly Indicator[];
  readonly history: BarHistory | undefined;
  readonly warmUp: number;
  /** Bars delivered so far. */
  seen: number;
}

/** A market whose bars strategies listen to. */
export type SeatedMarket = Market<Subscription>;

/** What a strategy subscribes to, with these parameters. */
export function needsOf({ definition, params }: Pick<Deployment, 'definition' | 'params'>): DataNeeds {
  return (typeof definition.data === 'function' ? definition.data({ params }) : definition.data) ?? {};
}

/** A strategy in the engine: its definition, its state, its seats. It holds; the engine calls. */
export class StrategyHost {
  readonly index: number;
  readonly id: string;
  readonly definition: AnyStrategy;
  readonly params: Readonly<Record<string, unknown>>;
  readonly needs: DataNeeds;
  readonly regimes: RegimeRule | undefined;
  readonly seats: Seat[] = [];
  readonly subscriptions: Subscription[] = [];
  state: unknown;
  stopped: Stop | undefined = undefined;
  /** Whether its orders may leave: all, or only those that reduce. */
  tradingState: TradingState = 'ACTIVE';
  /** Calls of its handlers so far, where it has a state; see `HandlerCalls`. */
  calls = 0;
  /** How often it has answered news of one event, and the number of that; see `HandlerCalls`. */
  answers = 0;
  answeredEvent = -0;

  constructor(index: number, deployment: Deployment) {
    const { definition, params } = deployment;
    const setup = { params };
    this.index = index;
    this.id = deployment.id;
    this.definition = definition;
    this.params = params;
    this.needs = needsOf(deployment);
    this.regimes = deployment.regimes;
    this.state = definition.init?.(setup);
  }

  /** The indicators of one more instrument, bound to its price scale. */
  makeIndicators(divisor: number): { readonly indicators: IndicatorSet; readonly feeding: readonly Indicator[] } {
    const indicators = this.definition.indicators?.({ params: this.params }) ?? {};
    const feeding = feedOrder(Object.values(indicators));
    for (const indicator of feeding) indicator.bindScale(divisor);
    return { indicators, feeding };
  }

  /** The seat in an instrument; the first one when none is named. Errors: `STRATEGY_UNKNOWN_INSTRUMENT`. */
  seat(instrumentId: string | undefined): Seat {
    const seat = instrumentId === undefined ? this.seats[0] : this.seats.find(({ market }) => market.instrument.id === instrumentId);
    return seat ?? fail('STRATEGY_UNKNOWN_INSTRUMENT', `strategy ${this.id} does not trade ${instrumentId}`, { where: this.id });
  }
}
