import type { Regime } from '../../domain/regime.ts';

/** What it remembers, JSON-safe. */
export interface SteadyRegimeState {
  readonly regime: Regime | null;
  readonly held: number;
  readonly candidate: Regime | null;
  readonly times: number;
}

/**
 * A regime that does not flicker: another one counts once it was said `confirm` times in a row, and no sooner than `dwell` bars after the
 * last change. A crisis need not wait for the end of a dwell.
 */
export class SteadyRegime {
  regime: Regime | undefined = undefined;
  readonly #confirm: number;
  readonly #dwell: number;
  #held = 0;
  #candidate: Regime | undefined = undefined;
  #times = 0;

  constructor({ confirm, dwell }: { readonly confirm: number; readonly dwell: number }) {
    this.#confirm = confirm;
    this.#dwell = dwell;
  }

  /** Takes what the next bar says and returns whether the regime has changed. */
  take(said: Regime): boolean {
    this.#held += 1;
    if (said === this.regime) {
      this.#candidate = undefined;
      return false;
    }
    this.#times = said === this.#candidate ? this.#times + 1 : 1;
    this.#candidate = said;
    const mayLeave = this.regime === undefined || said === 'crisis' || this.#held >= this.#dwell;
    if (this.#times < this.#confirm || !mayLeave) return false;
    this.regime = said;
    this.#held = 0;
    this.#candidate = undefined;
    return true;
  }

  get state(): SteadyRegimeState {
    return { regime: this.regime ?? null, held: this.#held, candidate: this.#candidate ?? null, times: this.#times };
  }

  set state(saved: SteadyRegimeState) {
    this.regime = saved.regime ?? undefined;
    this.#held = saved.held;
    this.#candidate = saved.candidate ?? undefined;
    this.#times = saved.times;
  }
}
