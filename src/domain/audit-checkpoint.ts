import type { Micros } from '../kernel/time.ts';

/** The audit log as it stood at a moment: what was its last entry. Signed and kept elsewhere it proves what was there. */
export interface AuditCheckpoint {
  readonly seq: number;
  readonly hash: string;
  readonly ts: Micros;
}
