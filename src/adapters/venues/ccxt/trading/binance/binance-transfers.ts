import { MICROS_PER_DAY, MICROS_PER_MILLISECOND, parseTime, type Micros } from '../../../../../kernel/time.ts';
import type { VenueTransfer } from '../../../../../ports/venue.ts';
import { fieldsOf, itemsOf } from '../../reply-fields.ts';
import type { Call, Desk } from '../dialect.ts';
import { badReply, idOf, moneyOf, timeOf } from '../wire-fields.ts';

/** Rows of a page at most, and days that one question spans at most. */
const PAGE = 1000;
const DAYS = 89;
/** Finished, in the two numberings. */
const CREDITED = '1';
const WITHDRAWN = '6';

type Reader = (row: unknown, desk: Desk) => VenueTransfer;

/** Finished deposits and withdrawals of Binance since a time; undefined where the key may not ask, and on its sandbox. */
export async function binanceTransfers(since: Micros, desk: Desk): Promise<readonly VenueTransfer[] | undefined> {
  const deposits = await history('capital/deposit/hisrec', CREDITED, since, readDeposit, desk);
  const withdrawals = deposits && (await history('capital/withdraw/history', WITHDRAWN, since, readWithdrawal, desk));
  return withdrawals && [...deposits, ...withdrawals].filter(({ ts }) => ts >= since).sort((a, b) => a.ts - b.ts);
}

async function history(path: string, status: string, since: Micros, read: Reader, desk: Desk): Promise<VenueTransfer[] | undefined> {
  const refuse = badReply(path);
  const found: VenueTransfer[] = [];
  const end = desk.now();
  for (let from = Math.max(since, end - 10 * DAYS * MICROS_PER_DAY); from <= end; from += DAYS * MICROS_PER_DAY) {
    for (let offset = 0; ; offset += PAGE) {
      const reply = await desk.askIfAllowed(historyCall(path, { status, from, offset }));
      if (reply === undefined) return undefined;
      const rows = itemsOf(reply, refuse);
      found.push(...rows.map((row) => read(row, desk)));
      if (rows.length < PAGE) break;
    }
  }
  return found;
}

function historyCall(
  path: string,
  { status, from, offset }: { readonly status: string; readonly from: Micros; readonly offset: number },
): Call {
  const startTime = Math.floor(from / MICROS_PER_MILLISECOND);
  const endTime = startTime + (DAYS * MICROS_PER_DAY) / MICROS_PER_MILLISECOND;
  return { path, api: 'sapi', verb: 'GET', cost: { weight: 18, orders: 0 }, params: { status, startTime, endTime, offset, limit: PAGE } };
}

function readDeposit(row: unknown, desk: Desk): VenueTransfer {
  const refuse = badReply('a deposit');
  const deposit = fieldsOf(row, refuse);
  const currency = desk.currency(idOf(deposit['coin'], 'currency', refuse));
  return {
    id: `deposit-${idOf(deposit['id'] ?? deposit['txId'], 'id', refuse)}`,
    currency,
    amount: moneyOf(deposit['amount'], currency, 'amount', refuse),
    ts: timeOf(deposit['insertTime'], refuse),
  };
}

function readWithdrawal(row: unknown, desk: Desk): VenueTransfer {
  const refuse = badReply('a withdrawal');
  const withdrawal = fieldsOf(row, refuse);
  const currency = desk.currency(idOf(withdrawal['coin'], 'currency', refuse));
  const amount = moneyOf(withdrawal['amount'], currency, 'amount', refuse);
  const fee = moneyOf(withdrawal['transactionFee'] ?? '0', currency, 'fee', refuse);
  const time = withdrawal['applyTime'];
  return {
    id: `withdrawal-${idOf(withdrawal['id'], 'id', refuse)}`,
    currency,
    amount: -(amount + fee),
    ts: typeof time === 'string' && time.includes('-') ? parseTime(time) : timeOf(time, refuse),
  };
}
