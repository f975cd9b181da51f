import type { BarColumns, BarSource } from '../../domain/bars.ts';
import { calendar } from '../../domain/calendar.ts';
import type { CalendarId } from '../../domain/instrument.ts';
import type { Interval } from '../../domain/interval.ts';
import type { TradingCalendar } from '../../domain/trading-calendar.ts';
import type { Micros } from '../../kernel/time.ts';
import { barAt, type BarAt } from '../bar-times.ts';
import type { BarPlace, BarRule, CheckedBar } from './checked-bar.ts';
import type { Findings } from './finding.ts';
import { JumpRule } from './jump-rule.ts';
import { PriceRule } from './price-rule.ts';
import { SpikeRule } from './spike-rule.ts';
import { TimeRule } from './time-rule.ts';
import { VolumeRule } from './volume-rule.ts';

/** What must be known of a series to check it. */
export interface CheckOptions {
  readonly calendar: CalendarId;
  readonly interval: Interval;
  readonly source: BarSource;
  readonly priceScale: number;
}

/** What was found in a series. */
export interface CheckResult {
  readonly rows: number;
  /** Bars that the calendar has between the first and the last, and that are there. */
  readonly expected: number;
  readonly present: number;
  /** Every kind that was looked for, with how often it was found. */
  readonly findings: readonly Findings[];
}

/** Checks a series chunk by chunk; nothing is kept of it but the findings. */
export class BarCheck {
  readonly #calendar: TradingCalendar;
  readonly #barAt: BarAt;
  readonly #rules: readonly BarRule[];
  readonly #bar: CheckedBar = { openTime: 0, closeTime: 0, open: 0, high: 0, low: 0, close: 0, volume: 0, place: 'on-grid' };
  #rows = 0;
  #present = 0;

  constructor(options: CheckOptions) {
    this.#calendar = calendar(options.calendar);
    this.#barAt = barAt(options.calendar, options.interval);
    const hasVolume = options.source === 'trade';
    this.#rules = [
      new TimeRule(this.#calendar, options.interval, hasVolume),
      new PriceRule(options.priceScale),
      new SpikeRule(options.priceScale),
      new JumpRule(options.priceScale),
      ...(hasVolume ? [new VolumeRule()] : []),
    ];
  }

  /** Looks at the next bars. */
  add(bars: BarColumns): void {
    const bar = this.#bar;
    for (let row = 0; row < bars.length; row++) {
      bar.openTime = bars.openTime[row] as number;
      bar.closeTime = bars.closeTime[row] as number;
      bar.open = bars.open[row] as number;
      bar.high = bars.high[row] as number;
      bar.low = bars.low[row] as number;
      bar.close = bars.close[row] as number;
      bar.volume = bars.volume[row] as number;
      bar.place = this.#placeOf(bar.openTime);
      for (const rule of this.#rules) rule.add(bar);
      if (bar.place === 'on-grid') this.#present++;
    }
    this.#rows += bars.length;
  }

  /** What was found in all of them. */
  finish(): CheckResult {
    for (const rule of this.#rules) rule.end();
    const findings = this.#rules.flatMap((rule) => rule.findings);
    const missing = findings.find(({ kind }) => kind === 'gap')?.bars ?? 0;
    return { rows: this.#rows, expected: this.#present + missing, present: this.#present, findings };
  }

  #placeOf(openTime: Micros): BarPlace {
    const bar = this.#barAt(openTime);
    if (bar === undefined) return 'off-grid';
    if (!this.#calendar.isOpen(bar.open)) return 'outside-session';
    return bar.open === openTime ? 'on-grid' : 'off-grid';
  }
}
