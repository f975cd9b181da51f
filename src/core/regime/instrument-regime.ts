import type { Regime } from '../../domain/regime.ts';
import { Band } from './band.ts';
import { HiddenMarkovModel } from './hidden-markov-model.ts';
import { MarketMeasures, type MarketMeasuresState } from './market-measures.ts';
import type { RegimeModel } from './regime-model.ts';
import type { RegimeSettings } from './regime-settings.ts';
import { RuleModel } from './rule-model.ts';
import { SteadyRegime, type SteadyRegimeState } from './steady-regime.ts';

/** What the regime of an instrument remembers, JSON-safe. */
export interface InstrumentRegimeState {
  readonly measures: MarketMeasuresState;
  readonly crashing: boolean;
  readonly model: unknown;
  readonly steady: SteadyRegimeState;
}

/** The regime of one instrument: measures, what the model makes of them, a crisis where the price has fallen, and steadiness over it all. */
export class InstrumentRegime {
  readonly #measures: MarketMeasures;
  readonly #crashing: Band;
  readonly #model: RegimeModel;
  readonly #steady: SteadyRegime;

  constructor(settings: RegimeSettings) {
    this.#measures = new MarketMeasures(settings);
    this.#crashing = new Band(settings.crisis);
    this.#model = settings.model === 'hmm' ? new HiddenMarkovModel(settings) : new RuleModel(settings);
    this.#steady = new SteadyRegime(settings);
  }

  /** Bars until something can be said. */
  static warmUp(settings: RegimeSettings): number {
    const fitted = settings.model === 'hmm' ? settings.window - 1 : 0;
    return MarketMeasures.warmUp(settings) + fitted + settings.confirm - 1;
  }

  /** The regime; undefined before it is known. */
  get regime(): Regime | undefined {
    return this.#steady.regime;
  }

  /** What is measured now, in words. */
  get reason(): string {
    return this.#measures.words;
  }

  /** Takes a closed bar and returns whether the regime has changed. */
  take(high: number, low: number, close: number): boolean {
    // Without a price above 0 there are no ratios.
    if (low <= 0) return false;
    const measures = this.#measures;
    measures.take(high, low, close);
    if (!measures.isReady) return false;
    const said = this.#model.judge(measures);
    if (this.#crashing.take(measures.drawdown)) return this.#steady.take('crisis');
    return said !== undefined && this.#steady.take(said);
  }

  get state(): InstrumentRegimeState {
    return { measures: this.#measures.state, crashing: this.#crashing.isOn, model: this.#model.state, steady: this.#steady.state };
  }

  set state(saved: InstrumentRegimeState) {
    this.#measures.state = saved.measures;
    this.#crashing.isOn = saved.crashing;
    this.#model.state = saved.model;
    this.#steady.state = saved.steady;
  }
}
