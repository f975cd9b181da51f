import type { Stage } from '../../../domain/stage.ts';
import type { StageEvent, StageEventKind } from '../../../domain/stage-event.ts';
import { appendAudit } from './audit.ts';
import type { Engine } from './engine.ts';
import type { Database } from './schema.ts';
import { storable } from './storable.ts';

/** What audit entries of the gate have in place of a session. */
const GATE = 'gate';

/** Puts an event on record, and on the audit log with it. Its number is taken, once, by whoever comes first. */
export async function enterStage(engine: Engine, event: StageEvent): Promise<void> {
  const { seq, ts, deployment, kind, stage, limit, currency, skipped, actor, reason, certificate } = event;
  await engine.database.transaction().execute(async (write) => {
    await write
      .insertInto('stage_events')
      .values({
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
      })
      .execute();
    const details = { stage, limit, currency, skipped: [...skipped], reason, certificate: certificate ?? null };
    await appendAudit(engine, write, GATE, [{ ts, actor, action: `stage.${kind}`, subject: deployment, details }]);
  });
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
