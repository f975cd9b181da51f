import type { BarRule, CheckedBar } from './checked-bar.ts';
import { FindingList } from './finding.ts';
import { formatPrice } from './format-price.ts';

/** A level is another one from a fifth on. */
const LEAST_FACTOR = 1.2;

/** Finds bars that open far from the close before and stay there: their close and the next bar's lie as far away. */
export class JumpRule implements BarRule {
  readonly #jumps = new FindingList('jump');
  readonly findings = [this.#jumps];
  readonly #priceScale: number;
  #lastClose = 0;
  /** The close before a jump that the next bar has yet to confirm, and the bar that jumped. */
  #from = 0;
  #jumped: Readonly<CheckedBar> | undefined;

  constructor(priceScale: number) {
    this.#priceScale = priceScale;
  }

  add(bar: CheckedBar): void {
    this.#confirm(bar.close);
    if (this.#lastClose > 0 && Math.min(factorOf(bar.open, this.#lastClose), factorOf(bar.close, this.#lastClose)) >= LEAST_FACTOR) {
      this.#from = this.#lastClose;
      this.#jumped = { ...bar };
    }
    this.#lastClose = bar.close;
  }

  end(): void {
    if (this.#jumped !== undefined) this.#confirm(this.#jumped.close);
  }

  #confirm(close: number): void {
    const bar = this.#jumped;
    this.#jumped = undefined;
    if (bar === undefined || factorOf(close, this.#from) < LEAST_FACTOR) return;
    const show = (price: number): string => formatPrice(price, this.#priceScale);
    const factor = factorOf(bar.open, this.#from);
    const text = `opens at ${show(bar.open)} after a close of ${show(this.#from)} (${bar.open > this.#from ? 'x' : '/'}${factor.toFixed(2)})`;
    this.#jumps.add({ time: bar.openTime, until: bar.closeTime, size: factor, text });
  }
}

function factorOf(price: number, from: number): number {
  return price > from ? price / from : from / price;
}
