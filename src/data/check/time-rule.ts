import type { Interval } from '../../domain/interval.ts';
import type { TradingCalendar } from '../../domain/trading-calendar.ts';
import { formatTime, type Micros } from '../../kernel/time.ts';
import type { BarRule, CheckedBar } from './checked-bar.ts';
import { FindingList } from './finding.ts';

/** Finds what is wrong with the times of bars: holes, repetitions, disorder, times that are none of the calendar's. */
export class TimeRule implements BarRule {
  readonly #gaps = new FindingList('gap');
  readonly #zeroLength = new FindingList('zero-length');
  readonly #duplicates = new FindingList('duplicate');
  readonly #disorder = new FindingList('out-of-order');
  readonly #offGrid = new FindingList('off-grid');
  readonly #outside = new FindingList('outside-session');
  readonly findings = [this.#gaps, this.#zeroLength, this.#duplicates, this.#disorder, this.#offGrid, this.#outside];
  readonly #calendar: TradingCalendar;
  readonly #interval: Interval;
  readonly #hasVolume: boolean;
  /** Opening time of the last bar, and the time up to which the bars of sessions are known. */
  #last: Micros = -Infinity;
  #until: Micros | undefined;
  /** Bars in a row without a trade, up to the last one; and when that one opened. */
  #idleBars = 0;
  #lastInside: Micros = 0;
  #outsideSince: Micros = 0;
  #outsideUntil: Micros = 0;
  #outsideBars = 0;

  /** `hasVolume` says whether the bars are of trades; bars of quotes have none. */
  constructor(calendar: TradingCalendar, interval: Interval, hasVolume: boolean) {
    this.#calendar = calendar;
    this.#interval = interval;
    this.#hasVolume = hasVolume;
  }

  add(bar: CheckedBar): void {
    const { openTime: time, closeTime: until, place } = bar;
    if (time === this.#last) return this.#duplicates.add({ time, until, size: 1, text: 'opens when the bar before it does' });
    if (time < this.#last) return this.#disorder.add({ time, until, size: 1, text: `stands after ${formatTime(this.#last)}` });
    this.#last = time;
    if (place === 'off-grid') return this.#offGrid.add({ time, until, size: 1, text: `no ${this.#interval} bar opens then` });
    if (place === 'outside-session') return this.#addOutside(time, until);
    this.#endOutside();
    this.#addInside(bar);
  }

  end(): void {
    this.#endOutside();
  }

  #addInside({ openTime, closeTime, open, high, low, close, volume }: CheckedBar): void {
    const until = this.#until;
    const missing = until === undefined || openTime === until ? 0 : this.#calendar.countBars(this.#interval, until, openTime);
    if (until !== undefined && missing > 0) {
      const time = this.#calendar.nextBar(this.#interval, until).open;
      this.#gaps.add({ time, until: openTime, size: missing, text: `${count(missing)} missing, until ${formatTime(openTime)}` });
      if (this.#hasVolume && this.#idleBars === 1) {
        const text = `no trade, then ${count(missing)} missing: ${count(missing + 1)} without one`;
        this.#zeroLength.add({ time: this.#lastInside, until, size: 1, text });
      }
    }
    this.#until = closeTime;
    this.#lastInside = openTime;
    this.#idleBars = volume === 0 && open === high && open === low && open === close ? this.#idleBars + 1 : 0;
  }

  #addOutside(time: Micros, until: Micros): void {
    if (this.#outsideBars === 0) this.#outsideSince = time;
    this.#outsideBars++;
    this.#outsideUntil = until;
  }

  #endOutside(): void {
    if (this.#outsideBars === 0) return;
    const text = `${count(this.#outsideBars)} while the market is closed`;
    this.#outside.add({ time: this.#outsideSince, until: this.#outsideUntil, size: this.#outsideBars, text });
    this.#outsideBars = 0;
  }
}

function count(bars: number): string {
  return `${bars.toLocaleString('en-US')} ${bars === 1 ? 'bar' : 'bars'}`;
}
