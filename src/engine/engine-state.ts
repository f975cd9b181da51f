import { assert } from '../kernel/assert.ts';
import type { Micros } from '../kernel/time.ts';
import type { BarAggregatorState } from '../domain/aggregator.ts';
import type { TradingState } from '../domain/trading-state.ts';
import type { IndicatorState } from '../indicators/indicator.ts';
import { findUnsafeState } from '../strategy/find-unsafe-state.ts';
import type { Bar } from '../strategy/context.ts';
import type { PortfolioState } from '../core/allocation/portfolio.ts';
import type { PriceWatchState } from '../core/risk/trackers/price-watch.ts';
import type { AccountState } from './account.ts';
import type { RegimesState } from '../core/regime/regimes.ts';
import type { Engine } from './engine.ts';
import { MANUAL_STRATEGY } from './manual-strategy.ts';
import type { RiskDeskState } from './risk-desk.ts';
import type { Seat, Stop, StrategyHost, SeatedMarket } from './strategy-host.ts';

/** All that an engine remembers between two events, JSON-safe. Restored into an engine of the same setup, it goes on as if nothing had been. */
export interface EngineState {
  /** Handlers called so far. */
  readonly calls: number;
  readonly account: AccountState;
  /** Left out by versions that measured no limits. */
  readonly risk?: RiskDeskState;
  readonly markets: readonly MarketState[];
  readonly strategies: readonly StrategyState[];
  readonly timers: readonly (Micros | null)[];
  /** Left out where no regimes are configured. */
  readonly regimes?: RegimesState;
  /** Left out where nothing is allocated. */
  readonly allocation?: PortfolioState;
}

interface MarketState {
  readonly instrumentId: string;
  readonly lastPrice: number | null;
  readonly lastTime: Micros;
  readonly netQuantity: number;
  readonly isHalted?: boolean;
  readonly haltedFor?: string;
  readonly prices?: PriceWatchState;
  readonly higher: readonly BarAggregatorState[];
}

interface StrategyState {
  readonly id: string;
  /** Left out when there is none, or the strategy is stopped and JSON does not keep it. */
  readonly state?: unknown;
  /** Calls of its handlers; left out where there were none that count. */
  readonly calls?: number;
  readonly stopped?: Stop;
  /** Left out while it may trade. */
  readonly tradingState?: TradingState;
  /** Instruments in which it owes an exit; left out when there are none. */
  readonly owed?: readonly string[];
  /** Instruments in which it is to be flat; left out when there are none. */
  readonly flattening?: readonly string[];
  /** By seat, the indicators in feeding order. */
  readonly indicators: readonly (readonly IndicatorState[])[];
  readonly subscriptions: readonly { readonly seen: number; readonly history: readonly Bar[] }[];
}

/** The state of an engine; to be read between events, when no effect waits. */
export function saveEngine(engine: Engine): EngineState {
  assert(engine.account.effects.length === 0, 'an engine is saved when no effect waits');
  assert(
    engine.markets.every(({ stretch }) => stretch.isOver),
    'an engine is saved when no indicator has looked ahead',
  );
  return {
    calls: engine.calls,
    account: engine.account.state,
    risk: engine.risk.state,
    markets: engine.markets.map(saveMarket),
    strategies: engine.hosts.map(saveStrategy),
    timers: engine.due.state,
    ...(engine.regimeDesk === undefined ? {} : { regimes: engine.regimeDesk.state }),
    ...(engine.allocation === undefined ? {} : { allocation: engine.allocation.portfolio.state }),
  };
}

