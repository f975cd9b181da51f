import { BallastError } from '../kernel/errors.ts';

/** Reading, checking and loading the file of one strategy may take so many times as long as a handler, and so long in any case. */
const HANDLERS_LONG = 4;
const LEAST_MS = 5_000;

/** Watches how long one strategy takes to load: its file runs then, and may loop as a handler may. */
export class LoadWatch {
  readonly #limitMs: number;
  #loading: { readonly strategyId: string; readonly since: number } | undefined;

  constructor(handlerLimitMs: number) {
    this.#limitMs = Math.max(LEAST_MS, HANDLERS_LONG * handlerLimitMs);
  }

  /** A strategy begins to load, or (undefined) all have. */
  follow(strategyId: string | undefined): void {
    this.#loading = strategyId === undefined ? undefined : { strategyId, since: performance.now() };
  }

  /** The error of a strategy that has been loading for too long. */
  look(): BallastError | undefined {
    if (this.#loading === undefined || performance.now() - this.#loading.since <= this.#limitMs) return undefined;
    const what = `its top level, data, indicators or init did not come to an end within ${(this.#limitMs / 1000).toFixed(1)} s`;
    return new BallastError('STRATEGY_LOOPED', what, { where: `strategy ${this.#loading.strategyId}, while it is loaded` });
  }
}
