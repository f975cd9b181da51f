import type { Currency, Instrument, Money, Price, Quantity } from '../../domain/instrument.ts';
import { formatTime, MICROS_PER_SECOND } from '../../kernel/time.ts';
import { averagePrice } from '../average-price.ts';
import type { Balance } from '../exchange/account.ts';
import type { Candle } from '../exchange/candles.ts';
import type { PublicTrade, Transfer } from '../exchange/exchange-event.ts';
import type { EndReason, ExchangeFill, ExchangeOrder } from '../exchange/exchange-order.ts';
import type { Market } from '../exchange/market.ts';
import { plainDecimal } from '../plain-decimal.ts';
import { namedUuid, orderUuid } from './uuid.ts';

/** Currencies whose accounts Coinbase calls fiat. */
const FIAT = new Set(['USD', 'EUR', 'GBP']);

/** Why an order ended, in words that Coinbase shows. */
const REASONS: Readonly<Record<EndReason, string>> = {
  asked: 'User requested cancel',
  unfilled: 'Order could not be filled at once',
  'no-liquidity': 'Not enough liquidity',
  'self-trade': 'Self trade prevention',
  list: 'User requested cancel',
  'no-funds': 'Insufficient funds',
  admin: 'Cancelled by the exchange',
};

/** A market as Coinbase names it: `BTC-USD`. */
export function productOf({ base, quote }: Instrument): string {
  return `${base.code}-${quote.code}`;
}

/** The text of a price. */
export function priceText({ priceScale }: Instrument, price: Price | undefined): string {
  return plainDecimal(price ?? 0, priceScale);
}

/** The text of a quantity. */
export function sizeText({ quantityScale }: Instrument, quantity: Quantity): string {
  return plainDecimal(quantity, quantityScale);
}

/** The text of money of the quote currency. */
export function moneyText({ quote }: Instrument, money: Money): string {
  return plainDecimal(money, quote.scale);
}

/** Where an order stands. */
export function statusName({ status }: ExchangeOrder): string {
  if (status === 'open' || status === 'waiting') return 'OPEN';
  return status === 'filled' ? 'FILLED' : 'CANCELLED';
}

/** What an order is called by its type. */
export function typeName({ type }: ExchangeOrder): string {
  return type === 'market' ? 'MARKET' : type === 'limit' ? 'LIMIT' : 'STOP_LIMIT';
}

/** How long an order lives. */
export function timeInForceName({ timeInForce }: ExchangeOrder): string {
  return { GTC: 'GOOD_UNTIL_CANCELLED', IOC: 'IMMEDIATE_OR_CANCEL', FOK: 'FILL_OR_KILL' }[timeInForce];
}

/** Why an order ended; empty where it filled, or lives. */
export function reasonOf({ endReason }: ExchangeOrder): string {
  return endReason === undefined ? '' : REASONS[endReason];
}

/** How an order was configured. */
export function configurationOf(order: ExchangeOrder): object {
  const { instrument, type, timeInForce, spend, postOnly } = order;
  const base_size = sizeText(instrument, order.quantity);
  if (type === 'market') return { market_market_ioc: spend === undefined ? { base_size } : { quote_size: moneyText(instrument, spend) } };
  const limit = { base_size, limit_price: priceText(instrument, order.price) };
  if (type === 'limit') {
    if (timeInForce === 'GTC') return { limit_limit_gtc: { ...limit, post_only: postOnly } };
    return timeInForce === 'IOC' ? { sor_limit_ioc: limit } : { limit_limit_fok: limit };
  }
  const isUp = (order.side === 'buy') === (type === 'stop-limit');
  const stop_direction = `STOP_DIRECTION_STOP_${isUp ? 'UP' : 'DOWN'}`;
  return { stop_limit_stop_limit_gtc: { ...limit, stop_price: priceText(instrument, order.stopPrice), stop_direction } };
}

/** What part of an order has filled, in percent. */
export function completionOf({ filledQuantity, quantity }: ExchangeOrder): string {
  return quantity === 0 ? '0' : plainDecimal(Math.floor((filledQuantity * 10_000) / quantity), 2);
}

