import type { BarRule, CheckedBar } from './checked-bar.ts';
import { FindingList } from './finding.ts';
import { formatPrice } from './format-price.ts';

/** Bars on either side that a high or low is held against. */
const NEIGHBOURS = 2;
/** Bars before it whose usual range says what is far. */
const MEMORY = 20;
/** A price is far off from a tenth on, and from ten usual ranges on where bars are wide. */
const LEAST_EXCESS = 0.1;
const USUAL_RANGES = 10;
/** A slipped decimal point makes a price ten times too large or small; put back, it fits to so much. */
const SLIP = 10;
const SLIP_TOLERANCE = 0.05;

type Kept = Readonly<Pick<CheckedBar, 'openTime' | 'closeTime' | 'open' | 'high' | 'low' | 'close'>>;

/**
 * Finds highs and lows far beyond their own bar's open and close and beyond the two bars on either side.
 * Far is a tenth, or ten times the median range of the twenty bars before, whichever is more.
 */
export class SpikeRule implements BarRule {
  readonly #spikes = new FindingList('spike');
  readonly findings = [this.#spikes];
  readonly #priceScale: number;
  /** The bars that still matter, oldest first. */
  readonly #bars: Kept[] = [];

  constructor(priceScale: number) {
    this.#priceScale = priceScale;
  }

  add({ openTime, closeTime, open, high, low, close }: CheckedBar): void {
    this.#bars.push({ openTime, closeTime, open, high, low, close });
    if (this.#bars.length > NEIGHBOURS) this.#judge(this.#bars.length - 1 - NEIGHBOURS);
    if (this.#bars.length > MEMORY + NEIGHBOURS) this.#bars.shift();
  }

  end(): void {
    for (let at = Math.max(0, this.#bars.length - NEIGHBOURS); at < this.#bars.length; at++) this.#judge(at);
  }

  #judge(at: number): void {
    const bar = this.#bars[at];
    if (bar === undefined || bar.low <= 0) return;
    let top = Math.max(bar.open, bar.close);
    let bottom = Math.min(bar.open, bar.close);
    for (let near = Math.max(0, at - NEIGHBOURS); near <= at + NEIGHBOURS && near < this.#bars.length; near++) {
      if (near === at) continue;
      top = Math.max(top, this.#bars[near]?.high ?? 0);
      bottom = Math.min(bottom, this.#bars[near]?.low ?? Infinity);
    }
    const [up, down] = [bar.high / top, bottom / bar.low];
    const factor = Math.max(up, down);
    // Most bars end here, before the median is looked for.
    if (factor < 1 + LEAST_EXCESS || factor < 1 + USUAL_RANGES * this.#usualRange(at)) return;
    const fits = (price: number): boolean => price > bottom * (1 - SLIP_TOLERANCE) && price < top * (1 + SLIP_TOLERANCE);
    const [price, other, slipped] = up > down ? [bar.high, top, bar.high / SLIP] : [bar.low, bottom, bar.low * SLIP];
    const [shown, around] = [formatPrice(price, this.#priceScale), formatPrice(other, this.#priceScale)];
    const text = `${up > down ? 'high' : 'low'} ${shown}, around it ${around} (x${factor.toFixed(2)})${fits(slipped) ? ', decimal slip?' : ''}`;
    this.#spikes.add({ time: bar.openTime, until: bar.closeTime, size: factor, text });
  }

  /** The median range of the bars before one, as a share of their close. */
  #usualRange(at: number): number {
    const ranges = this.#bars.slice(Math.max(0, at - MEMORY), at).map(({ high, low, close }) => (high - low) / close);
    return ranges.sort((left, right) => left - right)[ranges.length >> 1] ?? 0;
  }
}
