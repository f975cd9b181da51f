import { createHash } from 'node:crypto';

import { allocateBars, type BarColumns } from '../domain/bars.ts';
import { newYorkDay } from '../domain/new-york-time.ts';
import { divideBig, guard, powerOfTen, toFloat } from '../kernel/exact.ts';
import { PRICE_COLUMNS } from './bar-scale.ts';
import { FACTOR_SCALE, formatFactors, type Factor } from './factors.ts';
import type { ResolvedSeries } from './resolve-series.ts';

/** How prices of the past are to be seen: as they were, freed of splits, or of splits and dividends. */
export type PriceView = 'raw' | 'split-adjusted' | 'total-return';

/** Decimals of adjusted prices. */
export const ADJUSTED_SCALE = 8;

/** What the prices of a bar are multiplied by, at twice `FACTOR_SCALE`, and its volume divided by. */
interface Adjustment {
  readonly lastDay: number;
  readonly priceTimes: bigint;
  readonly volumeDivisor: number;
}

/**
 * The series seen in a view. A factor applies to the dates (New York's) up to and including its last one; later dates stay as
 * they are. Split-adjusted: price x split factor; total return: price x price factor x split factor; both exact, then rounded
 * once, half to even, to `ADJUSTED_SCALE` decimals. Volume is divided by the split factor.
 */
export function adjusted(series: ResolvedSeries, factors: readonly Factor[], view: PriceView): ResolvedSeries {
  if (view === 'raw') return series;
  const adjustments = factors.map((factor) => adjustmentOf(factor, view));
  const fingerprint = createHash('sha256')
    .update(`${view} 1\n${series.info.fingerprint}\n${formatFactors(factors)}`)
    .digest('hex');
  const fromScale = series.info.priceScale;
  return {
    info: { ...series.info, priceScale: ADJUSTED_SCALE, fingerprint },
    read: (range) => adjustedChunks(series.read(range), fromScale, adjustments),
  };
}

function adjustmentOf(factor: Factor, view: PriceView): Adjustment {
  const price = view === 'total-return' ? factor.priceFactor : powerOfTen(FACTOR_SCALE);
  return {
    lastDay: factor.lastDay,
    priceTimes: BigInt(price) * BigInt(factor.splitFactor),
    volumeDivisor: toFloat(factor.splitFactor, FACTOR_SCALE),
  };
}

async function* adjustedChunks(
  chunks: AsyncIterable<BarColumns>,
  fromScale: number,
  adjustments: readonly Adjustment[],
): AsyncGenerator<BarColumns, void> {
  const unit = 10n ** BigInt(ADJUSTED_SCALE - fromScale);
  const divisor = 10n ** BigInt(2 * FACTOR_SCALE);
  let out = allocateBars(0);
  let current = 0;
  for await (const chunk of chunks) {
    if (out.openTime.length < chunk.length) out = allocateBars(chunk.length);
    for (let row = 0; row < chunk.length; row += 1) {
      const day = newYorkDay(chunk.openTime[row] as number);
      while (current < adjustments.length && (adjustments[current] as Adjustment).lastDay < day) current += 1;
      const adjustment = adjustments[current];
      const times = (adjustment?.priceTimes ?? divisor) * unit;
      out.openTime[row] = chunk.openTime[row] as number;
      out.closeTime[row] = chunk.closeTime[row] as number;
      for (const name of PRICE_COLUMNS)
        out[name][row] = guard(Number(divideBig(BigInt(chunk[name][row] as number) * times, divisor, 'half-even')));
      out.volume[row] = (chunk.volume[row] as number) / (adjustment?.volumeDivisor ?? 1);
    }
    out.length = chunk.length;
    yield out;
  }
}
