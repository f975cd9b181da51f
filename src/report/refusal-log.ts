import { formatTime, type Micros } from '../kernel/time.ts';
import { REFUSALS_KEPT, type BacktestResult, type ResultRefusal } from './result.ts';

/** Counts refused orders by code and keeps the first ones in full. */
export class RefusalLog {
  #total = 0;
  readonly #byCode = new Map<string, number>();
  readonly #first: ResultRefusal[] = [];

  /** Takes one refusal; `code` is a stable error code. */
  add(time: Micros, instrument: string, code: string, message: string): void {
    this.#total += 1;
    this.#byCode.set(code, (this.#byCode.get(code) ?? 0) + 1);
    if (this.#first.length < REFUSALS_KEPT) this.#first.push({ time: formatTime(time), instrument, code, message });
  }

  /** The refusals as a result tells them, codes in alphabetical order. */
  summary(): BacktestResult['refusals'] {
    const byCode = Object.fromEntries([...this.#byCode].sort(([left], [right]) => (left < right ? -1 : 1)));
    return { total: this.#total, byCode, first: [...this.#first] };
  }
}
