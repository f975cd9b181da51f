import { fail } from '../../../kernel/errors.ts';
import { canonicalJson } from '../../../kernel/canonical-json.ts';
import type { AuditDraft, AuditEntry, Page } from '../../../ports/store.ts';
import { auditHash, GENESIS_HASH, type HashedEntry } from './audit-hash.ts';
import type { Engine } from './engine.ts';
import { insertAll } from './insert-all.ts';
import type { Database, Row, Write } from './schema.ts';
import { storable } from './storable.ts';

/** How many entries are checked at a time. */
const PAGE = 2_000;

/** The last entry's number and hash. */
function headOf(database: Database) {
  return database.selectFrom('audit_head').select(['seq', 'hash']).where('id', '=', 1);
}

/** Puts drafts at the end of the audit log; the head's row is locked, so that two sessions never continue from the same entry. */
export async function appendAudit(engine: Engine, write: Write, sessionId: string, drafts: readonly AuditDraft[]): Promise<void> {
  if (drafts.length === 0) return;
  let { seq, hash } = await engine.lockRows(headOf(write)).executeTakeFirstOrThrow();
  const rows: Row<'audit'>[] = [];
  for (const draft of drafts) {
    const entry: HashedEntry = {
      seq: seq + 1,
      sessionId,
      ts: draft.ts,
      actor: storable(draft.actor),
      action: storable(draft.action),
      subject: storable(draft.subject),
      details: canonicalJson(draft.details),
    };
    const previousHash = hash;
    hash = auditHash(previousHash, entry);
    seq = entry.seq;
    const { sessionId: session_id, ...rest } = entry;
    rows.push({ ...rest, session_id, previous_hash: previousHash, hash });
  }
  await insertAll(engine, write, 'audit', rows);
  await write.updateTable('audit_head').set({ seq, hash }).where('id', '=', 1).execute();
}

/** The entry after which the next one must follow. */
interface Link {
  readonly seq: number;
  readonly hash: string;
}

/** What is wrong with a row as the entry after `last`, or `undefined`. */
function fault(last: Link, row: Row<'audit'>): string | undefined {
  const { session_id: sessionId, previous_hash: previousHash, hash, ...entry } = row;
  if (entry.seq !== last.seq + 1) return 'is missing or out of place';
  if (previousHash !== last.hash) return 'does not follow the one before it';
  return hash === auditHash(last.hash, { ...entry, sessionId }) ? undefined : 'was changed';
}

/** What is wrong with the end of the log, or `undefined`. */
function faultAtEnd(last: Link, head: Link | undefined): string | undefined {
  if (head === undefined || head.seq < last.seq) return 'was not written by Ballast';
  return head.seq === last.seq && head.hash !== last.hash ? 'is not the one that was written last' : undefined;
}

/**
 * Recomputes the chain from its first entry to its head; the number of entries.
 * Errors: `STORE_AUDIT_BROKEN`, naming the first entry that is missing, out of place or changed.
 */
export async function verifyAudit(engine: Engine): Promise<number> {
  const broken = (seq: number, what: string): never => fail('STORE_AUDIT_BROKEN', `audit entry ${seq} ${what}`, { where: engine.place });
  const entries = engine.database.selectFrom('audit').selectAll().orderBy('seq').limit(PAGE);
  let last: Link = { seq: 0, hash: GENESIS_HASH };
  for (let after = Number.MIN_SAFE_INTEGER; ; after = last.seq) {
    // Read before the page: when the page is empty, the head tells of no entry but the last one seen.
    const head = await headOf(engine.database).executeTakeFirst();
    const rows = await entries.where('seq', '>', after).execute();
    for (const row of rows) {
      const wrong = fault(last, row);
      if (wrong !== undefined) broken(last.seq + 1, wrong);
      last = row;
    }
    if (rows.length > 0) continue;
    if (head !== undefined && head.seq > last.seq) broken(last.seq + 1, 'is missing');
    const wrong = faultAtEnd(last, head);
    return wrong === undefined ? last.seq : broken(last.seq, wrong);
  }
}

/** A page of the log, oldest first. */
export async function auditEntries(database: Database, page: Page = {}): Promise<AuditEntry[]> {
  const newest = page.newest === true;
  const query = database
    .selectFrom('audit')
    .select(['seq', 'session_id as sessionId', 'ts', 'actor', 'action', 'subject', 'details', 'previous_hash as previousHash', 'hash'])
    .orderBy('seq', newest ? 'desc' : 'asc');
  const rows = await (page.limit === undefined ? query : query.limit(page.limit)).execute();
  const entries = rows.map((row) => ({ ...row, details: JSON.parse(row.details) as AuditEntry['details'] }));
  return newest ? entries.reverse() : entries;
}
