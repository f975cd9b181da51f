import type { Micros } from '../kernel/time.ts';
import type { CalendarId } from './instrument.ts';
import type { Interval } from './interval.ts';
import type { TimeSpan, TradingCalendar } from './trading-calendar.ts';

/** What a calendar with closing hours is made of. */
export interface SessionRules {
  /** The session that is on at a moment, else the next one. */
  sessionFrom(time: Micros): TimeSpan;
  /** The clock's bucket of an interval that holds a moment, open market or not. */
  bucketAt(interval: Interval, time: Micros): TimeSpan;
}

/** A calendar whose market closes: bars are the clock's buckets, cut to the sessions in them. */
export class SessionCalendar implements TradingCalendar {
  readonly id: CalendarId;
  readonly #rules: SessionRules;
  /** The session found last, and the earliest moment for which it was: series are read in order, so it mostly is the next one asked for too. */
  #session: TimeSpan = { open: 0, close: -Infinity };
  #sessionSince: Micros = 0;

  constructor(id: CalendarId, rules: SessionRules) {
    this.id = id;
    this.#rules = rules;
  }

  isOpen(time: Micros): boolean {
    return this.#sessionFrom(time).open <= time;
  }

  sessionOf(time: Micros): TimeSpan | undefined {
    const session = this.#sessionFrom(time);
    return session.open <= time ? session : undefined;
  }

  nextOpen(time: Micros): Micros {
    return Math.max(time, this.#sessionFrom(time).open);
  }

  sessionsBetween(from: Micros, to: Micros): readonly TimeSpan[] {
    const sessions: TimeSpan[] = [];
    for (let at = this.#sessionFrom(from); at.open < to; at = this.#sessionFrom(at.close)) sessions.push(at);
    return sessions;
  }

  barAt(interval: Interval, time: Micros): TimeSpan | undefined {
    const bucket = this.#rules.bucketAt(interval, time);
    const first = this.#sessionFrom(bucket.open);
    if (first.open >= bucket.close) return undefined;
    let last = first;
    while (last.close < bucket.close) {
      const next = this.#sessionFrom(last.close);
      if (next.open >= bucket.close) break;
      last = next;
    }
    return { open: Math.max(bucket.open, first.open), close: Math.min(bucket.close, last.close) };
  }

  nextBar(interval: Interval, time: Micros): TimeSpan {
    for (let at = this.nextOpen(time); ;) {
      const bar = this.barAt(interval, at) ?? { open: at, close: at };
      if (bar.open >= time) return bar;
      at = this.nextOpen(bar.close);
    }
  }

  countBars(interval: Interval, from: Micros, to: Micros): number {
    let count = 0;
    for (let bar = this.nextBar(interval, from); bar.open < to; bar = this.nextBar(interval, bar.close)) count++;
    return count;
  }

  #sessionFrom(time: Micros): TimeSpan {
    if (time < this.#sessionSince || time >= this.#session.close) {
      this.#session = this.#rules.sessionFrom(time);
      this.#sessionSince = time;
    }
    return this.#session;
  }
}
