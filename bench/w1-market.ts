import { instrumentMarket } from '../src/sim/instrument-market.ts';
import { findInstrument } from '../src/data/instruments/find-instrument.ts';
import { intervalLength } from '../src/domain/interval.ts';
import { parseTime } from '../src/kernel/time.ts';
import type { SyntheticMarket } from '../src/sim/synthetic-market.ts';

/** What W1 trades, on which bars: `ballast data synth` makes the same ones. */
export const W1 = {
  seed: 7,
  instrument: findInstrument('BTC/USDT.SYNTH'),
  interval: '1m',
  cash: '1000000',
  fee: '0.001',
  quantity: 0.001,
} as const;

/** The market of W1 at its beginning. */
export function w1Market(): SyntheticMarket {
  return instrumentMarket(W1.instrument, { seed: W1.seed, startTime: parseTime('2020-01-01'), interval: intervalLength(W1.interval) });
}
