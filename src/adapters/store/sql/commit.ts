import { assert } from '../../../kernel/assert.ts';
import { fail } from '../../../kernel/errors.ts';
import type { CommitBatch, JournalEntry, Snapshot } from '../../../ports/store.ts';
import { appendAudit } from './audit.ts';
import type { Engine } from './engine.ts';
import { insertAll } from './insert-all.ts';
import { recordRows, type RecordRows } from './record-rows.ts';
import type { Write } from './schema.ts';

/** The highest numbers stored before a batch. */
interface Stored {
  readonly input_seq: number;
  readonly record_seq: number;
}

/** The session's row, kept from others until the transaction ends: who takes the lease next waits for this batch, or this batch is refused. */
async function lockSession(engine: Engine, write: Write, { sessionId, epoch }: CommitBatch): Promise<Stored> {
  const query = write.selectFrom('sessions').select(['epoch', 'holder', 'input_seq', 'record_seq']).where('id', '=', sessionId);
  const session = await engine.lockRows(query).executeTakeFirst();
  if (session === undefined) fail('STORE_FENCED', `session "${sessionId}" was never taken`, { where: engine.place });
  if (session.epoch !== epoch) {
    const what = `session "${sessionId}" was taken over at epoch ${session.epoch} by ${session.holder}; this writes at epoch ${epoch}`;
    fail('STORE_FENCED', what, { where: engine.place });
  }
  return session;
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

async function writeJournal(engine: Engine, write: Write, sessionId: string, inputs: readonly JournalEntry[]): Promise<void> {
  const rows = inputs.map(({ seq, ts, kind, version, payload }) => ({ session_id: sessionId, seq, ts, kind, version, payload }));
  await insertAll(engine, write, 'journal', rows);
}

async function writeRecords(engine: Engine, write: Write, sessionId: string, rows: RecordRows): Promise<void> {
  await insertAll(engine, write, 'orders', [...rows.orders.values()]);
  for (const [intentId, { venue_order_id, ...change }] of rows.changes) {
    // A venue's id, once known, stays.
    const values = venue_order_id === null ? change : { ...change, venue_order_id };
    await write.updateTable('orders').set(values).where('session_id', '=', sessionId).where('intent_id', '=', intentId).execute();
  }
  await insertAll(engine, write, 'order_events', rows.order_events);
  await insertAll(engine, write, 'fills', rows.fills);
  await insertAll(engine, write, 'postings', rows.postings);
  await insertAll(engine, write, 'equity', rows.equity);
  await insertAll(engine, write, 'refusals', rows.refusals);
  await insertAll(engine, write, 'strategy_stops', rows.strategy_stops);
  await insertAll(engine, write, 'trading_states', rows.trading_states);
  await insertAll(engine, write, 'adjustments', rows.adjustments);
  await insertAll(engine, write, 'gates', rows.gates);
  await insertAll(engine, write, 'instrument_states', rows.instrument_states);
  await insertAll(engine, write, 'strategy_states', rows.strategy_states);
  await insertAll(engine, write, 'allocations', rows.allocations);
  await insertAll(engine, write, 'regimes', rows.regimes);
  await insertAll(engine, write, 'limit_events', rows.limit_events);
  await insertAll(engine, write, 'reconciliations', rows.reconciliations);
}

/**
 * The newest snapshot and the one before it are kept; recovery needs no older one. Nor does it need the ticks from before them, of which a
 * busy market sends gigabytes a day: they leave the journal with the snapshot that is let go of. All other inputs stay.
 */
async function writeSnapshot(write: Write, sessionId: string, { seq, recordSeq, version, payload }: Snapshot): Promise<void> {
  const kept = await write.selectFrom('snapshots').select('seq').where('session_id', '=', sessionId).orderBy('seq', 'desc').execute();
  const [newest, older] = kept;
  if (newest !== undefined) {
    await write.deleteFrom('snapshots').where('session_id', '=', sessionId).where('seq', '<', newest.seq).execute();
    await write
      .deleteFrom('journal')
      .where('session_id', '=', sessionId)
      .where('seq', '>', older?.seq ?? 0)
      .where('seq', '<=', newest.seq)
      .where('kind', '=', 'tick')
      .execute();
  }
  await write.insertInto('snapshots').values({ session_id: sessionId, seq, record_seq: recordSeq, version, payload }).execute();
}

/**
 * Writes a batch in one transaction: all of it, or nothing.
 * Errors: `STORE_FENCED`, `STORE_DUPLICATE`, `ASSERTION_FAILED` (unbalanced postings, a hole in the numbers), and those of the engine.
 */
export async function commitBatch(engine: Engine, batch: CommitBatch): Promise<void> {
  const { sessionId } = batch;
  const rows = recordRows(sessionId, batch.records);
  await engine.database.transaction().execute(async (write) => {
    const stored = await lockSession(engine, write, batch);
    const next = nextStored(stored, batch);
    await writeJournal(engine, write, sessionId, batch.inputs);
    await writeRecords(engine, write, sessionId, rows);
    if (batch.snapshot !== undefined) await writeSnapshot(write, sessionId, batch.snapshot);
    if (batch.inputs.length + batch.records.length > 0) {
      await write
        .updateTable('sessions')
        .set({ ...next })
        .where('id', '=', sessionId)
        .execute();
    }
    await appendAudit(engine, write, sessionId, batch.audit);
  });
}
