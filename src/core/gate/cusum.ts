/** A cumulative sum over values that are 0 on average with deviation 1 while all is well. */
export interface CusumSettings {
  /** Half of the shift that is to be found, in deviations: what a value may lie off without adding up. */
  readonly slack: number;
  /** Sum at which it alarms. With a slack of 0.5, 4 alarms falsely once in 336 values and finds a shift of 1 in 8; 5 once in 930, in 10. */
  readonly threshold: number;
}

/**
 * One-sided cumulative sum test for a shift upwards.
 * Source: E. S. Page, "Continuous Inspection Schemes", Biometrika 41 (1954); run lengths as tabled in D. C. Montgomery, "Introduction to
 * Statistical Quality Control", chapter 9.
 */
export class Cusum {
  readonly #settings: CusumSettings;
  /** The sum so far, never below 0; to be saved and set. */
  sum = 0;

  constructor(settings: CusumSettings) {
    this.#settings = settings;
  }

  /** Takes a value, in deviations from what is expected; whether the sum is at its threshold. */
  take(value: number): boolean {
    this.sum = Math.max(0, this.sum + value - this.#settings.slack);
    return this.sum >= this.#settings.threshold;
  }
}
