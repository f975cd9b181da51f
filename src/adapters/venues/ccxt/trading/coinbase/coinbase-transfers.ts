import type { Micros } from '../../../../../kernel/time.ts';
import type { VenueTransfer } from '../../../../../ports/venue.ts';
import { fieldsOf, itemsOf, type Fields } from '../../reply-fields.ts';
import type { Call, Desk } from '../dialect.ts';
import { badReply, idOf, isoTimeOf, moneyOf } from '../wire-fields.ts';
import { coinbaseCall, readPages } from './coinbase-call.ts';

const PAGE = 100;
/** What moves money other than by a trade; what only moves it between accounts that are counted together is told by both of them. */
const TYPES = new Set([
  'send',
  'transfer',
  'fiat_deposit',
  'fiat_withdrawal',
  'exchange_deposit',
  'exchange_withdrawal',
  'pro_deposit',
  'pro_withdrawal',
]);

/** Finished deposits and withdrawals since a time, which Coinbase tells account by account over its older interface; undefined where the key may not ask. */
export async function coinbaseTransfers(since: Micros, desk: Desk): Promise<readonly VenueTransfer[] | undefined> {
  const refuse = badReply('an account');
  const found: VenueTransfer[] = [];
  for (const row of await readPages(desk, coinbaseCall('accounts', { limit: 250 }), 'accounts')) {
    const transfers = await readAccount(idOf(fieldsOf(row, refuse)['uuid'], 'id', refuse), since, desk);
    if (transfers === undefined) return undefined;
    found.push(...transfers);
  }
  return found.sort((a, b) => a.ts - b.ts);
}

/** Those of one account, newest first, until one is older. */
async function readAccount(account_id: string, since: Micros, desk: Desk): Promise<readonly VenueTransfer[] | undefined> {
  const refuse = badReply('the transactions of an account');
  const found: VenueTransfer[] = [];
  for (let after: string | undefined; ;) {
    const params = { account_id, limit: PAGE, ...(after === undefined ? {} : { starting_after: after }) };
    const call: Call = { ...coinbaseCall(''), path: 'accounts/{account_id}/transactions', api: ['v2', 'private'], params };
    const reply = await desk.askIfAllowed(call);
    if (reply === undefined) return undefined;
    const page = itemsOf(fieldsOf(reply, refuse)['data'], refuse).map((row) => fieldsOf(row, refuse));
    const recent = page.filter((row) => isoTimeOf(row['created_at'], refuse) >= since);
    found.push(...recent.flatMap((row) => decodeTransaction(row, desk)));
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE || recent.length < page.length) return found;
    after = idOf(last['id'], 'id', refuse);
  }
}

function decodeTransaction(row: Fields, desk: Desk): VenueTransfer[] {
  const refuse = badReply('a transaction');
  if (row['status'] !== 'completed' || !TYPES.has(String(row['type']))) return [];
  const { amount, currency: code } = fieldsOf(row['amount'], refuse);
  const currency = desk.currency(idOf(code, 'currency', refuse));
  return [
    {
      id: idOf(row['id'], 'id', refuse),
      currency,
      amount: moneyOf(amount, currency, 'amount', refuse),
      ts: isoTimeOf(row['created_at'], refuse),
    },
  ];
}
