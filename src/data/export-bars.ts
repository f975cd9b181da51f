import { formatDecimal } from '../kernel/exact.ts';
import { MICROS_PER_MILLISECOND } from '../kernel/time.ts';
import type { TimeRange } from '../ports/catalog.ts';
import type { ResolvedSeries } from './resolve-series.ts';

/** Rows that make one piece of text. */
const PIECE_ROWS = 4096;

/** Bars as CSV in pieces of whole lines, as `data import` reads them: opening times in milliseconds, prices with all their decimals. */
export async function* exportBars(series: ResolvedSeries, range: TimeRange = {}): AsyncGenerator<string, void> {
  yield 'timestamp,open,high,low,close,volume\n';
  const scale = series.info.priceScale;
  for await (const bars of series.read(range)) {
    for (let start = 0; start < bars.length; start += PIECE_ROWS) {
      let piece = '';
      for (let row = start; row < Math.min(start + PIECE_ROWS, bars.length); row += 1) {
        const prices = [bars.open, bars.high, bars.low, bars.close].map((column) => formatDecimal(column[row] as number, scale));
        piece += `${(bars.openTime[row] as number) / MICROS_PER_MILLISECOND},${prices.join(',')},${bars.volume[row] as number}\n`;
      }
      yield piece;
    }
  }
}
