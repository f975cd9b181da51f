import { assert } from '../../kernel/assert.ts';

/**
 * A hidden Markov model whose states draw each feature from a normal distribution of their own (a diagonal covariance). Plain numbers, so
 * that it goes through JSON bit for bit: `transitions[i][j]` from state i to j, `means[i][d]` and `variances[i][d]` of feature d in state i.
 */
export interface GaussianHmm {
  readonly start: readonly number[];
  readonly transitions: readonly (readonly number[])[];
  readonly means: readonly (readonly number[])[];
  readonly variances: readonly (readonly number[])[];
}

/** Added to the squares from which a variance is worked out, so that none collapses on a single point; the same as hmmlearn's default. */
const VARIANCE_PRIOR = 0.01;
/** A state with less than this of all observations keeps the numbers that it had. */
const LEAST_WEIGHT = 1e-10;

/**
 * One step of the filter: the probability of every state given all observations up to this one. `before` is the answer for the one before;
 * undefined for the first. Returns the natural logarithm of the observation's likelihood beside it.
 */
export function filterStep(
  { start, transitions, means, variances }: GaussianHmm,
  before: ArrayLike<number> | undefined,
  observation: ArrayLike<number>,
  into: Float64Array,
): number {
  const states = start.length;
  let highest = -Infinity;
  for (let state = 0; state < states; state += 1) {
    into[state] = logDensity(observation, means[state] ?? [], variances[state] ?? []);
    highest = Math.max(highest, into[state] as number);
  }
  let total = 0;
  for (let state = 0; state < states; state += 1) {
    let expected = before === undefined ? (start[state] as number) : 0;
    if (before !== undefined)
      for (let from = 0; from < states; from += 1) expected += (before[from] as number) * (transitions[from]?.[state] as number);
    into[state] = expected * Math.exp((into[state] as number) - highest);
    total += into[state] as number;
  }
  // What every state that can follow calls impossible says nothing of where we are.
  if (total === 0) {
    into.fill(1 / states);
    return highest;
  }
  for (let state = 0; state < states; state += 1) into[state] = (into[state] as number) / total;
  return Math.log(total) + highest;
}

/** The model after some rounds of expectation and maximisation over observations, one row of features each; and how likely they were before the last round. */
export function fitHmm(
  first: GaussianHmm,
  observations: readonly ArrayLike<number>[],
  rounds: number,
): { readonly model: GaussianHmm; readonly logLikelihood: number } {
  assert(observations.length > 1, 'a hidden Markov model is fitted to more than one observation');
  let model = first;
  let logLikelihood = -Infinity;
  for (let round = 0; round < rounds; round += 1) {
    const weights = expectation(model, observations);
    logLikelihood = weights.logLikelihood;
    model = maximisation(model, observations, weights);
  }
  return { model, logLikelihood };
}

/** How probable each state is at each observation given all of them, and how often each pair follows one another. */
interface Weights {
  readonly states: readonly Float64Array[];
  readonly pairs: readonly Float64Array[];
  readonly logLikelihood: number;
}

/** Forwards and backwards over the observations. */
function expectation(model: GaussianHmm, observations: readonly ArrayLike<number>[]): Weights {
  const count = model.start.length;
  const filtered = observations.map(() => new Float64Array(count));
  let logLikelihood = 0;
  for (const [at, observation] of observations.entries())
    logLikelihood += filterStep(model, filtered[at - 1], observation, filtered[at] as Float64Array);
  const pairs = model.start.map(() => new Float64Array(count));
  const states = observations.map(() => new Float64Array(count));
  states[states.length - 1]?.set(filtered[filtered.length - 1] ?? []);
  for (let at = states.length - 2; at >= 0; at -= 1)
    smooth(model, filtered[at] as Float64Array, states[at + 1] as Float64Array, states[at] as Float64Array, pairs);
  return { states, pairs, logLikelihood };
}

/** What is known of a state, once it is known how probable the states after it are: filtered probabilities become smoothed ones. */
function smooth(
  { transitions }: GaussianHmm,
  filtered: Float64Array,
  after: Float64Array,
  into: Float64Array,
  pairs: readonly Float64Array[],
): void {
  for (let to = 0; to < after.length; to += 1) {
    let expected = 0;
    for (let from = 0; from < filtered.length; from += 1) expected += (filtered[from] as number) * (transitions[from]?.[to] as number);
    if (expected === 0) continue;
    for (let from = 0; from < filtered.length; from += 1) {
      const pair = ((filtered[from] as number) * (transitions[from]?.[to] as number) * (after[to] as number)) / expected;
      into[from] = (into[from] as number) + pair;
      const row = pairs[from] as Float64Array;
      row[to] = (row[to] as number) + pair;
    }
  }
}

/** The model under which these weights are most likely. */
function maximisation(model: GaussianHmm, observations: readonly ArrayLike<number>[], { states, pairs }: Weights): GaussianHmm {
  const features = Array.from(model.means[0] ?? [], (_, feature) => feature);
  const refitted = model.start.map((_, state) => {
    const weight = sum(states, (row) => row[state] as number);
    const [oldMeans, oldVariances] = [model.means[state] ?? [], model.variances[state] ?? []];
    if (weight < LEAST_WEIGHT) return { means: oldMeans, variances: oldVariances };
    const means = features.map(
      (feature) => sum(states, (row, at) => (row[state] as number) * (observations[at]?.[feature] as number)) / weight,
    );
    const variances = features.map((feature) => {
      const mean = means[feature] as number;
      const squares = sum(states, (row, at) => (row[state] as number) * ((observations[at]?.[feature] as number) - mean) ** 2);
      return (squares + VARIANCE_PRIOR) / weight;
    });
    return { means, variances };
  });
  return {
    start: shares(states[0] as Float64Array) ?? model.start,
    transitions: pairs.map((row, from) => shares(row) ?? model.transitions[from] ?? []),
    means: refitted.map(({ means }) => means),
    variances: refitted.map(({ variances }) => variances),
  };
}

/** Weights as shares of their sum; undefined where there is none. */
function shares(weights: Float64Array): readonly number[] | undefined {
  let total = 0;
  for (const weight of weights) total += weight;
  return total === 0 ? undefined : Array.from(weights, (weight) => weight / total);
}

function sum(rows: readonly Float64Array[], value: (row: Float64Array, at: number) => number): number {
  let total = 0;
  for (let at = 0; at < rows.length; at += 1) total += value(rows[at] as Float64Array, at);
  return total;
}

function logDensity(observation: ArrayLike<number>, means: readonly number[], variances: readonly number[]): number {
  let twice = 0;
  for (let feature = 0; feature < observation.length; feature += 1) {
    const variance = variances[feature] as number;
    twice += Math.log(2 * Math.PI * variance) + ((observation[feature] as number) - (means[feature] as number)) ** 2 / variance;
  }
  return -twice / 2;
}
