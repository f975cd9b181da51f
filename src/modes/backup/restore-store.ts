import { isReal } from '../../domain/stage.ts';
import type { StageEvent } from '../../domain/stage-event.ts';
import type { Micros } from '../../kernel/time.ts';
import type { BackupSummary, Store } from '../../ports/store.ts';
import { readBackup } from './backup-file.ts';

/** What a restore came to. */
export interface Restored extends BackupSummary {
  /** Deployments that traded real money when the backup was made, and begin again on paper. */
  readonly demoted: readonly string[];
}

/**
 * Restores a backup into an empty store. What happened after it was made is not known, a demotion or a kill perhaps: so nothing trades real
 * money by what it says, until it was promoted anew. Errors: those of `readBackup`.
 */
export async function restoreStore(store: Store, path: string, now: Micros): Promise<Restored> {
  const summary = await readBackup(store, path);
  const events = await store.stageEvents();
  const newest = new Map(events.map((event) => [event.deployment, event]));
  const real = [...newest.values()].filter(({ stage }) => isReal(stage));
  let seq = events.at(-1)?.seq ?? 0;
  for (const { deployment, currency } of real) {
    const event: StageEvent = {
      seq: (seq += 1),
      ts: now,
      deployment,
      kind: 'restored',
      stage: 'paper',
      limit: '0',
      currency,
      skipped: [],
      actor: 'restore',
      reason: 'a backup was restored; what was decided after it was made is not known',
      certificate: null,
    };
    await store.enterStage(event);
  }
  return { ...summary, demoted: real.map(({ deployment }) => deployment) };
}
