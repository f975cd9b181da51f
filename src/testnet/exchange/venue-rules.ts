import type { SelfTrade } from './exchange-order.ts';

/** Wherein venues differ in substance; how they say it is their face's. */
export interface VenueRules {
  /** A client order id that was used before: refused while that order lives, refused for ever, answered with that order, or not looked at. */
  readonly clientIds: 'unique-open' | 'unique-ever' | 'return-existing' | 'free';
  /** What a fee is taken from: what the trade brings, or always the quote currency. */
  readonly feesIn: 'received' | 'quote';
  /** In millionths of what is traded. */
  readonly makerFeePpm: number;
  readonly takerFeePpm: number;
  /** A coin that fees are paid in while an account holds it, priced by its market against the quote currency, with the share that remains. */
  readonly feeCoin?: { readonly code: string; readonly sharePpm: number } | undefined;
  /** Where a request does not say. */
  readonly selfTrade: SelfTrade;
}
