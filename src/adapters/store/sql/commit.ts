import { assert } from '../../../kernel/assert.ts';
import { fail } from '../../../kernel/errors.ts';
import type { CommitBatch, JournalEntry, Snapshot } from '../../../ports/store.ts';
import { appendAudit, lockAuditHead } from './audit.ts';
import type { Engine, Statement } from './engine.ts';
import { inserts } from './inserts.ts';
import { recordRows, type OrderChange, type RecordRows } from './record-rows.ts';
import type { Row } from './schema.ts';
import { statement } from './statement.ts';

type Session = Pick<Row<'sessions'>, 'epoch' | 'holder' | 'input_seq' | 'record_seq'>;
/** The highest numbers stored. */
type Stored = Pick<Session, 'input_seq' | 'record_seq'>;

/** The session's row, kept from others until the transaction ends: who takes the lease next waits for this batch, or this batch is refused. */
function lockSession(engine: Engine, sessionId: string): Statement<Session> {
  return statement(engine, 'lock session', [sessionId], () =>
    engine.lockRows(
      engine.database.selectFrom('sessions').select(['epoch', 'holder', 'input_seq', 'record_seq']).where('id', '=', sessionId),
    ),
  );
}

/** The session, if this may write for it. */
function checkFence({ place }: Engine, { sessionId, epoch }: CommitBatch, session: Session | undefined): Session {
  if (session === undefined) return fail('STORE_FENCED', `session "${sessionId}" was never taken`, { where: place });
  if (session.epoch === epoch) return session;
  const what = `session "${sessionId}" was taken over at epoch ${session.epoch} by ${session.holder}; this writes at epoch ${epoch}`;
  return fail('STORE_FENCED', what, { where: place });
}

/** The highest numbers after the batch. Errors: `STORE_DUPLICATE` for a number already stored, an assertion for a hole. */
function nextStored(stored: Stored, batch: CommitBatch): Stored {
  let { input_seq, record_seq } = stored;
  for (const { seq } of batch.inputs) {
    if (seq <= input_seq) fail('STORE_DUPLICATE', `input ${seq} of session "${batch.sessionId}" is stored already, up to ${input_seq}`);
    input_seq = seq;
  }
  for (const { seq } of batch.records) {
    if (seq <= record_seq) fail('STORE_DUPLICATE', `record ${seq} of session "${batch.sessionId}" is stored already, up to ${record_seq}`);
    assert(seq === record_seq + 1, `record ${seq} follows record ${record_seq}: those between are missing`);
    record_seq = seq;
  }
  return { input_seq, record_seq };
}

function storeNumbers(engine: Engine, sessionId: string, { input_seq, record_seq }: Stored): Statement {
  return statement(engine, 'store numbers', [input_seq, record_seq, sessionId], () =>
    engine.database.updateTable('sessions').set({ input_seq, record_seq }).where('id', '=', sessionId),
  );
}

function journal(engine: Engine, sessionId: string, entries: readonly JournalEntry[]): readonly Statement[] {
  const rows = entries.map(({ seq, ts, kind, version, payload }) => ({ session_id: sessionId, seq, ts, kind, version, payload }));
  return inserts(engine, 'journal', rows);
}

/** Moves an order that was stored before. A venue's id, once known, stays. */
function changeOrder(engine: Engine, sessionId: string, intentId: number, change: OrderChange): Statement {
  const { status, filled_quantity, venue_order_id, reason, ts_last } = change;
  const parameters = [status, filled_quantity, reason, ts_last, venue_order_id, sessionId, intentId];
  return statement(engine, 'change order', parameters, () =>
    engine.database
      .updateTable('orders')
      .set({ status, filled_quantity, reason, ts_last })
      .set((order) => ({ venue_order_id: order.fn.coalesce(order.val(venue_order_id), 'venue_order_id') }))
      .where('session_id', '=', sessionId)
      .where('intent_id', '=', intentId),
  );
}

