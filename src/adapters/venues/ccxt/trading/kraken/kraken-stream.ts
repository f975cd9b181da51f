import type { Instrument } from '../../../../../domain/instrument.ts';
import type { VenueFill, VenueOrder, VenueOrderStatus } from '../../../../../ports/venue.ts';
import { fieldsOf, itemsOf, type Fields, type Refuse } from '../../reply-fields.ts';
import type { Desk, StreamDialect, StreamNews } from '../dialect.ts';
import { badReply, clientIdOf, idOf, isoTimeOf, limitPriceOf, moneyOf, notionalOf, priceOf, quantityOf, wordOf } from '../wire-fields.ts';

const SIDES = { buy: 'buy', sell: 'sell' } as const;
const STATUSES: Readonly<Record<string, VenueOrderStatus>> = {
  pending_new: 'open',
  new: 'open',
  partially_filled: 'open',
  filled: 'filled',
  canceled: 'canceled',
  expired: 'expired',
};

const CLOSED = new Set(['filled', 'canceled', 'expired']);

/** Kraken's executions and balances over its second WebSocket interface; it sends a heartbeat every second. */
export const KRAKEN_STREAM: StreamDialect = {
  channels: ['executions', 'balances'],
  heartbeat: true,
  tellsFills: true,
  watch: (exchange) => [() => exchange.watchOrders(), () => exchange.watchBalance()],
  reader: (instruments, desk) => {
    const markets = new Map(instruments.map((instrument) => [instrument.symbol, instrument]));
    // Later messages of an order leave out what has not changed.
    const known = new Map<string, Fields>();
    return (message) => readMessage(message, { markets, known, desk });
  },
};

interface Reading {
  readonly markets: ReadonlyMap<string, Instrument>;
  readonly known: Map<string, Fields>;
  readonly desk: Desk;
}

function readMessage(value: unknown, reading: Reading): readonly StreamNews[] {
  if (typeof value !== 'object' || value === null) return [];
  const message = value as Fields;
  if (message['method'] === 'subscribe' && message['success'] === true) {
    return [{ kind: 'confirmed', channel: String(fieldsOf(message['result'], badReply('a subscription'))['channel']) }];
  }
  if (message['method'] === 'subscribe') badReply('the subscription')(`was refused: ${String(message['error'])}`);
  if (message['channel'] === 'balances') return [{ kind: 'balance' }];
  if (message['channel'] !== 'executions') return [];
  const refuse = badReply('executions');
  return itemsOf(message['data'], refuse).flatMap((row) => readExecution(fieldsOf(row, refuse), reading));
}

function readExecution(news: Fields, { markets, known, desk }: Reading): readonly StreamNews[] {
  const refuse = badReply('an execution');
  const venueOrderId = idOf(news['order_id'], 'id', refuse);
  const execution = { ...known.get(venueOrderId), ...news };
  known.set(venueOrderId, execution);
  const instrument = markets.get(String(execution['symbol']));
  if (instrument === undefined) return [];
  if (CLOSED.has(String(execution['order_status']))) known.delete(venueOrderId);
  const isTrade = news['exec_type'] === 'trade';
  const fills: StreamNews[] = isTrade ? [{ kind: 'fill', fill: decodeExecution(execution, venueOrderId, instrument, desk) }] : [];
  // A trade may come without what its order has come to; the fill says it all.
  const tellsOrder = execution['order_qty'] !== undefined && (!isTrade || news['cum_qty'] !== undefined);
  return tellsOrder ? [...fills, { kind: 'order', order: decodeExecutedOrder(execution, venueOrderId, instrument, refuse) }] : fills;
}

function decodeExecutedOrder(execution: Fields, venueOrderId: string, instrument: Instrument, refuse: Refuse): VenueOrder {
  return {
    instrumentId: instrument.id,
    venueOrderId,
    clientOrderId: clientIdOf(execution['cl_ord_id']),
    side: wordOf(execution['side'], SIDES, 'side', refuse),
    quantity: quantityOf(execution['order_qty'], instrument, refuse),
    filledQuantity: quantityOf(execution['cum_qty'] ?? '0', instrument, refuse),
    limitPrice: limitPriceOf(execution['limit_price'], instrument, refuse),
    status: wordOf(execution['order_status'], STATUSES, 'status', refuse),
    reason: typeof execution['reason'] === 'string' ? execution['reason'] : undefined,
    ts: isoTimeOf(execution['timestamp'], refuse),
  };
}

function decodeExecution(execution: Fields, venueOrderId: string, instrument: Instrument, desk: Desk): VenueFill {
  const refuse = badReply(`an execution of ${instrument.id}`);
  const price = priceOf(execution['last_price'], instrument, refuse);
  const quantity = quantityOf(execution['last_qty'], instrument, refuse);
  const [paid] = itemsOf(execution['fees'] ?? [], refuse).map((fee) => fieldsOf(fee, refuse));
  const feeCurrency = paid === undefined ? instrument.quote : desk.currency(idOf(paid['asset'], 'currency of its fee', refuse));
  return {
    instrumentId: instrument.id,
    tradeId: idOf(execution['exec_id'], 'trade id', refuse),
    venueOrderId,
    clientOrderId: clientIdOf(execution['cl_ord_id']),
    side: wordOf(execution['side'], SIDES, 'side', refuse),
    price,
    quantity,
    notional: notionalOf(execution['cost'], instrument, price, quantity, refuse),
    fee: moneyOf(paid?.['qty'] ?? '0', feeCurrency, 'fee', refuse),
    feeCurrency,
    liquidity: execution['liquidity_ind'] === 'm' ? 'maker' : 'taker',
    ts: isoTimeOf(execution['timestamp'], refuse),
  };
}
