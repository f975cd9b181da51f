import { fail } from '../kernel/errors.ts';
import type { StoredBalance } from '../ports/store.ts';
import type { Engine } from '../engine/engine.ts';
import type { SessionRecords } from './session-records.ts';
import type { VenueHoldings } from './session-venue.ts';
import type { TradingSession } from './trading-session.ts';

/** Before the first event. Errors: `RUN_NOT_RECONCILED`, naming every difference. */
export function checkReconciled(
  session: TradingSession,
  records: SessionRecords,
  stored: readonly StoredBalance[],
  sessionId: string,
): void {
  const different = sessionDifferences(session, records, stored);
  if (different.length > 0) fail('RUN_NOT_RECONCILED', different.join('; '), { where: sessionId });
}

/**
 * Where what the ledger holds is not what the store has, or not what a venue that is simulated here holds, order by order and position by
 * position, in words; one over a network is asked by the reconciler.
 */
export function sessionDifferences(
  { engine, venue }: TradingSession,
  records: SessionRecords,
  stored: readonly StoredBalance[],
): readonly string[] {
  const { ledger } = engine.account;
  const different: string[] = venue.holdings === undefined ? [] : [...venueDifferences(engine, venue.holdings)];
  if (records.seq < records.storedSeq) different.push(`the journal leads to record ${records.seq}, the store has ${records.storedSeq}`);
  const balances = new Map(Object.entries(ledger.state.balances).map(([key, balance]) => [key, BigInt(balance)]));
  for (const { account, currency, balance } of stored) {
    const known = balances.get(`${account} ${currency}`) ?? 0n;
    if (known !== balance) different.push(`${account} is ${known} ${currency} by the ledger, ${balance} in the store`);
    balances.delete(`${account} ${currency}`);
  }
  for (const [key, balance] of balances) if (balance !== 0n) different.push(`${key} is ${balance} by the ledger, nothing in the store`);
  return different;
}

function* venueDifferences({ account: { ledger, desk } }: Engine, { positions, openOrders }: VenueHoldings): Generator<string> {
  for (const { strategyId, instrument, quantity } of ledger.books) {
    const held = positions.get(`${strategyId} ${instrument.id}`) ?? 0;
    if (held !== quantity) yield `${strategyId} holds ${quantity} of ${instrument.id} by the ledger, ${held} at the venue`;
  }
  const ours = [...desk.all()].map(({ intent }) => intent.intentId);
  for (const id of ours.filter((each) => !openOrders.includes(each))) yield `order ${id} is not open at the venue`;
  for (const id of openOrders.filter((each) => !ours.includes(each))) yield `order ${id} is open at the venue only`;
}
