import type { Currency, Instrument, Money, Price, Quantity } from '../../domain/instrument.ts';
import { multiplyDivide, powerOfTen } from '../../kernel/exact.ts';
import type { Micros } from '../../kernel/time.ts';
import type { ExchangeFill } from './exchange-order.ts';
import type { VenueRules } from './venue-rules.ts';
import { baseMoney, lockFor, paidIn, type WorkingOrder } from './working-order.ts';

/** A trade as one of its sides books it. */
export interface Deal {
  readonly tradeId: number;
  readonly price: Price;
  readonly quantity: Quantity;
  readonly notional: Money;
  readonly isMaker: boolean;
  readonly ts: Micros;
}

/** What fees depend on: the rules, and the last price of a coin that they may be paid in. */
export interface FeeTerms {
  readonly rules: VenueRules;
  /** The coin, and its price in units of `quote`, per whole coin; undefined where there is none. */
  coinPrice(quote: Currency): { readonly coin: Currency; readonly price: Money } | undefined;
}

interface Fee {
  readonly amount: Money;
  readonly currency: Currency;
}

/** Millionths of the quote currency that an order may owe on top of what it pays. */
export function feeOnTopPpm(rules: VenueRules): number {
  return rules.feesIn === 'quote' ? Math.max(rules.makerFeePpm, rules.takerFeePpm) : 0;
}

/** Books one side of a trade: fills the order, moves the money, takes the fee, and frees what the order no longer needs. */
export function settle(order: WorkingOrder, deal: Deal, terms: FeeTerms): ExchangeFill {
  const { account, instrument, side } = order;
  const base = baseMoney(order, deal.quantity);
  const fee = account.isHouse ? { amount: 0, currency: instrument.quote } : feeOf(order, deal, base, terms);
  const [cost, gain, received] = side === 'buy' ? [deal.notional, base, instrument.base] : [base, deal.notional, instrument.quote];
  order.filledQuantity += deal.quantity;
  order.filledNotional += deal.notional;
  const onTop = fee.currency.code === paidIn(order).code ? fee.amount : 0;
  const inside = fee.currency.code === received.code ? fee.amount : 0;
  const keep = Math.max(0, Math.min(order.locked - cost - onTop, lockFor(order, feeOnTopPpm(terms.rules))));
  const freed = order.locked - keep;
  account.pay(paidIn(order), cost + onTop, freed);
  order.locked = keep;
  account.add(received, gain - inside);
  if (onTop === 0 && inside === 0 && fee.amount > 0) account.pay(fee.currency, fee.amount, 0);
  return {
    tradeId: deal.tradeId,
    orderId: order.id,
    clientOrderId: order.clientOrderId,
    accountId: account.id,
    instrument,
    side,
    price: deal.price,
    quantity: deal.quantity,
    notional: deal.notional,
    fee: fee.amount,
    feeCurrency: fee.currency,
    isMaker: deal.isMaker,
    ts: deal.ts,
  };
}

function feeOf(order: WorkingOrder, deal: Deal, base: Money, terms: FeeTerms): Fee {
  const { rules } = terms;
  const ppm = deal.isMaker ? rules.makerFeePpm : rules.takerFeePpm;
  const inCoin = feeInCoin(order, deal, ppm, terms);
  if (inCoin !== undefined) return inCoin;
  const { quote, base: coin } = order.instrument;
  const isBase = rules.feesIn === 'received' && order.side === 'buy';
  return { amount: multiplyDivide(isBase ? base : deal.notional, ppm, 1e6, 'floor'), currency: isBase ? coin : quote };
}

/** The fee in the venue's own coin, where the account holds enough of it. */
function feeInCoin(order: WorkingOrder, deal: Deal, ppm: number, terms: FeeTerms): Fee | undefined {
  const { feeCoin } = terms.rules;
  const market = feeCoin === undefined ? undefined : terms.coinPrice(order.instrument.quote);
  if (feeCoin === undefined || market === undefined || market.price <= 0) return undefined;
  const { base, quote } = order.instrument;
  if (market.coin.code === base.code || market.coin.code === quote.code) return undefined;
  const inQuote = multiplyDivide(multiplyDivide(deal.notional, ppm, 1e6, 'floor'), feeCoin.sharePpm, 1e6, 'floor');
  const amount = multiplyDivide(inQuote, powerOfTen(market.coin.scale), market.price, 'floor');
  return amount > 0 && order.account.free(market.coin) >= amount ? { amount, currency: market.coin } : undefined;
}

/** As much as an amount of the quote currency buys at a price, in whole lots, rounded down. */
export function quantityFor({ priceScale, quantityScale, quote, lot }: Instrument, money: Money, price: Price): Quantity {
  const decimals = priceScale + quantityScale - quote.scale;
  const units =
    decimals >= 0
      ? multiplyDivide(money, powerOfTen(decimals), price, 'floor')
      : multiplyDivide(money, 1, price * powerOfTen(-decimals), 'floor');
  return units - (units % lot);
}
