import { MICROS_PER_DAY, MICROS_PER_MILLISECOND, parseTime, type Micros } from '../../../../../kernel/time.ts';
import type { VenueTransfer } from '../../../../../ports/venue.ts';
import { fieldsOf, itemsOf, type Fields, type Refuse } from '../../reply-fields.ts';
import type { Call, Desk } from '../dialect.ts';
import { badReply, idOf, moneyOf, timeOf } from '../wire-fields.ts';

/** How a venue tells deposits and withdrawals. */
export interface TransferRules {
  readonly api: Call['api'];
  readonly weight: number;
  /** The numbers of finished deposits and withdrawals. */
  readonly credited: string;
  readonly withdrawn: string;
  /** Days that one question spans at most, and how many such spans back the venue tells. */
  readonly days: number;
  readonly spans: number;
}

/** Rows of a page at most. */
const PAGE = 1000;

/** Finished deposits and withdrawals since a time; undefined where the key may not ask. */
export async function readTransfers(since: Micros, desk: Desk, rules: TransferRules): Promise<readonly VenueTransfer[] | undefined> {
  const deposits = await readHistory('capital/deposit/hisrec', rules.credited, since, desk, rules);
  const withdrawals = deposits && (await readHistory('capital/withdraw/history', rules.withdrawn, since, desk, rules));
  return (
    withdrawals &&
    [...deposits.map((row) => decodeDeposit(row, desk)), ...withdrawals.map((row) => decodeWithdrawal(row, desk))]
      .filter(({ ts }) => ts >= since)
      .sort((a, b) => a.ts - b.ts)
  );
}

/** All rows of a history, span by span: venues limit how long one may be. */
async function readHistory(path: string, status: string, since: Micros, desk: Desk, rules: TransferRules): Promise<unknown[] | undefined> {
  const span = rules.days * MICROS_PER_DAY;
  const end = desk.now();
  const rows: unknown[] = [];
  for (let from = Math.max(since, end - rules.spans * span); from <= end; from += span) {
    const startTime = Math.floor(from / MICROS_PER_MILLISECOND);
    const endTime = Math.floor((from + span) / MICROS_PER_MILLISECOND) - 1;
    const params = { status, startTime, endTime, limit: PAGE };
    const reply = await desk.askIfAllowed({ path, api: rules.api, verb: 'GET', cost: { weight: rules.weight, orders: 0 }, params });
    if (reply === undefined) return undefined;
    const page = itemsOf(reply, badReply(path));
    if (page.length >= PAGE) badReply(path)(`has more than ${PAGE} rows in ${rules.days} days`);
    rows.push(...page);
  }
  return rows;
}

function decodeDeposit(row: unknown, desk: Desk): VenueTransfer {
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

function decodeWithdrawal(row: unknown, desk: Desk): VenueTransfer {
  const refuse = badReply('a withdrawal');
  const withdrawal = fieldsOf(row, refuse);
  const currency = desk.currency(idOf(withdrawal['coin'], 'currency', refuse));
  const amount = moneyOf(withdrawal['amount'], currency, 'amount', refuse);
  const fee = moneyOf(withdrawal['transactionFee'] ?? '0', currency, 'fee', refuse);
  return { id: `withdrawal-${idOf(withdrawal['id'], 'id', refuse)}`, currency, amount: -(amount + fee), ts: appliedAt(withdrawal, refuse) };
}

/** Binance writes it as text in UTC, MEXC in milliseconds. */
function appliedAt({ applyTime }: Fields, refuse: Refuse): Micros {
  return typeof applyTime === 'string' && applyTime.includes('-') ? parseTime(applyTime) : timeOf(applyTime, refuse);
}
