import type { Instrument } from '../../../../../domain/instrument.ts';
import { formatDecimal } from '../../../../../kernel/exact.ts';
import type { Micros } from '../../../../../kernel/time.ts';
import type { VenueFill } from '../../../../../ports/venue.ts';
import { fieldsOf, type Fields } from '../../reply-fields.ts';
import type { Desk } from '../dialect.ts';
import { badReply, idOf, moneyOf, notionalOf, priceOf, quantityOf, secondsOf, wordOf } from '../wire-fields.ts';
import { krakenCall, resultOf } from './kraken-call.ts';
import { pairsOf } from './kraken-orders.ts';

/**
 * All fills of an instrument since a time. Kraken pages through the fills of all markets, newest first, and mostly tells how many there are:
 * then a page that falls short is asked for again from where it ended, and one that brings nothing is no answer.
 */
export async function krakenFills(instrument: Instrument, since: Micros, desk: Desk): Promise<readonly VenueFill[]> {
  const refuse = badReply(`the fills of ${instrument.id}`);
  // What is as old as `start` itself is left out.
  const start = formatDecimal(Math.max(0, since - 1), 6);
  const rows = new Map<string, Fields>();
  for (let count = Infinity; rows.size < count;) {
    const before = rows.size;
    const result = resultOf(await desk.ask(krakenCall('TradesHistory', { start, ofs: rows.size }, { weight: 2, orders: 0 })), refuse);
    if (typeof result['count'] === 'number') count = result['count'];
    for (const [id, row] of Object.entries(fieldsOf(result['trades'], refuse))) rows.set(id, fieldsOf(row, refuse));
    if (rows.size > before || rows.size >= count) continue;
    if (count !== Infinity) refuse(`end at ${rows.size} of ${count}`);
    break;
  }
  const pairs = pairsOf(instrument, desk);
  const own = [...rows].filter(([, row]) => pairs.includes(String(row['pair']))).map(([id, row]) => decodeKrakenFill(id, row, instrument));
  return own.reverse().sort((a, b) => a.ts - b.ts);
}

function decodeKrakenFill(id: string, row: Fields, instrument: Instrument): VenueFill {
  const refuse = badReply(`the fill ${id} of ${instrument.id}`);
  const price = priceOf(row['price'], instrument, refuse);
  const quantity = quantityOf(row['vol'], instrument, refuse);
  return {
    instrumentId: instrument.id,
    tradeId: id,
    venueOrderId: idOf(row['ordertxid'], 'id of its order', refuse),
    clientOrderId: undefined,
    side: wordOf(row['type'], { buy: 'buy', sell: 'sell' } as const, 'side', refuse),
    price,
    quantity,
    notional: notionalOf(row['cost'], instrument, price, quantity, refuse),
    fee: moneyOf(row['fee'], instrument.quote, 'fee', refuse),
    feeCurrency: instrument.quote,
    liquidity: row['maker'] === true ? 'maker' : 'taker',
    ts: secondsOf(row['time'], refuse),
  };
}
