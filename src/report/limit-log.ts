import type { Micros } from '../kernel/time.ts';
import { formatTime } from '../kernel/time.ts';
import type { LimitHit } from '../domain/limit-change.ts';
import { LIMITS_KEPT, type BacktestResult, type ResultLimits } from './result.ts';

/** Counts the limits that a run has hit by name, and keeps the first ones in full. */
export class LimitLog {
  readonly #byLimit = new Map<string, number>();
  readonly #first: ResultLimits['hits']['first'] = [];
  #total = 0;

  /** Takes one hit. */
  hit(ts: Micros, { level, name, limit, value, most }: LimitHit): void {
    this.#total += 1;
    this.#byLimit.set(limit, (this.#byLimit.get(limit) ?? 0) + 1);
    if (this.#first.length < LIMITS_KEPT) this.#first.push({ time: formatTime(ts), level, name, limit, value, most });
  }

  /**
   * The hits, and how much of the daily loss was used: by UTC day, what its close lies below the close before, as a share of the limit.
   * Undefined where no loss is limited and nothing was hit. `dailyLoss` gives the limit at an equity.
   */
  summary(daily: BacktestResult['equity']['daily'], dailyLoss: ((equity: number) => number) | undefined): ResultLimits | undefined {
    if (this.#total === 0 && dailyLoss === undefined) return undefined;
    const used = daily.flatMap(({ date, equity }, index): ResultLimits['dailyLoss'] => {
      const before = Number(daily[index - 1]?.equity ?? equity);
      const most = dailyLoss?.(before) ?? 0;
      return most === 0 ? [] : [[date, Number((Math.max(0, before - Number(equity)) / most).toFixed(4))]];
    });
    const byLimit = Object.fromEntries([...this.#byLimit].sort(([one], [other]) => (one < other ? -1 : 1)));
    return { hits: { total: this.#total, byLimit, first: this.#first }, dailyLoss: used };
  }
}
