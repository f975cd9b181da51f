import type { Micros } from '../../kernel/time.ts';
import type { CoreRecord } from '../../domain/records.ts';
import type { Store, StoredPosting } from '../../ports/store.ts';
import { fillFields, intentFields, postingsText, type ToldFields, type ToldRecord } from './told-record.ts';

/** Everything that a session has on record, by number. */
export async function storedRecords(store: Store, sessionId: string): Promise<ReadonlyMap<number, ToldRecord>> {
  const legs = Map.groupBy(await store.postings(sessionId), ({ seq }) => seq);
  const records = [
    ...openings(legs),
    ...(await orders(store, sessionId)),
    ...(await store.fills(sessionId)).map((fill) => {
      const { seq, ...columns } = fill;
      return told('fill', { seq, ts: columns.tsEvent }, { ...fillFields(columns), postings: postingsText(legs.get(seq) ?? []) });
    }),
    ...(await store.adjustments(sessionId)).map(({ seq, ts, ...rest }) =>
      told('adjustment', { seq, ts }, { ...rest, postings: postingsText(legs.get(seq) ?? []) }),
    ),
    ...(await changes(store, sessionId)),
  ];
  return new Map(records.map((record) => [record.seq, record]));
}

/** Opening and ordinary postings are told apart by their entry: the former have a record of their own. */
function openings(legs: ReadonlyMap<number, readonly StoredPosting[]>): readonly ToldRecord[] {
  return [...legs.values()].flatMap((postings) => {
    const [first] = postings;
    return first?.entry === 'opening' ? [told('opening', first, { postings: postingsText(postings) })] : [];
  });
}

async function orders(store: Store, sessionId: string): Promise<readonly ToldRecord[]> {
  const intents = (await store.orders(sessionId)).map((order) => {
    const { seq, venueOrderId: _id, filledQuantity: _filled, status: _status, reason: _reason, tsLast: _last, ...columns } = order;
    return told('intent', { seq, ts: columns.tsInit }, intentFields(columns));
  });
  return [...intents, ...(await store.orderEvents(sessionId)).map((event) => plain('order', event))];
}

async function changes(store: Store, sessionId: string): Promise<readonly ToldRecord[]> {
  return [
    ...(await store.equity(sessionId)).map((row) => plain('equity', row)),
    ...(await store.refusals(sessionId)).map((row) => plain('refusal', row)),
    ...(await store.strategyStops(sessionId)).map((row) => plain('strategy-stopped', row)),
    ...(await store.tradingStates(sessionId)).map((row) => plain('trading-state', row)),
    ...(await store.gates(sessionId)).map((row) => plain('gate', row)),
    ...(await store.instrumentStates(sessionId)).map((row) => plain('instrument-state', row)),
    ...(await store.strategyStates(sessionId)).map((row) => plain('strategy-state', row)),
    ...(await store.regimes(sessionId)).map((row) => plain('regime', row)),
    ...(await store.limitEvents(sessionId)).map((row) => plain(row.by === null ? 'limit-hit' : 'limit-changed', row)),
    ...(await store.allocations(sessionId)).map(({ shares, ...row }) => plain('allocation', row, { shares: JSON.stringify(shares) })),
    ...(await store.reconciliations(sessionId)).map(({ found, ...row }) => plain('reconciliation', row, { found: JSON.stringify(found) })),
  ];
}

interface Place {
  readonly seq: number;
  readonly ts: Micros;
}

function told(kind: CoreRecord['kind'], { seq, ts }: Place, fields: ToldFields): ToldRecord {
  return { seq, ts, kind, fields };
}

/** A row that says what it says in the words of its record. */
function plain(kind: CoreRecord['kind'], { seq, ts, ...fields }: Place, others: ToldFields = {}): ToldRecord {
  return { seq, ts, kind, fields: { ...fields, ...others } };
}
