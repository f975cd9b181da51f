import type { Instrument } from '../../../../../domain/instrument.ts';
import { MICROS_PER_DAY, MICROS_PER_MILLISECOND, type Micros } from '../../../../../kernel/time.ts';
import type { VenueFill } from '../../../../../ports/venue.ts';
import { itemsOf } from '../../reply-fields.ts';
import { decodeFill } from '../binance-like/decode-fill.ts';
import type { Call, Desk } from '../dialect.ts';
import { badReply } from '../wire-fields.ts';

/** Rows that `myTrades` gives at most, and days back that it tells. */
const PAGE = 100;
const DAYS = 30;

/** The question for fills of a market: between two times, or of one order. */
export function mexcFillsCall(symbol: string, params: Readonly<Record<string, string | number>>): Call {
  return {
    path: 'myTrades',
    api: ['spot', 'private'],
    verb: 'GET',
    cost: { weight: 10, orders: 0 },
    params: { symbol, limit: PAGE, ...params },
  };
}

/**
 * All fills of an instrument since a time, of which MEXC tells the last month. It has no pages: a span whose answer is full is asked again
 * in two halves, in whatever order its rows come.
 */
export async function mexcFills(instrument: Instrument, since: Micros, desk: Desk): Promise<readonly VenueFill[]> {
  const symbol = desk.marketId(instrument);
  const refuse = badReply(`the fills of ${instrument.id}`);
  const between = async (startTime: number, endTime: number): Promise<readonly VenueFill[]> => {
    const rows = itemsOf(await desk.ask(mexcFillsCall(symbol, { startTime, endTime })), refuse);
    // The newest come first, and those of one millisecond, too.
    if (rows.length < PAGE) return rows.map((row) => decodeFill(row, instrument, symbol, (code) => desk.currency(code))).reverse();
    if (startTime >= endTime) return refuse(`are more than ${PAGE} in one millisecond`);
    const middle = Math.floor((startTime + endTime) / 2);
    return [...(await between(startTime, middle)), ...(await between(middle + 1, endTime))];
  };
  const from = Math.max(since, desk.now() - DAYS * MICROS_PER_DAY);
  // What happens while we ask is told, too.
  const fills = await between(Math.floor(from / MICROS_PER_MILLISECOND), Math.ceil(desk.now() / MICROS_PER_MILLISECOND) + 1000);
  return fills.filter(({ ts }) => ts >= since).sort((a, b) => a.ts - b.ts);
}
