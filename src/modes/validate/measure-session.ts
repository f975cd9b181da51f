import type { Micros } from '../../kernel/time.ts';
import { formatTime } from '../../kernel/time.ts';
import type { Measured } from '../../domain/criteria.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { RoundTrips } from '../../report/round-trips.ts';
import type { Store, StoredFill } from '../../ports/store.ts';
import { accountFor, catchesCanary, orderRecords } from './account-for.ts';
import { measureSearch, type Search } from './search-of.ts';
import { measureReturns } from './measure-returns.ts';

/** What a session is measured over. */
export interface MeasuredPeriod {
  readonly sessionId: string;
  readonly from: Micros;
  readonly to: Micros;
  readonly instruments: readonly Instrument[];
  readonly seed: number;
  /** The search that the deployment came from. */
  readonly search?: Search | undefined;
}

/** Profit factor of a run that lost nothing. */
const NOTHING_LOST = 1_000_000;
/** Ends of an order that are nobody's wish. */
const ERRORS: ReadonlySet<string> = new Set(['Rejected', 'Unknown']);

/** What the store says of a session between two moments: everything that can be measured from it, and nothing else. */
export async function measureSession(store: Store, { sessionId, from, to, instruments, seed, search }: MeasuredPeriod): Promise<Measured> {
  const isWithin = ({ ts }: { readonly ts: Micros }): boolean => ts >= from && ts <= to;
  const records = await orderRecords(store, sessionId);
  const fills = records.fills.filter(({ tsEvent }) => tsEvent >= from && tsEvent <= to);
  const orders = records.orders.filter(({ tsInit }) => tsInit >= from && tsInit <= to);
  const refused = (await store.refusals(sessionId)).filter(isWithin).length;
  const breaks = (await store.reconciliations(sessionId)).filter((each) => isWithin(each) && !each.isClean).length;
  const { returns, ...performance } = measureReturns((await store.equity(sessionId)).filter(isWithin), from, to, seed);
  const wanted = orders.length + refused;
  return {
    ...performance,
    ...(search && measureSearch(search, returns)),
    ...tripsOf(fills, instruments),
    fills: fills.length,
    days: new Set(fills.map(({ tsEvent }) => formatTime(tsEvent).slice(0, 10))).size,
    ...(orders.length > 0 && { errors: orders.filter(({ status }) => ERRORS.has(status)).length / orders.length }),
    ...(wanted > 0 && { refusals: refused / wanted }),
    unknownOrders: records.orders.filter(({ status }) => status === 'Unknown').length,
    unaccounted: accountFor(records).length,
    breaks,
    canaryOrder: catchesCanary(records) ? 1 : 0,
  };
}

/** Round trips of the period: one that was open before it counts from its first fill in it. Nothing where a fee is in another coin, whose worth is not known. */
function tripsOf(fills: readonly StoredFill[], instruments: readonly Instrument[]): Pick<Measured, 'profitFactor' | 'losingStreak'> {
  const trips = new RoundTrips(0);
  for (const { instrumentId, strategyId, side, quantity, notional, fee, feeCurrency, currency, tsEvent } of fills) {
    const instrument = instruments.find(({ id }) => id === instrumentId);
    if (instrument === undefined || feeCurrency !== currency) return {};
    trips.book(strategyId, instrument).fill(side === 'buy' ? 'buy' : 'sell', quantity, notional, fee, tsEvent);
  }
  const { grossProfit, grossLoss, longestLossStreak } = trips.summary();
  const losingStreak = longestLossStreak;
  if (grossLoss === 0n) return { losingStreak, ...(grossProfit > 0n && { profitFactor: NOTHING_LOST }) };
  return { losingStreak, profitFactor: Math.min(NOTHING_LOST, Number(grossProfit) / -Number(grossLoss)) };
}
