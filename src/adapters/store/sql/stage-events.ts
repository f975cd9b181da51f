import type { Stage } from '../../../domain/stage.ts';
import type { StageEvent, StageEventKind } from '../../../domain/stage-event.ts';
import { appendAudit, lockAuditHead } from './audit.ts';
import type { Engine } from './engine.ts';
import { inserts } from './inserts.ts';
import type { Database } from './schema.ts';
import { storable } from './storable.ts';

/** What audit entries of the gate have in place of a session. */
const GATE = 'gate';

/** Puts an event on record, and on the audit log with it. Its number is taken, once, by whoever comes first. */
export async function enterStage(engine: Engine, event: StageEvent): Promise<void> {
  const { seq, ts, deployment, kind, stage, limit, currency, skipped, actor, reason, certificate } = event;
  const row = {
    seq,
    ts,
    deployment,
    kind,
    stage,
    limit_amount: limit,
    currency,
    skipped: skipped.join(','),
    actor: storable(actor),
    reason: storable(reason),
    certificate,
  };
  const details = { stage, limit, currency, skipped: [...skipped], reason, certificate: certificate ?? null };
  const draft = { ts, actor, action: `stage.${kind}`, subject: deployment, details };
  await engine.transact([lockAuditHead(engine)] as const, ([[head]]) => [
    ...inserts(engine, 'stage_events', [row]),
    ...appendAudit(engine, head, GATE, [draft]),
  ]);
}

/** Every event, oldest first. */
export async function stageEvents(database: Database): Promise<readonly StageEvent[]> {
  const rows = await database.selectFrom('stage_events').selectAll().orderBy('seq').execute();
  return rows.map(({ limit_amount, skipped, kind, stage, ...row }) => ({
    ...row,
    kind: kind as StageEventKind,
    stage: stage as Stage,
    limit: limit_amount,
    skipped: skipped === '' ? [] : (skipped.split(',') as Stage[]),
  }));
}
