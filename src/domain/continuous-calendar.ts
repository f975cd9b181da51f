import { MICROS_PER_DAY, type Micros } from '../kernel/time.ts';
import { bucketClose, bucketOpen, intervalLength, type Interval } from './interval.ts';
import type { TimeSpan, TradingCalendar } from './trading-calendar.ts';

/** A market that never closes: bars are the buckets of the UTC clock, a session is the UTC day. */
export class ContinuousCalendar implements TradingCalendar {
  readonly id = '24/7';

  isOpen(): boolean {
    return true;
  }

  sessionOf(time: Micros): TimeSpan {
    return this.barAt('1d', time);
  }

  nextOpen(time: Micros): Micros {
    return time;
  }

  sessionsBetween(from: Micros, to: Micros): readonly TimeSpan[] {
    const sessions: TimeSpan[] = [];
    for (let open = bucketOpen('1d', from); open < to; open += MICROS_PER_DAY) sessions.push({ open, close: open + MICROS_PER_DAY });
    return sessions;
  }

  barAt(interval: Interval, time: Micros): TimeSpan {
    return { open: bucketOpen(interval, time), close: bucketClose(interval, time) };
  }

  nextBar(interval: Interval, time: Micros): TimeSpan {
    const bar = this.barAt(interval, time);
    return bar.open === time ? bar : this.barAt(interval, bar.close);
  }

  countBars(interval: Interval, from: Micros, to: Micros): number {
    if (interval !== '1M')
      return Math.max(0, (this.nextBar(interval, to).open - this.nextBar(interval, from).open) / intervalLength(interval));
    let count = 0;
    for (let bar = this.nextBar(interval, from); bar.open < to; bar = this.nextBar(interval, bar.close)) count++;
    return count;
  }
}
