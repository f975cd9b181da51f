import { filterStep, fitHmm, type GaussianHmm } from './gaussian-hmm.ts';
import type { MarketMeasures } from './market-measures.ts';
import type { RegimeModel } from './regime-model.ts';
import type { RegimeSettings } from './regime-settings.ts';

/** What it says. */
type Said = ReturnType<RegimeModel['judge']>;
/** What it looks at of a bar: the logarithm of the volatility as a multiple of the usual, and ADX in steps of ten. */
type Observation = readonly [volatility: number, direction: number];

/** Rounds of fitting: the likelihood has stopped growing by then. */
const ROUNDS = 20;
/** Multiples of the usual volatility beyond which more of it says no more. */
const LARGEST_MULTIPLE = 100;
/** How likely a state is to stay from one bar to the next before anything is known. */
const STAYS = 0.95;
/** No beginning is narrower: a window that stands still has no spread. */
const LEAST_VARIANCE = 0.01;
const SAYS = ['range', 'trend', 'high-volatility'] as const;

/** What the model remembers, JSON-safe. */
interface HiddenMarkovState {
  readonly window: readonly Observation[];
  readonly sinceFit: number;
  readonly fitted: GaussianHmm | null;
  readonly probabilities: readonly number[];
  readonly said: Exclude<Said, undefined> | null;
}

/**
 * Three hidden states over volatility and direction. It is fitted to the newest `window` bars, anew every `refit` bars and from the same
 * beginnings, so that it is a function of its window; in between each bar is one step of the filter, which no later bar changes.
 * A state means high volatility where its mean volatility is in the upper half of the band, else trend or range by its mean ADX: what
 * it is called thus does not hang on the order in which the fit found the states.
 */
export class HiddenMarkovModel implements RegimeModel {
  readonly #settings: RegimeSettings;
  readonly #window: Observation[] = [];
  #sinceFit = 0;
  #fitted: GaussianHmm | undefined = undefined;
  #probabilities: Float64Array = new Float64Array(SAYS.length);
  #said: Said = undefined;

  constructor(settings: RegimeSettings) {
    this.#settings = settings;
  }

  judge({ volatility, direction }: MarketMeasures): Said {
    const { window, refit, certainty } = this.#settings;
    const observation = [Math.log(Math.min(Math.max(volatility, 1 / LARGEST_MULTIPLE), LARGEST_MULTIPLE)), direction / 10] as const;
    this.#window.push(observation);
    if (this.#window.length > window) this.#window.shift();
    this.#sinceFit += 1;
    if (this.#window.length < window) return undefined;
    if (this.#fitted === undefined || this.#sinceFit >= refit) this.#fit();
    else this.#probabilities = this.#stepped(this.#fitted, this.#probabilities, observation);
    const [likeliest, probability] = this.#likeliest();
    if (probability >= certainty || this.#said === undefined) this.#said = likeliest;
    return this.#said;
  }

  #fit(): void {
    this.#fitted = fitHmm(beginning(this.#window), this.#window, ROUNDS).model;
    this.#sinceFit = 0;
    let probabilities: Float64Array | undefined;
    for (const observation of this.#window) probabilities = this.#stepped(this.#fitted, probabilities, observation);
    if (probabilities !== undefined) this.#probabilities = probabilities;
  }

  #stepped(model: GaussianHmm, before: Float64Array | undefined, observation: Observation): Float64Array {
    const after = new Float64Array(SAYS.length);
    filterStep(model, before, observation, after);
    return after;
  }

  /** What is most probable, states that mean the same taken together. */
  #likeliest(): readonly [Exclude<Said, undefined>, number] {
    const sums = { range: 0, trend: 0, 'high-volatility': 0 };
    for (const [state, [volatility = 0, direction = 0] = []] of (this.#fitted?.means ?? []).entries())
      sums[this.#meaning(volatility, direction)] += this.#probabilities[state] as number;
    const likeliest = SAYS.reduce((best, said) => (sums[said] > sums[best] ? said : best));
    return [likeliest, sums[likeliest]];
  }

  #meaning(volatility: number, direction: number): Exclude<Said, undefined> {
    const { volatility: volatile, trend } = this.#settings;
    if (Math.exp(volatility) >= (volatile.on + volatile.off) / 2) return 'high-volatility';
    return 10 * direction >= (trend.on + trend.off) / 2 ? 'trend' : 'range';
  }

  get state(): unknown {
    const state: HiddenMarkovState = {
      window: this.#window,
      sinceFit: this.#sinceFit,
      fitted: this.#fitted ?? null,
      probabilities: [...this.#probabilities],
      said: this.#said ?? null,
    };
    return state;
  }

  set state(saved: unknown) {
    const { window, sinceFit, fitted, probabilities, said } = saved as HiddenMarkovState;
    this.#window.splice(0, this.#window.length, ...window);
    this.#sinceFit = sinceFit;
    this.#fitted = fitted ?? undefined;
    this.#probabilities = Float64Array.from(probabilities);
    this.#said = said ?? undefined;
  }
}

/** Where a fit begins: the liveliest fifth of the window, and the calmer and the more directed half of the rest. */
function beginning(window: readonly Observation[]): GaussianHmm {
  const lively = quantile(
    window.map(([volatility]) => volatility),
    0.8,
  );
  const calm = window.filter(([volatility]) => volatility < lively);
  const directed = quantile(
    calm.map(([, direction]) => direction),
    0.5,
  );
  const parts = [
    calm.filter(([, direction]) => direction < directed),
    calm.filter(([, direction]) => direction >= directed),
    window.filter(([volatility]) => volatility >= lively),
  ];
  const spread = [0, 1].map((feature) => {
    const values = window.map((observation) => observation[feature] as number);
    const middle = mean(values);
    return mean(values.map((value) => (value - middle) ** 2)) + LEAST_VARIANCE;
  });
  return {
    start: parts.map(() => 1 / parts.length),
    transitions: parts.map((_, from) => parts.map((__, to) => (from === to ? STAYS : (1 - STAYS) / (parts.length - 1)))),
    means: parts.map((part) =>
      [0, 1].map((feature) => mean((part.length > 0 ? part : window).map((observation) => observation[feature] as number))),
    ),
    variances: parts.map(() => spread),
  };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}
