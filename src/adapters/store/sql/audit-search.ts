import type { AuditCheckpoint } from '../../../domain/audit-checkpoint.ts';
import type { Signature, Signed } from '../../../domain/signed.ts';
import type { AuditEntry, AuditFilter } from '../../../ports/store.ts';
import type { Database } from './schema.ts';

/** Entries are read so many at a time. */
const PAGE = 1_000;

/** Entries after `after` that a filter lets pass, oldest first; at most a page of them. */
export async function auditPage(
  database: Database,
  { actor, action, subject, from, to }: AuditFilter,
  after: number,
): Promise<readonly AuditEntry[]> {
  let query = database
    .selectFrom('audit')
    .select(['seq', 'session_id as sessionId', 'ts', 'actor', 'action', 'subject', 'details', 'previous_hash as previousHash', 'hash'])
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(PAGE);
  if (actor !== undefined) query = query.where('actor', '=', actor);
  if (action !== undefined)
    query = query.where((where) => where.or([where('action', '=', action), where('action', 'like', `${escaped(action)}.%`)]));
  if (subject !== undefined) query = query.where('subject', '=', subject);
  if (from !== undefined) query = query.where('ts', '>=', from);
  if (to !== undefined) query = query.where('ts', '<', to);
  const rows = await query.execute();
  return rows.map((row) => ({ ...row, details: JSON.parse(row.details) as AuditEntry['details'] }));
}

/** An action has no letter that means something to `like`; one that a person typed may. */
function escaped(text: string): string {
  return text.replaceAll(/[%_\\]/g, '');
}

/** Keeps a checkpoint. */
export async function saveCheckpoint(database: Database, { document, signature }: Signed<AuditCheckpoint>): Promise<void> {
  await database
    .insertInto('audit_checkpoints')
    .values({ ...document, signature: JSON.stringify(signature) })
    .execute();
}

/** Every checkpoint, oldest first. */
export async function checkpoints(database: Database): Promise<readonly Signed<AuditCheckpoint>[]> {
  const rows = await database.selectFrom('audit_checkpoints').selectAll().orderBy('seq').execute();
  return rows.map(({ signature, ...document }) => ({ document, signature: JSON.parse(signature) as Signature }));
}
