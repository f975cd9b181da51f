import { rescale } from '../kernel/exact.ts';
import type { Micros } from '../kernel/time.ts';
import type { Currency, Instrument, Money, Price, Quantity } from './instrument.ts';
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
  /** In units of `feeCurrency`; negative for a rebate. */
  readonly fee: Money;
  /** Mostly the quote currency; a venue may also take its fee from the coins that are bought, or in a coin of its own. */
  readonly feeCurrency: Currency;
  readonly liquidity: Liquidity;
  readonly tsEvent: Micros;
}

/** What a fee is paid from: the cash that is traded with, the coins that are traded, or what else the account holds. */
export type FeeSource = 'cash' | 'coins' | 'untraded';

/** What the fee of a fill is paid from. Coins that were sold can pay none: where a sale costs such coins, they are others of the account. */
export function feeSource({ instrument, feeCurrency, side }: Pick<Fill, 'instrument' | 'feeCurrency' | 'side'>): FeeSource {
  if (feeCurrency.code === instrument.quote.code) return 'cash';
  return feeCurrency.code === instrument.base.code && side === 'buy' ? 'coins' : 'untraded';
}

/** A fee that is paid in coins, in quantity units of the instrument; rounded up where these are coarser than the currency's. */
export function feeInCoins({ instrument, fee, feeCurrency }: Pick<Fill, 'instrument' | 'fee' | 'feeCurrency'>): Quantity {
  return rescale(fee, feeCurrency.scale, instrument.quantityScale, 'ceil');
}
