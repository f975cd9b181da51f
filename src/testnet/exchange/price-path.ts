import type { BarColumns } from '../../domain/bars.ts';
import type { Instrument, Price, Quantity } from '../../domain/instrument.ts';
import { fromFloat, quantise, rescale } from '../../kernel/exact.ts';
import type { Micros } from '../../kernel/time.ts';

/** A point of a market's way: from `ts` on it trades at `price`, and so much of it changed hands to get there. */
export interface PathPoint {
  readonly ts: Micros;
  readonly price: Price;
  readonly quantity: Quantity;
}

/** When bars are played. */
export interface PathPace {
  /** The exchange's time at which the first bar opens. */
  readonly start: Micros;
  /** How many times faster than the bars happened they are played. */
  readonly speed: number;
}

/** Bars to be played, and the decimals of their prices. */
export interface PathBars {
  readonly chunks: Iterable<BarColumns>;
  readonly priceScale: number;
}

/** Points between two corners of a bar; a bar has four corners. */
const BETWEEN = 4;
const POINTS = 3 * BETWEEN + 1;

/** The way through bars, corner by corner: open, the extreme that lies behind the bar's direction, the other one, close. Holes between bars are played too. */
export function* pricePath(instrument: Instrument, bars: PathBars, pace: PathPace): Generator<PathPoint, void> {
  let first: Micros | undefined;
  for (const chunk of bars.chunks) {
    for (let row = 0; row < chunk.length; row++) {
      const at = (column: Float64Array): number => column[row] as number;
      const price = (column: Float64Array): Price =>
        Math.max(
          instrument.tick,
          quantise(rescale(at(column), bars.priceScale, instrument.priceScale, 'half-even'), instrument.tick, 'half-even'),
        );
      const openTime = at(chunk.openTime);
      first ??= openTime;
      const [open, high, low, close] = [price(chunk.open), price(chunk.high), price(chunk.low), price(chunk.close)];
      const corners = close >= open ? [open, low, high, close] : [open, high, low, close];
      const begin = pace.start + (openTime - first) / pace.speed;
      const length = (at(chunk.closeTime) - openTime) / pace.speed;
      const volume = fromFloat(Math.max(0, at(chunk.volume)), instrument.quantityScale, 'floor');
      yield* barPoints(instrument, corners, { begin, length, volume });
    }
  }
}

function* barPoints(
  { tick, lot }: Instrument,
  corners: readonly Price[],
  { begin, length, volume }: { begin: Micros; length: Micros; volume: Quantity },
): Generator<PathPoint, void> {
  const share = quantise(Math.floor(volume / POINTS), lot, 'floor');
  for (let point = 0; point < POINTS; point++) {
    const [from, to] = [corners[Math.floor(point / BETWEEN)] as Price, corners[Math.ceil(point / BETWEEN)] as Price];
    const price = quantise(from + Math.round(((to - from) * (point % BETWEEN)) / BETWEEN), tick, 'half-even');
    const quantity = point < POINTS - 1 ? share : quantise(volume - share * (POINTS - 1), lot, 'floor');
    yield { ts: Math.floor(begin + (length * point) / POINTS), price, quantity };
  }
}
