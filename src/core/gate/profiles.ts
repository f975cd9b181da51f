import { MICROS_PER_DAY, MICROS_PER_HOUR, type Micros } from '../../kernel/time.ts';
import type { Criteria } from '../../domain/criteria.ts';

/** A kind of validation run: how long it takes, how much of that may be lost, and what is asked of it. */
export interface Profile {
  readonly length: Micros;
  /** Time in all that it may be down; a single gap may take half of it. */
  readonly allowance: Micros;
  readonly criteria: Criteria;
}

/** What is asked of every run. */
const SOUND: Criteria = {
  coverage: 0.995,
  errors: 0.01,
  refusals: 0.05,
  unknownOrders: 0,
  unaccounted: 0,
  breaks: 0,
  feedAge: 5,
  latency: 0.5,
  canaryOrder: 1,
  canaryAlert: 1,
  killDrill: 1,
  restoreDrill: 1,
};

/** The profiles by name. Three days show that the system works and loses nothing; whether the strategy earns takes longer. */
export const PROFILES = {
  '72h': {
    length: 72 * MICROS_PER_HOUR,
    allowance: 72 * MICROS_PER_HOUR * 0.005,
    criteria: { ...SOUND, fills: 30, days: 3, netProfit: 0, drawdown: 0.05, losingStreak: 10, drift: 0.002 },
  },
  '14d': {
    length: 14 * MICROS_PER_DAY,
    allowance: 14 * MICROS_PER_DAY * 0.005,
    criteria: {
      ...SOUND,
      fills: 100,
      days: 10,
      netProfit: 0,
      sharpe: 0.5,
      profitFactor: 1.1,
      drawdown: 0.1,
      losingStreak: 10,
      drift: 0.001,
    },
  },
  '30d': {
    length: 30 * MICROS_PER_DAY,
    allowance: 30 * MICROS_PER_DAY * 0.005,
    criteria: {
      ...SOUND,
      fills: 100,
      days: 20,
      netProfit: 0,
      sharpe: 1,
      sharpeLower: 0,
      sortino: 1,
      profitFactor: 1.2,
      drawdown: 0.1,
      losingStreak: 10,
      drift: 0.001,
    },
  },
} as const satisfies Record<string, Profile>;

/** What is asked besides of a deployment whose parameters came from a search. */
export const SEARCHED: Criteria = { deflatedSharpe: 0.95, overfitting: 0.5 };

/** What is asked of trading with real money before it may grow by a step; time and number of fills are asked by the stage. */
export const STEP: Criteria = { unknownOrders: 0, unaccounted: 0, breaks: 0, errors: 0.02, drawdown: 0.05, canaryOrder: 1 };
