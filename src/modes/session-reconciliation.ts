import { fail } from '../kernel/errors.ts';
import type { StoredBalance } from '../ports/store.ts';
import type { SessionRecords } from './session-records.ts';
import type { SimulatedSession } from './simulated-session.ts';

/**
 * Before the first event: what the ledger holds is what the venue says is held, order by order and position by position, and what the
 * store has. Errors: `RUN_NOT_RECONCILED`, naming every difference.
 */
export function checkReconciled(
  { engine, venue }: SimulatedSession,
  records: SessionRecords,
  stored: readonly StoredBalance[],
  sessionId: string,
): void {
  const { ledger, desk } = engine.account;
  const { positions, openOrders } = venue.holdings;
  const different: string[] = [];
  for (const { strategyId, instrument, quantity } of ledger.books) {
    const held = positions.get(`${strategyId} ${instrument.id}`) ?? 0;
    if (held !== quantity) different.push(`${strategyId} holds ${quantity} of ${instrument.id} by the ledger, ${held} at the venue`);
  }
  const ours = [...desk.all()].map(({ intent }) => intent.intentId);
  for (const id of ours.filter((each) => !openOrders.includes(each))) different.push(`order ${id} is not open at the venue`);
  for (const id of openOrders.filter((each) => !ours.includes(each))) different.push(`order ${id} is open at the venue only`);
  if (records.seq < records.storedSeq) different.push(`the journal leads to record ${records.seq}, the store has ${records.storedSeq}`);
  const balances = new Map(Object.entries(ledger.state.balances).map(([key, balance]) => [key, BigInt(balance)]));
  for (const { account, currency, balance } of stored) {
    const known = balances.get(`${account} ${currency}`) ?? 0n;
    if (known !== balance) different.push(`${account} is ${known} ${currency} by the ledger, ${balance} in the store`);
    balances.delete(`${account} ${currency}`);
  }
  for (const [key, balance] of balances) if (balance !== 0n) different.push(`${key} is ${balance} by the ledger, nothing in the store`);
  if (different.length > 0) fail('RUN_NOT_RECONCILED', different.join('; '), { where: sessionId });
}
