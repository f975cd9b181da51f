import type { Interval } from '../domain/interval.ts';
import type { IndicatorBar } from '../indicators/indicator.ts';
import type { BarCursor } from './bar-cursor.ts';
import type { BarHistory } from './bar-history.ts';
import type { Market } from './market.ts';
import type { Seat, StrategyHost } from './strategy-host.ts';

/** One strategy listening to the bars of one instrument at one interval. */
export interface Subscription {
  readonly host: StrategyHost;
  readonly market: Market;
  readonly seat: Seat;
  readonly interval: Interval;
  readonly cursor: BarCursor;
  /** Feeds a bar to the indicators that these bars feed, in feeding order. */
  readonly feed: (bar: IndicatorBar) => void;
  readonly history: BarHistory | undefined;
  readonly warmUp: number;
  /** Bars delivered so far. */
  seen: number;
}
