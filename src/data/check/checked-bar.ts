import type { Micros } from '../../kernel/time.ts';
import type { FindingList } from './finding.ts';

/** Where a bar's opening time lies: on the grid of its interval within a session, on it outside of sessions, or beside it. */
export type BarPlace = 'on-grid' | 'outside-session' | 'off-grid';

/** The bar that the rules look at; one object serves all bars. Prices are integers at the series' scale. */
export interface CheckedBar {
  openTime: Micros;
  closeTime: Micros;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
  place: BarPlace;
}

/** Looks at every bar of a series, in stored order, and collects what is odd. */
export interface BarRule {
  readonly findings: readonly FindingList[];
  add(bar: CheckedBar): void;
  /** There are no more bars. */
  end(): void;
}
