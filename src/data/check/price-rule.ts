import type { BarRule, CheckedBar } from './checked-bar.ts';
import { FindingList } from './finding.ts';
import { formatPrice } from './format-price.ts';

/** Finds bars whose four prices contradict each other. */
export class PriceRule implements BarRule {
  readonly #impossible = new FindingList('impossible-prices');
  readonly findings = [this.#impossible];
  readonly #priceScale: number;

  constructor(priceScale: number) {
    this.#priceScale = priceScale;
  }

  add(bar: CheckedBar): void {
    const text = this.#contradiction(bar);
    if (text !== undefined) this.#impossible.add({ time: bar.openTime, until: bar.closeTime, size: 1, text });
  }

  end(): void {}

  #contradiction({ open, high, low, close }: CheckedBar): string | undefined {
    const show = (price: number): string => formatPrice(price, this.#priceScale);
    if (!(low > 0)) return `the low is ${show(low)}`;
    if (high < low) return `high ${show(high)} is below low ${show(low)}`;
    if (high < Math.max(open, close)) return `high ${show(high)} is below ${high < open ? `open ${show(open)}` : `close ${show(close)}`}`;
    if (low > Math.min(open, close)) return `low ${show(low)} is above ${low > open ? `open ${show(open)}` : `close ${show(close)}`}`;
    return undefined;
  }
}
