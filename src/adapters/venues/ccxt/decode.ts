import { bucketClose, bucketOpen, type Interval } from '../../../domain/interval.ts';
import type { BarEvent } from '../../../domain/market-event.ts';
import type { QuoteTick, TradeTick } from '../../../domain/tick.ts';
import { fail } from '../../../kernel/errors.ts';
import { formatTime, MICROS_PER_MILLISECOND, MICROS_PER_SECOND, type Micros } from '../../../kernel/time.ts';
import type { FeedInstrument } from '../../../ports/market-data.ts';
import { decimalText, decodeNumber, fieldsOf, shown, type Refuse } from './reply-fields.ts';

/** When a message was seen: by our clock, which stamps it, and by the venue's, against which its own times are checked. */
export interface SeenAt {
  readonly ours: Micros;
  readonly venue: Micros;
}

/** The venue's times may run ahead of what we take for its clock by this much. */
const AHEAD_LIMIT = 5 * MICROS_PER_SECOND;

/** A row `[openMs, open, high, low, close, volume]` of ccxt as a bar. Errors: `FEED_BAD_MESSAGE`. */
export function decodeBar(instrument: FeedInstrument, interval: Interval, row: unknown, seen: SeenAt): BarEvent {
  const refuse = refusal(`a ${interval} bar of ${instrument.id}`);
  if (!Array.isArray(row)) return refuse('is not a list');
  const openTime = decodeTime(row[0], seen, refuse);
  if (bucketOpen(interval, openTime) !== openTime) refuse(`opens at ${formatTime(openTime)}, off the grid of its interval`);
  const [open, high, low, close] = [1, 2, 3, 4].map((column) => decodePrice(row[column], instrument, refuse)) as [
    number,
    number,
    number,
    number,
  ];
  const volume = Number(decimalText(row[5]) || NaN);
  if (!Number.isFinite(volume) || volume < 0) refuse(`has the volume ${shown(row[5])}`);
  if (high < Math.max(open, close) || low > Math.min(open, close)) refuse(`at ${formatTime(openTime)} has a high or low inside its body`);
  const closeTime = bucketClose(interval, openTime);
  return { kind: 'bar', instrumentId: instrument.id, interval, openTime, closeTime, open, high, low, close, volume, tsInit: seen.ours };
}

/** A public trade of ccxt as a tick. Errors: `FEED_BAD_MESSAGE`. */
export function decodeTrade(instrument: FeedInstrument, trade: unknown, seen: SeenAt): TradeTick {
  const refuse = refusal(`a trade of ${instrument.id}`);
  const { id, timestamp, price, amount, side } = fieldsOf(trade, refuse);
  // MEXC gives its trades no ids: what they say tells them apart.
  const tradeId = typeof id === 'string' && id !== '' ? id : [timestamp, side, price, amount].map(shown).join(' ');
  return {
    kind: 'trade',
    instrumentId: instrument.id,
    price: decodePrice(price, instrument, refuse),
    quantity: decodeQuantity(amount, instrument, refuse),
    aggressor: side === 'buy' || side === 'sell' ? side : undefined,
    tradeId,
    tsEvent: decodeTime(timestamp, seen, refuse),
    tsInit: seen.ours,
  };
}

/** A ticker of ccxt as a quote; a size that the venue does not tell is 0. Errors: `FEED_BAD_MESSAGE`. */
export function decodeQuote(instrument: FeedInstrument, ticker: unknown, seen: SeenAt): QuoteTick {
  const refuse = refusal(`a quote of ${instrument.id}`);
  const { timestamp, bid, ask, bidVolume, askVolume } = fieldsOf(ticker, refuse);
  return {
    kind: 'quote',
    instrumentId: instrument.id,
    bid: decodePrice(bid, instrument, refuse),
    ask: decodePrice(ask, instrument, refuse),
    bidQuantity: decodeQuantity(bidVolume ?? '0', instrument, refuse),
    askQuantity: decodeQuantity(askVolume ?? '0', instrument, refuse),
    // Binance's best bid and ask carry no time.
    tsEvent: timestamp === undefined || timestamp === null ? seen.ours : decodeTime(timestamp, seen, refuse),
    tsInit: seen.ours,
  };
}

function refusal(subject: string): Refuse {
  return (what) => fail('FEED_BAD_MESSAGE', `${subject} ${what}`);
}

function decodeTime(value: unknown, seen: SeenAt, refuse: Refuse): Micros {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) return refuse(`has the time ${shown(value)}`);
  const time = value * MICROS_PER_MILLISECOND;
  if (!Number.isSafeInteger(time) || time > seen.venue + AHEAD_LIMIT) refuse(`has the time ${shown(value)} ms, which is in the future`);
  return time;
}

function decodePrice(value: unknown, instrument: FeedInstrument, refuse: Refuse): number {
  const price = decodeNumber(value, instrument.priceScale, 'price', refuse);
  return price > 0 ? price : refuse(`has the price ${shown(value)}`);
}

function decodeQuantity(value: unknown, instrument: FeedInstrument, refuse: Refuse): number {
  const quantity = decodeNumber(value, instrument.quantityScale, 'quantity', refuse);
  return quantity >= 0 ? quantity : refuse(`has the quantity ${shown(value)}`);
}
