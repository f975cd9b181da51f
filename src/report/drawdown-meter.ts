import type { Micros } from '../kernel/time.ts';
import type { Money } from '../domain/instrument.ts';

/** The deepest drawdown over every bar, and the longest. */
export interface DrawdownSummary {
  /** (peak - trough) / peak at the deepest point; 0 when equity never fell below a peak. */
  readonly fraction: number;
  /** Peak - trough of that same drawdown, in money units. */
  readonly money: Money;
  /** When that peak was last held, and when the trough was first reached; undefined without a drawdown. */
  readonly peakTime: Micros | undefined;
  readonly troughTime: Micros | undefined;
  /** The longest time from a peak to its recovery, or to the end where it never came, in microseconds. */
  readonly longest: Micros;
}

/** Measures drawdown exactly, at every bar close, from the running peak. */
export class DrawdownMeter {
  #peak: Money;
  /** When the equity was last at its peak; moves on while the equity stays there. */
  #peakTime: Micros;
  #underWater = false;
  #lastTime: Micros;
  #fraction = 0;
  #money: Money = 0;
  #deepestPeakTime: Micros | undefined;
  #troughTime: Micros | undefined;
  #longest: Micros = 0;

  constructor(startTime: Micros, startEquity: Money) {
    this.#peak = startEquity;
    this.#peakTime = this.#lastTime = startTime;
  }

  /** Takes rows `from` to `to`, whose lowest and highest equity are known: only a stretch that reaches the peak is read row by row. */
  take(closeTime: Float64Array, equity: Float64Array, from: number, to: number, low: Money, high: Money): void {
    if (high < this.#peak) {
      this.#fall();
      if (this.#isDeeper(low)) this.#deepen(low, closeTime[equity.indexOf(low, from)] as number);
    } else if (low !== high || high !== this.#peak || this.#underWater) {
      for (let row = from; row < to; row += 1) {
        this.#step(closeTime[row] as number, equity[row] as number);
        this.#lastTime = closeTime[row] as number;
      }
    }
    this.#lastTime = closeTime[to - 1] as number;
  }

  /** The drawdowns up to `endTime`; one that is still open counts with its length so far. */
  summary(endTime: Micros): DrawdownSummary {
    return {
      fraction: this.#fraction,
      money: this.#money,
      peakTime: this.#deepestPeakTime,
      troughTime: this.#troughTime,
      longest: Math.max(this.#longest, this.#underWater ? endTime - this.#peakTime : 0),
    };
  }

  #step(time: Micros, equity: Money): void {
    if (equity < this.#peak) {
      this.#fall();
      if (this.#isDeeper(equity)) this.#deepen(equity, time);
      return;
    }
    if (this.#underWater) {
      this.#longest = Math.max(this.#longest, time - this.#peakTime);
      this.#underWater = false;
    }
    this.#peak = equity;
  }

  #fall(): void {
    if (this.#underWater) return;
    this.#underWater = true;
    this.#peakTime = this.#lastTime;
  }

  #isDeeper(equity: Money): boolean {
    return (this.#peak - equity) / this.#peak > this.#fraction;
  }

  #deepen(equity: Money, time: Micros): void {
    this.#fraction = (this.#peak - equity) / this.#peak;
    this.#money = this.#peak - equity;
    this.#deepestPeakTime = this.#peakTime;
    this.#troughTime = time;
  }
}
