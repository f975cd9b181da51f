import type { DayZone } from '../../domain/day-zone.ts';
import type { RiskLimits } from '../../domain/risk-limits.ts';
import type { Matrix } from './trackers/correlations.ts';

/** How the risk room works, beside the limits of the account. */
export interface RiskSettings {
  /** Limits of strategies and instruments, by id. */
  readonly strategies: Readonly<Record<string, RiskLimits>>;
  readonly instruments: Readonly<Record<string, RiskLimits>>;
  /** What a limit of the account does that is hit. */
  readonly lossAction: 'REDUCING' | 'HALTED';
  /** By whose clock days and weeks are counted. */
  readonly dayZone: DayZone;
  /** From which correlation on positions move together, over how many days, or by which matrix. */
  readonly correlation: {
    readonly above: number;
    readonly days: number;
    readonly matrix?: { readonly instruments: readonly string[]; readonly rows: Matrix } | undefined;
  };
  /** Who lets trading go on after a limit was hit: a person, or, where none can, the next day or week. */
  readonly resumes: 'person' | 'next-period';
}

/** Settings that limit nothing beside the account. */
export const PLAIN_SETTINGS: RiskSettings = {
  strategies: {},
  instruments: {},
  lossAction: 'REDUCING',
  dayZone: 'UTC',
  correlation: { above: 0.7, days: 60 },
  resumes: 'person',
};
