import type { Instrument, Price, Quantity } from '../../domain/instrument.ts';
import { decimalsOf, formatDecimal, toFloat } from '../../kernel/exact.ts';
import { MICROS_PER_MILLISECOND, type Micros } from '../../kernel/time.ts';
import type { Balance } from '../exchange/account.ts';
import type { Candle } from '../exchange/candles.ts';
import type { PublicTrade } from '../exchange/exchange-event.ts';
import { isWorking, type ExchangeFill, type ExchangeOrder } from '../exchange/exchange-order.ts';
import type { Market } from '../exchange/market.ts';
import type { VenueRules } from '../exchange/venue-rules.ts';
import { plainDecimal } from '../plain-decimal.ts';

const ORDER_ID = /^C02__(\d{1,15})$/;

/** A time as MEXC writes it: in milliseconds. */
export function millis(time: Micros): number {
  return Math.floor(time / MICROS_PER_MILLISECOND);
}

/** A market as MEXC names it: `BTCUSDT`. */
export function symbolOf(instrument: Instrument): string {
  return instrument.base.code + instrument.quote.code;
}

/** An order's id in the shape of MEXC's. */
export function orderId(id: number): string {
  return `C02__${id}`;
}

/** The number in an id of an order; undefined where it is none. */
export function readOrderId(text: string): number | undefined {
  const [, digits] = ORDER_ID.exec(text) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/** The text of a price. */
export function priceText(instrument: Instrument, price: Price): string {
  return plainDecimal(price, instrument.priceScale);
}

/** The text of a quantity. */
export function quantityText(instrument: Instrument, quantity: Quantity): string {
  return plainDecimal(quantity, instrument.quantityScale);
}

/** What MEXC calls an order's type; it says with it how long the order lives, too. */
export function typeName({ type, timeInForce, postOnly }: ExchangeOrder): string {
  if (type === 'market') return 'MARKET';
  if (postOnly) return 'LIMIT_MAKER';
  return { GTC: 'LIMIT', IOC: 'IMMEDIATE_OR_CANCEL', FOK: 'FILL_OR_KILL' }[timeInForce];
}

/** Where an order stands, in MEXC's words. It has none for an end that nobody asked for. */
export function statusName({ status, filledQuantity }: ExchangeOrder): string {
  const isTouched = filledQuantity > 0;
  if (status === 'filled') return 'FILLED';
  if (status === 'open' || status === 'waiting') return isTouched ? 'PARTIALLY_FILLED' : 'NEW';
  return isTouched ? 'PARTIALLY_CANCELED' : 'CANCELED';
}

/** The answer to a new order: it tells neither the client's id nor how the order stands. */
export function placedReply(order: ExchangeOrder): object {
  const { instrument } = order;
  return {
    symbol: symbolOf(instrument),
    orderId: orderId(order.id),
    orderListId: -1,
    price: priceText(instrument, order.price ?? 0),
    origQty: quantityText(instrument, order.quantity),
    type: typeName(order),
    side: order.side.toUpperCase(),
    transactTime: millis(order.createdAt),
  };
}

/** An order as every query tells it. */
export function orderReply(order: ExchangeOrder): object {
  const { instrument } = order;
  return {
    symbol: symbolOf(instrument),
    orderId: orderId(order.id),
    orderListId: -1,
    clientOrderId: order.clientOrderId === '' ? null : order.clientOrderId,
    price: priceText(instrument, order.price ?? 0),
    origQty: quantityText(instrument, order.quantity),
    executedQty: quantityText(instrument, order.filledQuantity),
    cummulativeQuoteQty: plainDecimal(order.filledNotional, instrument.quote.scale),
    status: statusName(order),
    timeInForce: order.timeInForce,
    type: typeName(order),
    side: order.side.toUpperCase(),
    stopPrice: null,
    icebergQty: null,
    time: millis(order.createdAt),
    updateTime: millis(order.updatedAt),
    isWorking: isWorking(order),
    origQuoteOrderQty: plainDecimal(order.spend ?? 0, instrument.quote.scale),
  };
}

/** The answer to a cancel. */
export function canceledReply(order: ExchangeOrder): object {
  const { clientOrderId: _none, ...reply } = orderReply(order) as { readonly clientOrderId: unknown };
  return { ...reply, origClientOrderId: order.clientOrderId === '' ? null : order.clientOrderId, clientOrderId: '' };
}

/** A fill as `myTrades` tells it. */
export function fillReply(fill: ExchangeFill): object {
  const { instrument } = fill;
  return {
    symbol: symbolOf(instrument),
    id: tradeId(fill),
    orderId: orderId(fill.orderId),
    orderListId: -1,
    price: priceText(instrument, fill.price),
    qty: quantityText(instrument, fill.quantity),
    quoteQty: plainDecimal(fill.notional, instrument.quote.scale),
    commission: plainDecimal(fill.fee, fill.feeCurrency.scale),
    commissionAsset: fill.feeCurrency.code,
    time: millis(fill.ts),
    isBuyer: fill.side === 'buy',
    isMaker: fill.isMaker,
    isBestMatch: true,
    isSelfTrade: false,
    clientOrderId: fill.clientOrderId === '' ? null : fill.clientOrderId,
  };
}

/** The id of a fill: both sides of a trade have one of their own. */
export function tradeId({ tradeId: number, isMaker, instrument }: ExchangeFill): string {
  return `${symbolOf(instrument)}${number}${isMaker ? 'X1' : 'X2'}`;
}

/** The answer of `account`. */
export function accountReply(balances: readonly Balance[], permissions: { readonly trade: boolean; readonly withdraw: boolean }): object {
  return {
    canTrade: permissions.trade,
    canWithdraw: permissions.withdraw,
    canDeposit: true,
    updateTime: null,
    accountType: 'SPOT',
    balances: balances.map(({ currency, free, locked }) => ({
      asset: currency.code,
      free: plainDecimal(free, currency.scale),
      locked: plainDecimal(locked, currency.scale),
    })),
    permissions: ['SPOT'],
  };
}

/** A market as `exchangeInfo` lists it: precisions are counts of decimals, and two of them are smallest amounts by another name. */
export function symbolReply({ instrument, status }: Market, rules: VenueRules): object {
  const decimals = (step: number, scale: number): number => decimalsOf(formatDecimal(step, scale));
  const base = decimals(instrument.lot, instrument.quantityScale);
  const quote = decimals(instrument.tick, instrument.priceScale);
  const smallest = plainDecimal(instrument.minNotional, instrument.quote.scale);
  const largest = plainDecimal(instrument.maxNotional, instrument.quote.scale);
  return {
    symbol: symbolOf(instrument),
    status: { trading: '1', 'api-closed': '1', halted: '2', delisted: '3' }[status],
    baseAsset: instrument.base.code,
    baseAssetPrecision: base,
    quoteAsset: instrument.quote.code,
    quotePrecision: quote,
    quoteAssetPrecision: quote,
    baseCommissionPrecision: base,
    quoteCommissionPrecision: quote,
    orderTypes: ['LIMIT', 'MARKET', 'LIMIT_MAKER', 'IMMEDIATE_OR_CANCEL', 'FILL_OR_KILL'],
    isSpotTradingAllowed: status !== 'api-closed',
    isMarginTradingAllowed: false,
    quoteAmountPrecision: smallest,
    baseSizePrecision: quantityText(instrument, instrument.minQuantity),
    permissions: ['SPOT'],
    filters: [],
    maxQuoteAmount: largest,
    makerCommission: String(toFloat(rules.makerFeePpm, 6)),
    takerCommission: String(toFloat(rules.takerFeePpm, 6)),
    quoteAmountPrecisionMarket: smallest,
    maxQuoteAmountMarket: largest,
    fullName: instrument.base.code,
    tradeSideType: 1,
  };
}

/** A candle as a row. */
export function klineReply(instrument: Instrument, candle: Candle): readonly (string | number)[] {
  return [
    millis(candle.openTime),
    ...[candle.open, candle.high, candle.low, candle.close].map((price) => priceText(instrument, price)),
    quantityText(instrument, candle.volume),
    millis(candle.closeTime),
    plainDecimal(candle.turnover, instrument.quote.scale),
  ];
}

/** A trade of the market; MEXC gives it no id. */
export function tradeReply({ instrument, price, quantity, takerSide, ts }: PublicTrade): object {
  return {
    a: null,
    f: null,
    l: null,
    p: priceText(instrument, price),
    q: quantityText(instrument, quantity),
    T: millis(ts),
    m: takerSide === 'sell',
    M: true,
  };
}
