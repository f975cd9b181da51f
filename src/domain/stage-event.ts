import type { Micros } from '../kernel/time.ts';
import type { Stage } from './stage.ts';

/** Why a deployment changed its stage. `changed`: it is another one than before, and begins anew. */
export type StageEventKind = 'promoted' | 'demoted' | 'changed' | 'restored';

/** A deployment entered a stage. The newest event of a deployment says where it stands. */
export interface StageEvent {
  /** Counts the events of a store, from 1, without a hole. */
  readonly seq: number;
  readonly ts: Micros;
  readonly deployment: string;
  readonly kind: StageEventKind;
  readonly stage: Stage;
  /** The largest position with real money, as a decimal of the reporting currency; 0 before real money. */
  readonly limit: string;
  readonly currency: string;
  /** Stages that were left out, since the venue lacks them. */
  readonly skipped: readonly Stage[];
  readonly actor: string;
  readonly reason: string;
  /** The certificate that lets it in, as JSON text; null where none is needed. */
  readonly certificate: string | null;
}
