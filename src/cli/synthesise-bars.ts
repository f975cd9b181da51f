import { allocateBars, type BarColumns } from '../domain/bars.ts';
import type { Instrument } from '../domain/instrument.ts';
import { bucketOpen, intervalLength, type Interval } from '../domain/interval.ts';
import { fail } from '../kernel/errors.ts';
import { formatTime, type Micros } from '../kernel/time.ts';
import { instrumentMarket } from '../sim/instrument-market.ts';

/** Which bars to make. */
export interface SynthesiseOptions {
  readonly interval: Interval;
  readonly bars: number;
  readonly seed: number;
  /** Opening time of the first bar. */
  readonly from: Micros;
  /** Whether bars are missing now and then, and in outages. */
  readonly gaps: boolean;
}

/** The venue of made-up markets. */
const SYNTHETIC_VENUE = 'SYNTH';
/** They are stored whole or not at all, and so have to fit into memory. */
const MOST_BARS = 5_000_000;
/** One bar in 500 is missing, and one in 20,000 is followed by an outage. */
const GAPS = { missing: 0.002, outage: 0.00005 };

/**
 * Bars of a synthetic market, the ones that the synthetic exchange would play for the same seed.
 * Errors: `DATA_SYNTH_REAL` for an instrument of another venue, `USAGE_INVALID` for what cannot be made.
 */
export function synthesiseBars(instrument: Instrument, { interval, bars, seed, from, gaps }: SynthesiseOptions): BarColumns {
  if (instrument.venue !== SYNTHETIC_VENUE) fail('DATA_SYNTH_REAL', `${instrument.id} is not an instrument of ${SYNTHETIC_VENUE}`);
  if (instrument.calendar !== '24/7') fail('USAGE_INVALID', `bars are made of markets that never close, and ${instrument.id} does`);
  if (interval === '1M') fail('USAGE_INVALID', 'bars of a month differ in length; make shorter ones, from which months are built');
  if (!Number.isSafeInteger(bars) || bars < 1 || bars > MOST_BARS) fail('USAGE_INVALID', `--bars is a whole number from 1 to ${MOST_BARS}`);
  if (!Number.isSafeInteger(seed) || seed < 0 || seed >= 2 ** 32) fail('USAGE_INVALID', '--seed is a whole number from 0 to 4294967295');
  if (bucketOpen(interval, from) !== from)
    fail(
      'USAGE_INVALID',
      `no ${interval} bar opens at ${formatTime(from)}; the one before opens at ${formatTime(bucketOpen(interval, from))}`,
    );
  const columns = allocateBars(bars);
  const options = { seed, startTime: from, interval: intervalLength(interval) };
  instrumentMarket(instrument, gaps ? { ...options, gaps: GAPS } : options).fill(columns, bars);
  return columns;
}
