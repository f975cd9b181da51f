import { fail } from '../../../kernel/errors.ts';
import { canonicalJson } from '../../../kernel/canonical-json.ts';
import type { AuditDraft, AuditEntry, Page } from '../../../ports/store.ts';
import { auditHash, GENESIS_HASH, type HashedEntry } from './audit-hash.ts';
import type { Engine, Statement } from './engine.ts';
import { inserts } from './inserts.ts';
import type { Database, Row } from './schema.ts';
import { statement } from './statement.ts';
import { storable } from './storable.ts';

/** How many entries are checked at a time. */
const PAGE = 2_000;

/** The entry after which the next one must follow. */
export interface Link {
  readonly seq: number;
  readonly hash: string;
}

/** The last entry's number and hash. */
function headOf(database: Database) {
  return database.selectFrom('audit_head').select(['seq', 'hash']).where('id', '=', 1);
}

/** Reads the last entry, locked, so that two sessions never continue from the same one. */
export function lockAuditHead(engine: Engine): Statement<Link> {
  return statement(engine, 'lock audit head', [1], () => engine.lockRows(headOf(engine.database)));
}

/** Puts drafts at the end of the audit log, after `head`. Errors: `STORE_AUDIT_BROKEN` where that is gone. */
export function appendAudit(
  engine: Engine,
  head: Link | undefined,
  sessionId: string,
  drafts: readonly AuditDraft[],
): readonly Statement[] {
  if (drafts.length === 0) return [];
  if (head === undefined) return fail('STORE_AUDIT_BROKEN', 'what the log ends with is gone', { where: engine.place });
  const rows: Row<'audit'>[] = [];
  let last = head;
  for (const draft of drafts) {
    const entry: HashedEntry = {
      seq: last.seq + 1,
      sessionId,
      ts: draft.ts,
      actor: storable(draft.actor),
      action: storable(draft.action),
      subject: storable(draft.subject),
      details: canonicalJson(draft.details),
    };
    const { sessionId: session_id, ...rest } = entry;
    const row = { ...rest, session_id, previous_hash: last.hash, hash: auditHash(last.hash, entry) };
    rows.push(row);
    last = row;
  }
  const { seq, hash } = last;
  const moveHead = statement(engine, 'move audit head', [seq, hash, 1], () =>
    engine.database.updateTable('audit_head').set({ seq, hash }).where('id', '=', 1),
  );
  return [...inserts(engine, 'audit', rows), moveHead];
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
