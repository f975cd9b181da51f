import type { Interval } from '../../domain/interval.ts';

/** A threshold with two edges: what is measured is above from `on` up, and until it is below `off`. */
export interface Edges {
  readonly on: number;
  readonly off: number;
}

/** How regimes are found. Lengths count bars of `interval`; volatility counts in multiples of what is usual, drawdown is a fraction. */
export interface RegimeSettings {
  readonly model: 'rules' | 'hmm';
  readonly interval: Interval;
  /** Average directional index: its length, and from where to where a market trends. */
  readonly adxLength: number;
  readonly trend: Edges;
  /** Over how many bars volatility is measured, and against how many of its own past. */
  readonly volatilityBars: number;
  readonly history: number;
  readonly volatility: Edges;
  /** Over how many bars the high is looked up from which the drawdown counts. */
  readonly drawdownBars: number;
  readonly crisis: Edges;
  /** How many bars in a row must say the same before it counts. */
  readonly confirm: number;
  /** For how many bars a regime stays at least; only a crisis comes sooner. */
  readonly dwell: number;
  /** Share of the instruments that makes a crisis or high volatility one of the market. */
  readonly marketShare: number;
  /** The hidden Markov model: on how many bars it is fitted, after how many it is fitted anew, and how sure it must be. */
  readonly window: number;
  readonly refit: number;
  readonly certainty: number;
}
