import { allocateBars, type BarColumns } from '../../src/domain/bars.ts';
import type { Indicator } from '../../src/indicators/indicator.ts';
import { Stretch } from '../../src/indicators/stretch.ts';

/** What indicators read of a bar. */
export interface Candle {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/** Candles as columns; their times do not matter. */
export function candleColumns(candles: readonly Candle[]): BarColumns {
  const bars = allocateBars(candles.length);
  for (const [row, candle] of candles.entries())
    for (const name of ['open', 'high', 'low', 'close'] as const) bars[name][row] = candle[name];
  bars.length = candles.length;
  return bars;
}

/** Bars that did not move. */
export function closesOf(values: readonly number[]): BarColumns {
  return candleColumns(values.map((close) => ({ open: close, high: close, low: close, close })));
}

/** Feeds indicators, given in feeding order, as the engine does: `size` bars at a time, read bar by bar. */
export function feedStretches(
  indicators: readonly Indicator[],
  bars: BarColumns,
  size = 1,
  onBar: (row: number) => void = () => undefined,
): void {
  const stretch = new Stretch();
  for (const indicator of indicators) indicator.join(stretch);
  for (let from = 0; from < bars.length; from += size) {
    const to = Math.min(bars.length, from + size);
    for (const indicator of indicators) indicator.feed(bars, from, to);
    stretch.begin(bars, from, to);
    for (let row = from; row < to; row += 1) {
      stretch.row += 1;
      onBar(row);
    }
  }
}
