import type { Play } from '../../tools/scripted-session.ts';

/** One case of a rule: what is played, and all that must come of it. */
export interface Case extends Play {
  readonly shows: string;
  /** Time, role, side, quantity @ price, liquidity and fee of every fill, and every order that ended in another way. */
  readonly tells: readonly string[];
  /** Bars and timers in the order in which strategies are given them, where the case is about that. */
  readonly hears?: readonly string[];
}

/** One rule of honesty: its line in docs/backtest-realism.md, and the cases that prove it. */
export interface Rule {
  readonly says: string;
  readonly cases: readonly Case[];
}

/** Rules of one subject. */
export interface Chapter {
  readonly title: string;
  readonly rules: readonly Rule[];
}
