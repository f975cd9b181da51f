import { fail } from '../../kernel/errors.ts';
import { SeededRandom } from '../../kernel/random.ts';
import { momentsOf } from './moments.ts';

/** A confidence interval of a statistic, from the lower to the upper bound. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
  /** Mean length of the blocks that were drawn. */
  readonly block: number;
}

/** How an interval is made. */
export interface BootstrapSettings {
  /** Probability that the interval covers the true value, such as 0.95. */
  readonly confidence: number;
  readonly resamples: number;
  readonly seed: number;
}

/** Fewer returns than this say nothing. */
const FEWEST = 20;

/**
 * The interval of a statistic of returns, which may depend on those before them: percentiles over resamples of the stationary bootstrap, whose
 * blocks have geometric lengths and wrap around the end. `statistic` may be null where a resample has none; such a one is left out.
 * Errors: `EVIDENCE_TOO_SHORT`.
 * Source: D. N. Politis and J. P. Romano, "The Stationary Bootstrap", JASA 89 (1994).
 */
export function bootstrapInterval(
  returns: Float64Array,
  statistic: (resample: Float64Array) => number | null,
  { confidence, resamples, seed }: BootstrapSettings,
): Interval {
  const { length } = returns;
  if (length < FEWEST) fail('EVIDENCE_TOO_SHORT', `${length} returns are too few for an interval; ${FEWEST} are needed`);
  const block = bestBlock(returns);
  const random = new SeededRandom(seed);
  const resample = new Float64Array(length);
  const values: number[] = [];
  for (let time = 0; time < resamples; time += 1) {
    draw(returns, block, random, resample);
    const value = statistic(resample);
    if (value !== null) values.push(value);
  }
  if (values.length < resamples / 2) fail('EVIDENCE_TOO_SHORT', 'the statistic has no value in most resamples of these returns');
  values.sort((one, other) => one - other);
  const outside = (1 - confidence) / 2;
  return { lower: percentile(values, outside), upper: percentile(values, 1 - outside), block };
}

function draw(returns: Float64Array, block: number, random: SeededRandom, into: Float64Array): void {
  const { length } = returns;
  let from = 0;
  for (let at = 0; at < length; at += 1) {
    from = at === 0 || random.next() < 1 / block ? random.nextBelow(length) : (from + 1) % length;
    into[at] = returns[from] as number;
  }
}

/** Between the two nearest values, in proportion. */
function percentile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below] as number;
  return low + ((sorted[Math.min(below + 1, sorted.length - 1)] as number) - low) * (place - below);
}

/**
 * The mean length of blocks that estimates a mean best, by how long returns remember those before them; at least 1.
 * Source: D. N. Politis and H. White, "Automatic Block-Length Selection for the Dependent Bootstrap", Econometric Reviews 23 (2004), as
 * corrected by A. Patton, D. N. Politis and H. White in 28 (2009).
 */
export function bestBlock(returns: Float64Array): number {
  const { length } = returns;
  const mean = momentsOf(returns).mean;
  const longest = Math.ceil(Math.min(3 * Math.sqrt(length), length / 3));
  const run = Math.max(5, Math.ceil(Math.log10(length)));
  const reach = Math.ceil(Math.sqrt(length)) + run;
  const covariance = Array.from({ length: reach + 1 }, (_, lag) => covarianceAt(returns, mean, lag));
  const [variance = 0] = covariance;
  if (variance === 0) return 1;
  const bandwidth = Math.min(2 * memory(covariance, run, length), reach);
  let [weighted, spectrum] = [0, variance];
  for (let lag = 1; lag <= bandwidth; lag += 1) {
    const window = Math.min(1, 2 * (1 - lag / bandwidth)) * (covariance[lag] as number);
    weighted += 2 * lag * window;
    spectrum += 2 * window;
  }
  const block = ((2 * weighted ** 2) / (2 * spectrum ** 2)) ** (1 / 3) * length ** (1 / 3);
  return Math.min(longest, Math.max(1, block));
}

/** The lag beyond which `run` autocorrelations in a row are no more than chance; at least 1. */
function memory(covariance: readonly number[], run: number, length: number): number {
  const chance = 2 * Math.sqrt(Math.log10(length) / length) * (covariance[0] as number);
  const isChance = covariance.map((value) => Math.abs(value) < chance);
  for (let lag = 1; lag + run <= covariance.length; lag += 1)
    if (isChance.slice(lag, lag + run).every(Boolean)) return Math.max(1, lag - 1);
  return Math.max(1, isChance.lastIndexOf(false));
}

function covarianceAt(values: Float64Array, mean: number, lag: number): number {
  let sum = 0;
  for (let at = lag; at < values.length; at += 1) sum += ((values[at] as number) - mean) * ((values[at - lag] as number) - mean);
  return sum / values.length;
}
