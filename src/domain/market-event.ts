import type { Micros } from '../kernel/time.ts';
import type { Price } from './instrument.ts';
import type { Interval } from './interval.ts';
import type { Tick } from './tick.ts';

/** One closed bar as it arrives from a feed. Prices are integers at the instrument's price scale, volume is in base units. */
export interface BarEvent {
  readonly kind: 'bar';
  readonly instrumentId: string;
  readonly interval: Interval;
  readonly openTime: Micros;
  readonly closeTime: Micros;
  readonly open: Price;
  readonly high: Price;
  readonly low: Price;
  readonly close: Price;
  readonly volume: number;
  /** When we saw it. */
  readonly tsInit: Micros;
}

/** Anything that a market can tell us. */
export type MarketEvent = BarEvent | Tick;
