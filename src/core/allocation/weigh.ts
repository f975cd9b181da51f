import { MILLION } from '../../kernel/exact.ts';
import type { AllocationRules } from './allocation-rules.ts';
import { capCorrelated } from './correlated-cap.ts';
import { correlations, shrunkCovariance } from './covariance.ts';
import type { PriceHistory } from './price-history.ts';
import { riskParity } from './risk-parity.ts';

/** An instrument to weigh; its history need not be ready where the method asks for none. */
export interface Weighed {
  readonly instrumentId: string;
  readonly history: PriceHistory;
}

/** Whether a method, or a cap on what correlates, reads prices of the past. */
export function needsHistory({ method, correlated }: AllocationRules): boolean {
  return method === 'inverse-volatility' || method === 'risk-parity' || method === 'momentum' || correlated.most < MILLION;
}

/**
 * The weights of instruments by a method, capped one by one and where they correlate, in parts per million rounded down: together never more
 * than all. They do not depend on the order of the instruments. Errors: `ALLOCATION_MATRIX`.
 */
export function weigh(instruments: readonly Weighed[], rules: AllocationRules): ReadonlyMap<string, number> {
  const sorted = instruments.toSorted((left, right) => (left.instrumentId < right.instrumentId ? -1 : 1));
  const { maxWeight, correlated } = rules;
  const single = rawWeights(sorted, rules).map((weight) => Math.min(weight, maxWeight / MILLION));
  const capped =
    correlated.most < MILLION
      ? capCorrelated(single, correlations(covarianceOf(sorted)), correlated.above, correlated.most / MILLION)
      : single;
  // A hair is added, so that a third of three hundred is not 99.
  return new Map(sorted.map(({ instrumentId }, at) => [instrumentId, Math.floor((capped[at] ?? 0) * MILLION + 1e-6)]));
}

function rawWeights(sorted: readonly Weighed[], rules: AllocationRules): readonly number[] {
  switch (rules.method) {
    case 'none':
      return sorted.map(() => 1);
    case 'equal':
      return sorted.map(() => 1 / sorted.length);
    case 'fixed':
      return sorted.map(({ instrumentId }) => (rules.weights.get(instrumentId) ?? 0) / MILLION);
    case 'inverse-volatility': {
      const inverse = sorted.map(({ history }) => 1 / history.deviation);
      const sum = inverse.reduce((total, each) => total + each, 0);
      return inverse.map((each) => each / sum);
    }
    case 'risk-parity':
      return riskParity(covarianceOf(sorted));
    case 'momentum':
      return topByMomentum(sorted, rules.top);
  }
}

/** The same share for each of the strongest; one that has lost has none, and its share stays in cash. */
function topByMomentum(sorted: readonly Weighed[], top: number): readonly number[] {
  const strongest = sorted.toSorted((left, right) => right.history.change - left.history.change).slice(0, top);
  return sorted.map((each) => (strongest.includes(each) && each.history.change > 0 ? 1 / top : 0));
}

function covarianceOf(sorted: readonly Weighed[]): ReturnType<typeof shrunkCovariance>['covariance'] {
  return shrunkCovariance(sorted.map(({ history }) => history.returns)).covariance;
}
