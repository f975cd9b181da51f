import type { KeyRing } from '../../adapters/keys/key-ring.ts';
import { fail } from '../../kernel/errors.ts';
import type { AuditCheckpoint } from '../../domain/audit-checkpoint.ts';
import type { Signed } from '../../domain/signed.ts';
import type { Store } from '../../ports/store.ts';

/** What a verified log holds. */
export interface VerifiedLog {
  readonly entries: number;
  readonly checkpoints: number;
}

/**
 * Recomputes the chain, and holds the log against signed checkpoints: those of the store, and those that were kept elsewhere. An edit, a
 * deletion or a cut of what a checkpoint saw is found even where someone has made the whole chain anew.
 * Errors: `STORE_AUDIT_BROKEN`, and those of signatures.
 */
export async function verifyLog(store: Store, keys: KeyRing, kept: readonly Signed<AuditCheckpoint>[]): Promise<VerifiedLog> {
  const entries = await store.verifyAudit();
  const checkpoints = [...(await store.checkpoints()), ...kept].sort((one, other) => one.document.seq - other.document.seq);
  for (const { document, signature } of checkpoints) keys.check(document, 'checkpoint', signature);
  let at = 0;
  for await (const { seq, hash } of store.auditLog()) {
    for (; checkpoints[at]?.document.seq === seq; at += 1) {
      if (checkpoints[at]?.document.hash !== hash)
        fail('STORE_AUDIT_BROKEN', `audit entry ${seq} is not the one that a checkpoint saw`, { where: `entry ${seq}` });
    }
  }
  const lost = checkpoints[at]?.document;
  if (lost !== undefined)
    fail('STORE_AUDIT_BROKEN', `audit entry ${lost.seq}, which a checkpoint saw, is missing`, { where: `entry ${lost.seq}` });
  return { entries, checkpoints: checkpoints.length };
}
