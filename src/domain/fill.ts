import type { Micros } from '../kernel/time.ts';
import type { Instrument, Money, Price, Quantity } from './instrument.ts';
import type { Side } from './order.ts';

/** Whether a fill took liquidity or made it. */
export type Liquidity = 'maker' | 'taker';

/** One execution of an order. Unique by (venue, account, instrument, tradeId). */
export interface Fill {
  readonly tradeId: string;
  readonly intentId: number;
  readonly strategyId: string;
  readonly accountId: string;
  readonly instrument: Instrument;
  readonly side: Side;
  readonly quantity: Quantity;
  readonly price: Price;
  /** In quote money units, multiplier included. */
  readonly notional: Money;
  /** In quote money units; negative for a rebate. */
  readonly fee: Money;
  readonly liquidity: Liquidity;
  readonly tsEvent: Micros;
}