/** The answer to a new order. */
export function placedReply(order: ExchangeOrder): object {
  return {
    success: true,
    success_response: {
      order_id: orderUuid(order.id),
      product_id: productOf(order.instrument),
      side: order.side.toUpperCase(),
      client_order_id: order.clientOrderId,
      attached_order_id: '',
    },
    order_configuration: configurationOf(order),
  };
}

/** An order as queries tell it; `fills` are its own, so far. */
export function orderReply(order: ExchangeOrder, fills: readonly ExchangeFill[]): object {
  const { instrument, filledQuantity, filledNotional } = order;
  const fees = fills.reduce((sum, { fee }) => sum + fee, 0);
  const average = averagePrice(instrument, filledNotional, filledQuantity, 0);
  return {
    order_id: orderUuid(order.id),
    product_id: productOf(instrument),
    user_id: namedUuid(order.accountId),
    order_configuration: configurationOf(order),
    side: order.side.toUpperCase(),
    client_order_id: order.clientOrderId,
    status: statusName(order),
    time_in_force: timeInForceName(order),
    created_time: formatTime(order.createdAt),
    completion_percentage: completionOf(order),
    filled_size: sizeText(instrument, filledQuantity),
    average_filled_price: priceText(instrument, average),
    fee: '',
    number_of_fills: String(fills.length),
    filled_value: moneyText(instrument, filledNotional),
    pending_cancel: false,
    size_in_quote: order.spend !== undefined,
    total_fees: moneyText(instrument, fees),
    size_inclusive_of_fees: false,
    total_value_after_fees: moneyText(instrument, filledNotional + (order.side === 'buy' ? fees : -fees)),
    trigger_status: order.status === 'waiting' ? 'STOP_PENDING' : order.stopPrice === undefined ? 'INVALID_ORDER_TYPE' : 'STOP_TRIGGERED',
    order_type: typeName(order),
    reject_reason: 'REJECT_REASON_UNSPECIFIED',
    settled: order.status === 'filled',
    product_type: 'SPOT',
    reject_message: '',
    cancel_message: reasonOf(order),
    order_placement_source: 'RETAIL_ADVANCED',
    leverage: '',
    margin_type: 'UNKNOWN_MARGIN_TYPE',
    is_liquidation: false,
    last_fill_time: fills.length === 0 ? null : formatTime(fills.at(-1)?.ts ?? 0),
    edit_history: [],
    retail_portfolio_id: namedUuid(`portfolio ${order.accountId}`),
  };
}

/** The id of a fill: both sides of a trade have one of their own. */
export function tradeUuid({ instrument, tradeId, isMaker }: ExchangeFill): string {
  return namedUuid(`${instrument.id} ${tradeId} ${isMaker ? 'maker' : 'taker'}`);
}

/** A fill. */
export function fillReply(fill: ExchangeFill): object {
  const { instrument } = fill;
  const trade_id = tradeUuid(fill);
  return {
    entry_id: namedUuid(`entry ${trade_id}`),
    trade_id,
    order_id: orderUuid(fill.orderId),
    trade_time: formatTime(fill.ts),
    trade_type: 'FILL',
    price: priceText(instrument, fill.price),
    size: sizeText(instrument, fill.quantity),
    commission: plainDecimal(fill.fee, fill.feeCurrency.scale),
    product_id: productOf(instrument),
    sequence_timestamp: formatTime(fill.ts),
    liquidity_indicator: fill.isMaker ? 'MAKER' : 'TAKER',
    size_in_quote: false,
    user_id: namedUuid(fill.accountId),
    side: fill.side.toUpperCase(),
    retail_portfolio_id: namedUuid(`portfolio ${fill.accountId}`),
  };
}

