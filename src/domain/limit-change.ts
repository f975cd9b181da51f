import type { Micros } from '../kernel/time.ts';

/** A limit that a person sets while a session runs: on which level, to what (as it is written in ballast.yaml), why, and until when. */
export interface LimitChange {
  readonly level: 'account' | 'strategy' | 'instrument';
  readonly name: string;
  readonly limit: string;
  readonly value: string;
  readonly by: string;
  readonly reason: string;
  /** It ends by itself; null stands until it is changed again. */
  readonly until: Micros | null;
}

/** A limit that was hit, in words: of which level, what was measured, and what is allowed. */
export interface LimitHit {
  readonly level: LimitChange['level'];
  readonly name: string;
  readonly limit: string;
  readonly value: string;
  readonly most: string;
  /** All of it in a sentence, and what it overshot. */
  readonly reason: string;
}
