import type { ValidationEvent } from '../../../domain/validation-event.ts';
import type { AuditDraft } from '../../../ports/store.ts';
import { appendAudit, lockAuditHead } from './audit.ts';
import type { Engine } from './engine.ts';
import { inserts } from './inserts.ts';
import type { Database } from './schema.ts';

/** What audit entries of validations have in place of a session. */
const VALIDATION = 'validation';

/** Puts an event of a run on record. Its number is taken, once, by whoever comes first. */
export async function recordValidation(engine: Engine, run: string, event: ValidationEvent, audit: readonly AuditDraft[]): Promise<void> {
  const { seq, ts, kind, ...payload } = event;
  const row = { run, seq, ts, kind, payload: JSON.stringify(payload) };
  await engine.transact([lockAuditHead(engine)] as const, ([[head]]) => [
    ...inserts(engine, 'validation_events', [row]),
    ...appendAudit(engine, head, VALIDATION, audit),
  ]);
}

/** The events of a run, oldest first. */
export async function validationEvents(database: Database, run: string): Promise<readonly ValidationEvent[]> {
  const rows = await database.selectFrom('validation_events').selectAll().where('run', '=', run).orderBy('seq').execute();
  return rows.map(({ seq, ts, kind, payload }) => ({ seq, ts, kind, ...(JSON.parse(payload) as object) }) as ValidationEvent);
}

/** Every run, the one that began first before the others. */
export async function validationRuns(database: Database): Promise<readonly string[]> {
  const rows = await database.selectFrom('validation_events').select('run').where('seq', '=', 1).orderBy('ts').orderBy('run').execute();
  return rows.map(({ run }) => run);
}
