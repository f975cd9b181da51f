import type { VenueRules } from '../exchange/venue-rules.ts';

/** Binance spot: a tenth of a percent from what a trade brings, three quarters of it where the account holds BNB; an order id is free again once its order has ended. */
export const BINANCE_RULES: VenueRules = {
  clientIds: 'unique-open',
  feesIn: 'received',
  makerFeePpm: 1_000,
  takerFeePpm: 1_000,
  feeCoin: { code: 'BNB', sharePpm: 750_000 },
  selfTrade: 'expire-maker',
};
