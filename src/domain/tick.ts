import type { Micros } from '../kernel/time.ts';
import type { Price, Quantity } from './instrument.ts';
import type { Side } from './order.ts';

/** The best bid and ask at a moment. */
export interface QuoteTick {
  readonly kind: 'quote';
  readonly instrumentId: string;
  readonly bid: Price;
  readonly ask: Price;
  readonly bidQuantity: Quantity;
  readonly askQuantity: Quantity;
  readonly tsEvent: Micros;
  readonly tsInit: Micros;
}

/** One public trade. */
export interface TradeTick {
  readonly kind: 'trade';
  readonly instrumentId: string;
  readonly price: Price;
  readonly quantity: Quantity;
  readonly aggressor: Side | undefined;
  readonly tradeId: string;
  readonly tsEvent: Micros;
  readonly tsInit: Micros;
}

/** A tick of either kind. */
export type Tick = QuoteTick | TradeTick;
