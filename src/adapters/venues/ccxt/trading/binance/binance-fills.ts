import type { Instrument } from '../../../../../domain/instrument.ts';
import { MICROS_PER_DAY, MICROS_PER_MILLISECOND, type Micros } from '../../../../../kernel/time.ts';
import type { VenueFill } from '../../../../../ports/venue.ts';
import { decodeFill } from '../binance-like/decode-fill.ts';
import type { Call, Desk } from '../dialect.ts';
import { itemsOf } from '../../reply-fields.ts';
import { badReply } from '../wire-fields.ts';

/** Rows that `myTrades` gives at most. */
const PAGE = 1000;
/** A question by time spans a day at most. Further back than this many days, going through all ids is shorter. */
const DAYS = 30;

/** The question for fills of a market: by time, from an id on, or of one order. */
export function binanceFillsCall(symbol: string, params: Readonly<Record<string, string | number>>): Call {
  return { path: 'myTrades', api: 'private', verb: 'GET', cost: { weight: 20, orders: 0 }, params: { symbol, limit: PAGE, ...params } };
}

/** All fills of an instrument since a time: day by day until there is one, and from its id on, page by page, to the newest. */
export async function binanceFills(instrument: Instrument, since: Micros, desk: Desk): Promise<readonly VenueFill[]> {
  const symbol = desk.marketId(instrument);
  const page = async (params: Readonly<Record<string, string | number>>): Promise<readonly VenueFill[]> => {
    const rows = itemsOf(await desk.ask(binanceFillsCall(symbol, params)), badReply(`the fills of ${instrument.id}`));
    return rows.map((row) => decodeFill(row, instrument, symbol, (code) => desk.currency(code)));
  };
  const fills: VenueFill[] = [];
  let newest = since < desk.now() - DAYS * MICROS_PER_DAY ? await page({ fromId: 0 }) : await firstDay(since, desk, page);
  while (newest.length > 0) {
    fills.push(...newest);
    const ids = newest.map(({ tradeId }) => BigInt(tradeId));
    const last = ids.reduce((a, b) => (a > b ? a : b));
    // Also after a page by time that is not full: by now there may be more.
    newest = await page({ fromId: String(last + 1n) });
  }
  return fills.filter(({ ts }) => ts >= since).sort((a, b) => a.ts - b.ts || Number(BigInt(a.tradeId) - BigInt(b.tradeId)));
}

async function firstDay(
  since: Micros,
  desk: Desk,
  page: (params: Readonly<Record<string, number>>) => Promise<readonly VenueFill[]>,
): Promise<readonly VenueFill[]> {
  for (let from = since; from <= desk.now(); from += MICROS_PER_DAY) {
    const startTime = Math.floor(from / MICROS_PER_MILLISECOND);
    const found = await page({ startTime, endTime: startTime + MICROS_PER_DAY / MICROS_PER_MILLISECOND - 1 });
    if (found.length > 0) return found;
  }
  return [];
}
