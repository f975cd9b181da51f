import { MILLION } from '../../src/kernel/exact.ts';
import type { AllocationRules } from '../../src/core/allocation/allocation-rules.ts';

/** Rules that leave everything to the method, unless told otherwise. */
export function rulesWith(rules: Partial<AllocationRules>): AllocationRules {
  return {
    method: 'equal',
    weights: new Map(),
    top: 1,
    interval: '1h',
    lookback: 24,
    rebalance: '1h',
    band: 0,
    trim: true,
    maxWeight: MILLION,
    correlated: { above: 0.7, most: MILLION },
    readiness: { fills: 0, time: 0, before: MILLION },
    aboveMedian: false,
    cooldown: 0,
    maxAge: 1e15,
    netting: 'apart',
    ...rules,
  };
}
