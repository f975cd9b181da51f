import type { Instrument } from '../domain/instrument.ts';
import { powerOfTen } from '../kernel/exact.ts';
import type { Micros } from '../kernel/time.ts';
import { SyntheticMarket, type SyntheticGaps } from './synthetic-market.ts';

/** Which bars an instrument's synthetic market makes. */
export interface InstrumentMarketOptions {
  readonly seed: number;
  /** Opening time of the first bar. */
  readonly startTime: Micros;
  /** Length of a bar in microseconds. */
  readonly interval: Micros;
  readonly gaps?: SyntheticGaps;
}

/** Prices at which synthetic instruments start, in the quote currency. */
const START_PRICES: Readonly<Record<string, number>> = { BTC: 60_000, ETH: 3_000 };
const START_PRICE = 100;

/** The synthetic market of an instrument, in its ticks and lots. Instruments differ under one seed, and are the same wherever they are made. */
export function instrumentMarket(instrument: Instrument, { seed, startTime, interval, gaps }: InstrumentMarketOptions): SyntheticMarket {
  const price = (START_PRICES[instrument.base.code] ?? START_PRICE) * powerOfTen(instrument.priceScale);
  return new SyntheticMarket({
    seed: seedOf(seed, instrument.id),
    startTime,
    interval,
    startPrice: Math.max(instrument.tick, price - (price % instrument.tick)),
    tick: instrument.tick,
    volumeScale: instrument.quantityScale,
    ...(gaps === undefined ? {} : { gaps }),
  });
}

/** FNV-1a over the seed and the id. */
function seedOf(seed: number, instrumentId: string): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (let at = 0; at < instrumentId.length; at++) hash = Math.imul(hash ^ instrumentId.charCodeAt(at), 0x01000193) >>> 0;
  return hash;
}
