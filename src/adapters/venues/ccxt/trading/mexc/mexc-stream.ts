import type { Instrument } from '../../../../../domain/instrument.ts';
import type { Side } from '../../../../../domain/order.ts';
import type { VenueFill, VenueOrder, VenueOrderStatus } from '../../../../../ports/venue.ts';
import { fieldsOf, type Fields } from '../../reply-fields.ts';
import type { Desk, StreamDialect, StreamNews } from '../dialect.ts';
import { badReply, clientIdOf, idOf, limitPriceOf, moneyOf, notionalOf, priceOf, quantityOf, timeOf, wordOf } from '../wire-fields.ts';

const CHANNELS = ['spot@private.orders.v3.api.pb', 'spot@private.deals.v3.api.pb', 'spot@private.account.v3.api.pb'] as const;
const SIDES: Readonly<Record<string, Side>> = { 1: 'buy', 2: 'sell' };
const STATUSES: Readonly<Record<string, VenueOrderStatus>> = { 1: 'open', 2: 'filled', 3: 'open', 4: 'canceled', 5: 'canceled' };
const MARKET_ORDER = 5;

/** MEXC's private channels, on a listen key that ccxt renews; pushes are protobuf, decoded by ccxt. It answers the pings of ccxt every 8 seconds. */
export const MEXC_STREAM: StreamDialect = {
  channels: CHANNELS,
  heartbeat: true,
  tellsFills: true,
  watch: (exchange) => [() => exchange.watchOrders(), () => exchange.watchMyTrades(), () => exchange.watchBalance()],
  reader: (instruments, desk) => {
    const markets = new Map(instruments.map((instrument) => [desk.marketId(instrument), instrument]));
    return (message) => readMessage(message, markets, desk);
  },
  // A user has sixty listen keys at most, and each lives for an hour.
  leave: async (exchange) => {
    const { listenKey } = exchange.options;
    if (typeof listenKey === 'string') await exchange.request('userDataStream', ['spot', 'private'], 'DELETE', { listenKey });
  },
};

function readMessage(message: unknown, markets: ReadonlyMap<string, Instrument>, desk: Desk): readonly StreamNews[] {
  if (typeof message !== 'object' || message === null) return [];
  const { code, msg, symbol, privateOrders, privateDeals, privateAccount } = message as Fields;
  if (code === 0 && CHANNELS.some((channel) => channel === msg)) return [{ kind: 'confirmed', channel: String(msg) }];
  if (privateAccount !== undefined) return [{ kind: 'balance' }];
  const instrument = markets.get(String(symbol));
  if (instrument === undefined) return [];
  if (privateDeals !== undefined) return [{ kind: 'fill', fill: decodeDeal(privateDeals, instrument, desk) }];
  return privateOrders === undefined ? [] : [{ kind: 'order', order: decodePushedOrder(privateOrders, instrument, desk) }];
}

/** protobuf leaves out what is zero, empty or false. */
function decodePushedOrder(value: unknown, instrument: Instrument, desk: Desk): VenueOrder {
  const refuse = badReply(`a pushed order of ${instrument.id}`);
  const order = fieldsOf(value, refuse);
  return {
    instrumentId: instrument.id,
    venueOrderId: idOf(order['id'], 'id', refuse),
    clientOrderId: clientIdOf(order['clientId']),
    side: wordOf(String(order['tradeType']), SIDES, 'side', refuse),
    quantity: quantityOf(order['quantity'], instrument, refuse),
    filledQuantity: quantityOf(order['cumulativeQuantity'] ?? '0', instrument, refuse),
    limitPrice: order['orderType'] === MARKET_ORDER ? undefined : limitPriceOf(order['price'], instrument, refuse),
    status: wordOf(String(order['status']), STATUSES, 'status', refuse),
    reason: undefined,
    ts: desk.now(),
  };
}

function decodeDeal(value: unknown, instrument: Instrument, desk: Desk): VenueFill {
  const refuse = badReply(`a pushed fill of ${instrument.id}`);
  const deal = fieldsOf(value, refuse);
  const price = priceOf(deal['price'], instrument, refuse);
  const quantity = quantityOf(deal['quantity'], instrument, refuse);
  const feeCurrency = desk.currency(idOf(deal['feeCurrency'] ?? instrument.quote.code, 'currency of its fee', refuse));
  return {
    instrumentId: instrument.id,
    tradeId: idOf(deal['tradeId'], 'trade id', refuse),
    venueOrderId: idOf(deal['orderId'], 'id', refuse),
    clientOrderId: clientIdOf(deal['clientOrderId']),
    side: wordOf(String(deal['tradeType']), SIDES, 'side', refuse),
    price,
    quantity,
    notional: notionalOf(deal['amount'], instrument, price, quantity, refuse),
    fee: moneyOf(deal['feeAmount'] ?? '0', feeCurrency, 'fee', refuse),
    feeCurrency,
    liquidity: deal['isMaker'] === true ? 'maker' : 'taker',
    ts: timeOf(deal['time'], refuse),
  };
}