function records(engine: Engine, sessionId: string, rows: RecordRows): readonly Statement[] {
  return [
    ...inserts(engine, 'orders', [...rows.orders.values()]),
    ...Array.from(rows.changes, ([intentId, change]) => changeOrder(engine, sessionId, intentId, change)),
    ...inserts(engine, 'order_events', rows.order_events),
    ...inserts(engine, 'fills', rows.fills),
    ...inserts(engine, 'postings', rows.postings),
    ...inserts(engine, 'equity', rows.equity),
    ...inserts(engine, 'refusals', rows.refusals),
    ...inserts(engine, 'strategy_stops', rows.strategy_stops),
    ...inserts(engine, 'trading_states', rows.trading_states),
    ...inserts(engine, 'adjustments', rows.adjustments),
    ...inserts(engine, 'gates', rows.gates),
    ...inserts(engine, 'instrument_states', rows.instrument_states),
    ...inserts(engine, 'strategy_states', rows.strategy_states),
    ...inserts(engine, 'allocations', rows.allocations),
    ...inserts(engine, 'regimes', rows.regimes),
    ...inserts(engine, 'limit_events', rows.limit_events),
    ...inserts(engine, 'reconciliations', rows.reconciliations),
  ];
}

/**
 * The newest snapshot and the one before it are kept; recovery needs no older one. Nor does it need the ticks from before them, of which a
 * busy market sends gigabytes a day: they leave the journal with the snapshot that is let go of. All other inputs stay.
 */
function snapshot(engine: Engine, sessionId: string, snapshot: Snapshot, kept: readonly { readonly seq: number }[]): readonly Statement[] {
  const { database } = engine;
  const { seq, recordSeq, version, payload } = snapshot;
  const [newest, older] = kept.map((each) => each.seq);
  const add = inserts(engine, 'snapshots', [{ session_id: sessionId, seq, record_seq: recordSeq, version, payload }]);
  if (newest === undefined) return add;
  const forget = statement(engine, 'forget snapshots', [sessionId, newest], () =>
    database.deleteFrom('snapshots').where('session_id', '=', sessionId).where('seq', '<', newest),
  );
  const after = older ?? 0;
  const forgetTicks = statement(engine, 'forget ticks', [sessionId, after, newest, 'tick'], () =>
    database
      .deleteFrom('journal')
      .where('session_id', '=', sessionId)
      .where('seq', '>', after)
      .where('seq', '<=', newest)
      .where('kind', '=', 'tick'),
  );
  return [forget, forgetTicks, ...add];
}

/** The snapshots of a session, newest first. */
function keptSnapshots(engine: Engine, sessionId: string): Statement<{ readonly seq: number }> {
  return statement(engine, 'kept snapshots', [sessionId], () =>
    engine.database.selectFrom('snapshots').select('seq').where('session_id', '=', sessionId).orderBy('seq', 'desc'),
  );
}

/**
 * Writes a batch in one transaction: all of it, or nothing.
 * Errors: `STORE_FENCED`, `STORE_DUPLICATE`, `ASSERTION_FAILED` (unbalanced postings, a hole in the numbers), and those of the engine.
 */
export async function commitBatch(engine: Engine, batch: CommitBatch): Promise<void> {
  const { sessionId } = batch;
  const rows = recordRows(sessionId, batch.records);
  const reads = [
    lockSession(engine, sessionId),
    batch.audit.length > 0 ? lockAuditHead(engine) : undefined,
    batch.snapshot !== undefined ? keptSnapshots(engine, sessionId) : undefined,
  ] as const;
  await engine.transact(reads, ([[session], [head], kept]) => {
    const next = nextStored(checkFence(engine, batch, session), batch);
    return [
      storeNumbers(engine, sessionId, next),
      ...journal(engine, sessionId, batch.inputs),
      ...records(engine, sessionId, rows),
      ...(batch.snapshot === undefined ? [] : snapshot(engine, sessionId, batch.snapshot, kept)),
      ...appendAudit(engine, head, sessionId, batch.audit),
    ];
  });
}
