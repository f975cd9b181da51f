import type { Micros } from '../../kernel/time.ts';
import type { BarRule, CheckedBar } from './checked-bar.ts';
import { FindingList } from './finding.ts';

/** Finds runs of bars in which nothing traded. */
export class VolumeRule implements BarRule {
  readonly #idle = new FindingList('no-volume');
  readonly findings = [this.#idle];
  #since: Micros = 0;
  #until: Micros = 0;
  #bars = 0;

  add(bar: CheckedBar): void {
    if (bar.volume > 0) return this.end();
    if (this.#bars === 0) this.#since = bar.openTime;
    this.#bars++;
    this.#until = bar.closeTime;
  }

  end(): void {
    if (this.#bars > 0) {
      const text = `${this.#bars.toLocaleString('en-US')} ${this.#bars === 1 ? 'bar' : 'bars'} without volume`;
      this.#idle.add({ time: this.#since, until: this.#until, size: this.#bars, text });
    }
    this.#bars = 0;
  }
}
