import type { Regime } from '../../domain/regime.ts';
import type { Micros } from '../../kernel/time.ts';
import type { RegimeSettings } from './regime-settings.ts';
import { SteadyRegime, type SteadyRegimeState } from './steady-regime.ts';

/** What the regime of the market remembers, JSON-safe. */
export interface MarketRegimeState {
  readonly time: Micros;
  readonly missing: number;
  readonly steady: SteadyRegimeState;
}

/**
 * The regime of all instruments together, by their votes: a crisis where at least a share of those that are known are in one, high volatility
 * where at least so many are in that or in a crisis, else what more of them do, a range where they are even. The votes are counted once
 * for each closing time: with the last bar of it or, where an instrument has none then, before the first bar of the next.
 */
export class MarketRegime {
  readonly #instruments: number;
  readonly #share: number;
  readonly #steady: SteadyRegime;
  #time: Micros = 0;
  /** Instruments whose bar of that time has not come, while its votes are not counted. */
  #missing = 0;

  constructor({ marketShare, dwell }: RegimeSettings, instruments: number) {
    this.#instruments = instruments;
    this.#share = marketShare;
    // Each vote is confirmed already.
    this.#steady = new SteadyRegime({ confirm: 1, dwell });
  }

  /** The regime; undefined before that of any instrument is known. */
  get regime(): Regime | undefined {
    return this.#steady.regime;
  }

  /** A bar of this closing time is about to be taken: returns whether the votes of the time before, when some were missing, change the regime. */
  begin(time: Micros, votes: readonly (Regime | undefined)[]): boolean {
    if (time === this.#time) return false;
    const isLate = this.#missing > 0;
    this.#time = time;
    this.#missing = this.#instruments;
    return isLate && this.#count(votes);
  }

  /** A bar was taken: returns whether it was the last one of its time and the votes change the regime. */
  end(votes: readonly (Regime | undefined)[]): boolean {
    this.#missing -= 1;
    return this.#missing === 0 && this.#count(votes);
  }

  #count(votes: readonly (Regime | undefined)[]): boolean {
    const counts = { trend: 0, range: 0, 'high-volatility': 0, crisis: 0 };
    for (const vote of votes) if (vote !== undefined) counts[vote] += 1;
    const { trend, range, crisis } = counts;
    const lively = counts['high-volatility'] + crisis;
    const known = trend + range + lively;
    if (known === 0) return false;
    const enough = this.#share * known;
    return this.#steady.take(crisis >= enough ? 'crisis' : lively >= enough ? 'high-volatility' : trend > range ? 'trend' : 'range');
  }

  get state(): MarketRegimeState {
    return { time: this.#time, missing: this.#missing, steady: this.#steady.state };
  }

  set state(saved: MarketRegimeState) {
    this.#time = saved.time;
    this.#missing = saved.missing;
    this.#steady.state = saved.steady;
  }
}
