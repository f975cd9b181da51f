import { fail } from '../kernel/errors.ts';
import type { Micros } from '../kernel/time.ts';
import type { Interval } from '../domain/interval.ts';
import type { IndicatorBar } from '../indicators/indicator.ts';
import type { Bar } from '../strategy/context.ts';

/** The bar at hand in integer price units; one object a series, overwritten by every bar. -0 keeps the fields doubles from the start. */
export class BarUnits implements IndicatorBar {
  openTime: Micros = -0;
  closeTime: Micros = -0;
  open = -0;
  high = -0;
  low = -0;
  close = -0;
  volume = -0;
}

/** The bar that a strategy sees: the units at hand, as prices. One object a subscription, valid inside the handler. */
export class BarCursor implements Bar {
  readonly instrument: string;
  readonly interval: Interval;
  readonly #units: BarUnits;
  readonly #divisor: number;

  constructor(instrument: string, interval: Interval, units: BarUnits, divisor: number) {
    this.instrument = instrument;
    this.interval = interval;
    this.#units = units;
    this.#divisor = divisor;
  }

  get openTime(): Micros {
    return this.#units.openTime;
  }

  get closeTime(): Micros {
    return this.#units.closeTime;
  }

  get open(): number {
    return this.#units.open / this.#divisor;
  }

  get high(): number {
    return this.#units.high / this.#divisor;
  }

  get low(): number {
    return this.#units.low / this.#divisor;
  }

  get close(): number {
    return this.#units.close / this.#divisor;
  }

  get volume(): number {
    return this.#units.volume;
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
