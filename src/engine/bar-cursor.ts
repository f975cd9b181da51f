import { fail } from '../kernel/errors.ts';
import type { Micros } from '../kernel/time.ts';
import type { Interval } from '../domain/interval.ts';
import type { Stretch } from '../indicators/stretch.ts';
import type { Bar } from '../strategy/context.ts';

/** The bar that a strategy sees: the one at hand of a series, as prices. One object a subscription, valid inside the handler. */
export class BarCursor implements Bar {
  readonly instrument: string;
  readonly interval: Interval;
  readonly #stretch: Stretch;
  readonly #divisor: number;

  constructor(instrument: string, interval: Interval, stretch: Stretch, divisor: number) {
    this.instrument = instrument;
    this.interval = interval;
    this.#stretch = stretch;
    this.#divisor = divisor;
  }

  get openTime(): Micros {
    return this.#stretch.openTime;
  }

  get closeTime(): Micros {
    return this.#stretch.closeTime;
  }

  get open(): number {
    return this.#stretch.open / this.#divisor;
  }

  get high(): number {
    return this.#stretch.high / this.#divisor;
  }

  get low(): number {
    return this.#stretch.low / this.#divisor;
  }

  get close(): number {
    return this.#stretch.close / this.#divisor;
  }

  get volume(): number {
    return this.#stretch.volume;
  }
}
/** A copy of the bar at hand, safe to keep. */
export function copyBar(bar: Bar): Bar {
  const { instrument, interval, openTime, closeTime, open, high, low, close, volume } = bar;
  return { instrument, interval, openTime, closeTime, open, high, low, close, volume };
}

/** A copy that refuses every read once `poison` was called: debug mode hands these out, to catch a strategy that keeps its bar. */
export function poisonable(bar: Bar): { readonly bar: Bar; readonly poison: () => void } {
  let isPoisoned = false;
  const proxy = new Proxy(copyBar(bar), {
    get: (target, key) =>
      isPoisoned
        ? fail('STRATEGY_KEPT_BAR', `a bar was read after its handler returned (${String(key)})`)
        : (Reflect.get(target, key) as unknown),
  });
  return {
    bar: proxy,
    poison: () => {
      isPoisoned = true;
    },
  };
}
