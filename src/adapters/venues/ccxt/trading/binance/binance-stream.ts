import type { Instrument } from '../../../../../domain/instrument.ts';
import { fail } from '../../../../../kernel/errors.ts';
import type { VenueFill, VenueOrder } from '../../../../../ports/venue.ts';
import { fieldsOf, wordsOf, type Fields, type Refuse } from '../../reply-fields.ts';
import { SIDES, STATUSES } from '../binance-like/decode-order.ts';
import type { Desk, StreamDialect, StreamNews } from '../dialect.ts';
import { badReply, clientIdOf, idOf, limitPriceOf, moneyOf, notionalOf, priceOf, quantityOf, timeOf, wordOf } from '../wire-fields.ts';

/** Binance's user data over its WebSocket API, subscribed to with a signature. It has no heartbeats. */
export const BINANCE_STREAM: StreamDialect = {
  channels: ['user'],
  heartbeat: false,
  tellsFills: true,
  watch: (exchange) => [() => exchange.watchOrders()],
  reader: (instruments, desk) => {
    const markets = new Map(instruments.map((instrument) => [desk.marketId(instrument), instrument]));
    return (message) => readMessage(message, markets, desk);
  },
};

function readMessage(message: unknown, markets: ReadonlyMap<string, Instrument>, desk: Desk): readonly StreamNews[] {
  if (typeof message !== 'object' || message === null) return [];
  const { result, event, error } = message as Fields;
  if (error !== undefined) badReply('the subscription')(`was refused: ${wordsOf(error)}`);
  if (typeof result === 'object' && result !== null && 'subscriptionId' in result) return [{ kind: 'confirmed', channel: 'user' }];
  const report = fieldsOf(event ?? message, badReply('a message'));
  // ccxt does not pass it on: whoever waits for orders would wait for ever.
  if (report['e'] === 'eventStreamTerminated') return fail('VENUE_UNAVAILABLE', 'the venue has ended the user stream');
  // Rather now than in the middle of something: what a new stream has missed is asked for when it comes up.
  if (report['e'] === 'serverShutdown') return fail('VENUE_UNAVAILABLE', 'the venue is about to end its connections');
  if (report['e'] === 'outboundAccountPosition' || report['e'] === 'balanceUpdate') return [{ kind: 'balance' }];
  const instrument = report['e'] === 'executionReport' ? markets.get(String(report['s'])) : undefined;
  if (instrument === undefined) return [];
  const refuse = badReply(`an execution report of ${instrument.id}`);
  const order: StreamNews = { kind: 'order', order: decodeReportedOrder(report, instrument, refuse) };
  return report['x'] === 'TRADE' ? [{ kind: 'fill', fill: decodeReportedFill(report, instrument, refuse, desk) }, order] : [order];
}

/** The id that we gave: a cancel has one of its own and tells ours as the original one. */
function clientIdOfReport(report: Fields): string | undefined {
  return clientIdOf(report['C']) ?? clientIdOf(report['c']);
}

function decodeReportedOrder(report: Fields, instrument: Instrument, refuse: Refuse): VenueOrder {
  const status = wordOf(report['X'], STATUSES, 'status', refuse);
  return {
    instrumentId: instrument.id,
    venueOrderId: idOf(report['i'], 'id', refuse),
    clientOrderId: clientIdOfReport(report),
    side: wordOf(report['S'], SIDES, 'side', refuse),
    quantity: quantityOf(report['q'], instrument, refuse),
    filledQuantity: quantityOf(report['z'], instrument, refuse),
    limitPrice: report['o'] === 'MARKET' ? undefined : limitPriceOf(report['p'], instrument, refuse),
    status,
    reason: status === 'expired' || status === 'rejected' ? `${String(report['X'])} ${String(report['r'])}` : undefined,
    ts: timeOf(report['T'], refuse),
  };
}

function decodeReportedFill(report: Fields, instrument: Instrument, refuse: Refuse, desk: Desk): VenueFill {
  const price = priceOf(report['L'], instrument, refuse);
  const quantity = quantityOf(report['l'], instrument, refuse);
  const feeCurrency = desk.currency(idOf(report['N'] ?? instrument.quote.code, 'currency of its fee', refuse));
  return {
    instrumentId: instrument.id,
    tradeId: idOf(report['t'], 'trade id', refuse),
    venueOrderId: idOf(report['i'], 'id', refuse),
    clientOrderId: clientIdOfReport(report),
    side: wordOf(report['S'], SIDES, 'side', refuse),
    price,
    quantity,
    notional: notionalOf(report['Y'], instrument, price, quantity, refuse),
    fee: moneyOf(report['n'], feeCurrency, 'fee', refuse),
    feeCurrency,
    liquidity: report['m'] === true ? 'maker' : 'taker',
    ts: timeOf(report['T'], refuse),
  };
}