/** The account of one currency: Coinbase keeps one for each. */
export function accountReply({ currency, free, locked }: Balance, accountId: string): object {
  const amount = (value: number): object => ({ value: plainDecimal(value, currency.scale), currency: currency.code });
  return {
    uuid: accountUuid(accountId, currency),
    name: `${currency.code} Wallet`,
    currency: currency.code,
    available_balance: amount(free),
    default: true,
    active: true,
    created_at: formatTime(0),
    updated_at: formatTime(0),
    deleted_at: null,
    type: FIAT.has(currency.code) ? 'ACCOUNT_TYPE_FIAT' : 'ACCOUNT_TYPE_CRYPTO',
    ready: true,
    hold: amount(locked),
    retail_portfolio_id: namedUuid(`portfolio ${accountId}`),
    platform: 'ACCOUNT_PLATFORM_CONSUMER',
  };
}

/** The account of one currency, as the older interface tells it. */
export function walletReply({ currency, free, locked }: Balance, accountId: string): object {
  const { code, scale } = currency;
  return {
    id: accountUuid(accountId, currency),
    name: `${code} Wallet`,
    primary: false,
    type: FIAT.has(code) ? 'fiat' : 'wallet',
    currency: { code, name: code, exponent: scale, type: FIAT.has(code) ? 'fiat' : 'crypto' },
    balance: { amount: plainDecimal(free + locked, scale), currency: code },
    created_at: formatTime(0),
    updated_at: formatTime(0),
    resource: 'account',
    allow_deposits: true,
    allow_withdrawals: true,
  };
}

/** The id of the account of a currency. */
export function accountUuid(accountId: string, { code }: Pick<Currency, 'code'>): string {
  return namedUuid(`${accountId} ${code}`);
}

/** A deposit or a withdrawal. */
export function transferReply({ id, amount, balance, ts }: Transfer): object {
  const { code, scale } = balance.currency;
  const time = formatTime(ts);
  return {
    id: namedUuid(`transfer ${id}`),
    type: FIAT.has(code) ? (amount > 0 ? 'fiat_deposit' : 'fiat_withdrawal') : 'send',
    status: 'completed',
    amount: { amount: plainDecimal(amount, scale), currency: code },
    native_amount: { amount: '0', currency: 'USD' },
    description: null,
    created_at: time,
    updated_at: time,
    resource: 'transaction',
  };
}

/** A market as it is listed. */
export function productReply({ instrument, status, lastPrice }: Market): object {
  const { base, quote } = instrument;
  const isTrading = status === 'trading';
  return {
    product_id: productOf(instrument),
    price: priceText(instrument, lastPrice),
    base_increment: sizeText(instrument, instrument.lot),
    quote_increment: priceText(instrument, instrument.tick),
    quote_min_size: moneyText(instrument, instrument.minNotional),
    quote_max_size: moneyText(instrument, instrument.maxNotional),
    base_min_size: sizeText(instrument, instrument.minQuantity),
    base_max_size: sizeText(instrument, instrument.maxQuantity),
    base_name: base.code,
    quote_name: quote.code,
    watched: false,
    is_disabled: !isTrading,
    new: false,
    status: isTrading ? 'online' : 'offline',
    cancel_only: !isTrading,
    limit_only: false,
    post_only: false,
    trading_disabled: !isTrading,
    auction_mode: false,
    product_type: 'SPOT',
    quote_currency_id: quote.code,
    base_currency_id: base.code,
    mid_market_price: '',
    alias: '',
    alias_to: [],
    base_display_symbol: base.code,
    quote_display_symbol: quote.code,
    view_only: false,
    price_increment: priceText(instrument, instrument.tick),
    display_name: productOf(instrument),
    product_venue: 'CBE',
  };
}

/** A candle; `start` in seconds. */
export function candleReply(instrument: Instrument, { openTime, low, high, open, close, volume }: Candle): object {
  return {
    start: String(openTime / MICROS_PER_SECOND),
    low: priceText(instrument, low),
    high: priceText(instrument, high),
    open: priceText(instrument, open),
    close: priceText(instrument, close),
    volume: sizeText(instrument, volume),
  };
}

/** A trade of the market. */
export function tradeReply({ instrument, tradeId, price, quantity, takerSide, ts }: PublicTrade): object {
  return {
    trade_id: String(tradeId),
    product_id: productOf(instrument),
    price: priceText(instrument, price),
    size: sizeText(instrument, quantity),
    time: formatTime(ts),
    side: takerSide.toUpperCase(),
  };
}
