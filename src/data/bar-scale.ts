import { sliceBars, type BarColumns } from '../domain/bars.ts';
import { guard, powerOfTen } from '../kernel/exact.ts';

/** The columns that hold integer prices. */
export const PRICE_COLUMNS = ['open', 'high', 'low', 'close'] as const;

/** The fewest decimals at which every price of `bars` is still a whole number. */
export function neededScale(bars: BarColumns, priceScale: number): number {
  let spare = priceScale;
  for (const name of PRICE_COLUMNS) {
    const column = bars[name];
    for (let row = 0; row < bars.length && spare > 0; row += 1) {
      while (spare > 0 && (column[row] as number) % powerOfTen(spare) !== 0) spare -= 1;
    }
  }
  return priceScale - spare;
}

/** Moves the prices of `bars` from one scale to another in place; none is lost. Errors: `NUMBER_OVERFLOW`. */
export function rescaleInPlace(bars: BarColumns, fromScale: number, toScale: number): void {
  if (fromScale === toScale) return;
  const factor = powerOfTen(Math.abs(toScale - fromScale));
  for (const name of PRICE_COLUMNS) {
    const column = bars[name];
    for (let row = 0; row < bars.length; row += 1) {
      const price = column[row] as number;
      column[row] = toScale > fromScale ? guard(price * factor) : guard(price / factor);
    }
  }
}

/** A copy of `bars` with the other scale; `bars` itself where nothing changes. */
export function rescaled(bars: BarColumns, fromScale: number, toScale: number): BarColumns {
  if (fromScale === toScale) return bars;
  const copy = sliceBars(bars, 0, bars.length);
  rescaleInPlace(copy, fromScale, toScale);
  return copy;
}