/** Brings an engine of the same setup to a saved state. */
export function restoreEngine(engine: Engine, state: EngineState): void {
  engine.calls = state.calls;
  engine.markets.forEach((market, index) => restoreMarket(market, found(state.markets[index], market.instrument.id)));
  for (const host of engine.hosts) {
    const saved = state.strategies.find(({ id }) => id === host.id);
    // Sessions of earlier versions took no orders by hand.
    if (saved !== undefined || host.id !== MANUAL_STRATEGY) restoreStrategy(host, found(saved, host.id));
  }
  engine.account.restore(state.account, engine.markets);
  if (state.risk !== undefined) engine.risk.restore(state.risk);
  engine.due.restore(state.timers);
  if (state.regimes !== undefined) engine.regimeDesk?.restore(state.regimes);
  if (state.allocation !== undefined) engine.allocation?.portfolio.restore(state.allocation);
}

function saveMarket(market: SeatedMarket): MarketState {
  const { instrument, lastPrice, lastTime, netQuantity, isHalted, haltedFor, higher, prices } = market;
  return {
    instrumentId: instrument.id,
    lastPrice: Number.isNaN(lastPrice) ? null : lastPrice,
    lastTime,
    netQuantity,
    ...(isHalted ? { isHalted } : {}),
    ...(haltedFor !== undefined && { haltedFor }),
    prices: prices.state,
    higher: higher.map(({ aggregator }) => aggregator.state),
  };
}

function restoreMarket(market: SeatedMarket, state: MarketState): void {
  market.lastPrice = state.lastPrice ?? NaN;
  market.lastTime = state.lastTime;
  market.netQuantity = state.netQuantity;
  market.isHalted = state.isHalted ?? false;
  market.haltedFor = state.haltedFor;
  if (state.prices !== undefined) market.prices.state = state.prices;
  market.higher.forEach((series, index) => {
    series.aggregator.state = found(state.higher[index], series.interval);
  });
}

function saveStrategy(host: StrategyHost): StrategyState {
  return {
    id: host.id,
    // A stopped strategy needs its state no more; one that cannot be saved must not keep the others from it.
    ...(host.state === undefined || (host.stopped !== undefined && findUnsafeState(host.state) !== undefined) ? {} : { state: host.state }),
    ...(host.calls === 0 ? {} : { calls: host.calls }),
    ...(host.stopped === undefined ? {} : { stopped: host.stopped }),
    ...(host.tradingState === 'ACTIVE' ? {} : { tradingState: host.tradingState }),
    ...namesOf('owed', host, ({ owesExit }) => owesExit),
    ...namesOf('flattening', host, ({ isFlattening }) => isFlattening),
    indicators: host.seats.map(({ feeding }) => feeding.map((indicator) => indicator.state)),
    subscriptions: host.subscriptions.map(({ seen, history }) => ({ seen, history: history?.state ?? [] })),
  };
}

/** The instruments of a strategy's seats that are so, under a name; nothing where none is. */
function namesOf<Name extends string>(
  name: Name,
  { seats }: StrategyHost,
  isSo: (seat: Seat) => boolean,
): { readonly [Key in Name]?: string[] } {
  const ids = seats.filter(isSo).map(({ market }) => market.instrument.id);
  return ids.length === 0 ? {} : ({ [name]: ids } as { readonly [Key in Name]: string[] });
}

function restoreStrategy(host: StrategyHost, saved: StrategyState): void {
  host.state = saved.state;
  host.calls = saved.calls ?? 0;
  host.stopped = saved.stopped;
  host.tradingState = saved.tradingState ?? 'ACTIVE';
  for (const seat of host.seats) {
    const { id } = seat.market.instrument;
    seat.owesExit = saved.owed?.includes(id) === true;
    seat.isFlattening = saved.flattening?.includes(id) === true;
  }
  host.seats.forEach(({ feeding }, seat) =>
    feeding.forEach((indicator, index) => {
      indicator.state = found(saved.indicators[seat]?.[index], host.id);
    }),
  );
  host.subscriptions.forEach((subscription, index) => {
    const { seen, history } = found(saved.subscriptions[index], host.id);
    subscription.seen = seen;
    if (subscription.history !== undefined) subscription.history.state = history;
  });
}

function found<T>(value: T | undefined, what: string): T {
  assert(value !== undefined, `the saved state has ${what}`);
  return value;
}
