import { formatDecimal } from '../../../../../kernel/exact.ts';
import type { Micros } from '../../../../../kernel/time.ts';
import type { VenueTransfer } from '../../../../../ports/venue.ts';
import { fieldsOf, itemsOf } from '../../reply-fields.ts';
import type { Desk } from '../dialect.ts';
import { badReply, idOf, moneyOf, secondsOf } from '../wire-fields.ts';
import { krakenCall } from './kraken-call.ts';

/** Finished deposits and withdrawals since a time; undefined where the key may not ask. */
export async function krakenTransfers(since: Micros, desk: Desk): Promise<readonly VenueTransfer[] | undefined> {
  const deposits = await readStatus('DepositStatus', 'deposit', since, desk);
  const withdrawals = deposits && (await readStatus('WithdrawStatus', 'withdrawal', since, desk));
  return withdrawals && [...deposits, ...withdrawals].filter(({ ts }) => ts >= since).sort((a, b) => a.ts - b.ts);
}

/** All pages of a list: as a plain list, or, where there are more, with a cursor for the next. */
async function readStatus(path: string, list: 'deposit' | 'withdrawal', since: Micros, desk: Desk): Promise<VenueTransfer[] | undefined> {
  const refuse = badReply(path);
  const found: VenueTransfer[] = [];
  for (let cursor = 'true'; ;) {
    const reply = await desk.askIfAllowed(krakenCall(path, { start: formatDecimal(since, 6), cursor }));
    if (reply === undefined) return undefined;
    const { result } = fieldsOf(reply, refuse);
    const page = Array.isArray(result) ? { [list]: result } : fieldsOf(result, refuse);
    for (const row of itemsOf(page[list], refuse)) found.push(...decodeTransfer(row, list, desk));
    const next = page['next_cursor'];
    if (typeof next !== 'string' || next === '') return found;
    cursor = next;
  }
}

function decodeTransfer(row: unknown, list: 'deposit' | 'withdrawal', desk: Desk): VenueTransfer[] {
  const refuse = badReply(`a ${list}`);
  const transfer = fieldsOf(row, refuse);
  if (transfer['status'] !== 'Success') return [];
  const currency = desk.currency(idOf(transfer['asset'], 'currency', refuse));
  const amount = moneyOf(transfer['amount'], currency, 'amount', refuse);
  const fee = moneyOf(transfer['fee'] ?? '0', currency, 'fee', refuse);
  const id = `${list}-${idOf(transfer['refid'], 'id', refuse)}`;
  return [{ id, currency, amount: (list === 'deposit' ? amount : -amount) - fee, ts: secondsOf(transfer['time'], refuse) }];
}
