import type { Matrix } from '../../domain/correlation-matrix.ts';
import type { DayZone } from '../../domain/day-zone.ts';
import type { RiskLimits } from '../../domain/risk-limits.ts';

/** How the risk room works, beside the limits of the account. */
export interface RiskSettings {
  /** The instruments and strategies that may open positions; all of the session where left out. */
  readonly permitted: { readonly instruments?: readonly string[] | undefined; readonly strategies?: readonly string[] | undefined };
  /** Limits of every strategy, but for what it has of its own. */
  readonly eachStrategy: RiskLimits;
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
  permitted: {},
  eachStrategy: {},
  strategies: {},
  instruments: {},
  lossAction: 'REDUCING',
  dayZone: 'UTC',
  correlation: { above: 0.7, days: 60 },
  resumes: 'person',
};
