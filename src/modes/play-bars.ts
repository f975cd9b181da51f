import type { BarColumns } from '../domain/bars.ts';
import { compareIntervals } from '../domain/interval.ts';
import type { Micros } from '../kernel/time.ts';
import type { Course } from '../engine/account.ts';
import type { SeatedMarket } from '../engine/strategy-host.ts';
import { STRETCH_BARS } from '../indicators/stretch.ts';
import type { SimulatedSession } from './simulated-session.ts';

/** Closed bars of one market, chunk by chunk. A chunk is used up before the next one is asked for. */
export interface BarStream {
  readonly market: SeatedMarket;
  readonly chunks: AsyncIterator<BarColumns>;
}

/** A stream and where it stands. */
interface Head {
  readonly market: SeatedMarket;
  readonly chunks: AsyncIterator<BarColumns>;
  bars: BarColumns | undefined;
  /** Of the bars at hand. */
  course: Course;
  row: number;
  /** Closing time of the next bar; infinite at the end. */
  next: Micros;
}

/** Called with rows `from` to `to` of a market, after all bars that closed by then have had their turn; where several close at one time, with one of them. */
export type OnStretch = (market: SeatedMarket, bars: BarColumns, from: number, to: number, course: Course) => void;

/**
 * Plays streams of bars through a session, in the order (close time, shorter interval, instrument id). As long as no other stream has a bar
 * that closes by then, the loop is a plain loop over a chunk; bars that close at one time have their turn together. `stopped` is asked
 * after every stretch.
 */
export async function playBars(
  session: SimulatedSession,
  streams: readonly BarStream[],
  onStretch: OnStretch,
  stopped: () => boolean,
): Promise<void> {
  const heads: Head[] = [...streams]
    .sort(byOrder)
    .map(({ market, chunks }) => ({ market, chunks, bars: undefined, course: courseOf(0), row: 0, next: -Infinity }));
  for (const head of heads) await refill(head);
  while (!stopped()) {
    const head = first(heads);
    if (head === undefined) return;
    const limit = otherNext(heads, head);
    if (head.next < limit) playStretch(session, head, limit, onStretch);
    else playSlice(session, heads, onStretch);
    for (const each of heads) if (each.bars !== undefined && each.row >= each.bars.length) await refill(each);
  }
}

/** Plays the bars of one stream that come before `limit`, the next bar of any other stream. */
function playStretch(session: SimulatedSession, head: Head, limit: Micros, onStretch: OnStretch): void {
  const { market, row: from, course } = head;
  const bars = head.bars as BarColumns;
  const end = rowsBefore(limit, bars, from, Math.min(bars.length, from + STRETCH_BARS));
  let row = from;
  while (row < end) row = playRun(session, market, bars, row, end, course);
  moveTo(head, end);
  onStretch(market, bars, from, end, course);
}

/**
 * The turns of bars that close alone, the first one and all that follow until something is to be done: what is due before a bar happens,
 * the venue matches it, the engine sees it, what is due at its close happens. Returns the row after the last.
 */
function playRun(session: SimulatedSession, market: SeatedMarket, bars: BarColumns, from: number, to: number, course: Course): number {
  const { engine, venue } = session;
  const { account, due } = engine;
  if (due.next < (bars.closeTime[from] as number)) passTime(session, bars.closeTime[from] as number, false);
  if (session.match(market, bars, from)) settle(session);
  const next = engine.onBars(market, bars, from, venue.quietUntil(market.index, bars, from + 1, to));
  const last = next - 1;
  venue.passBar(market.index, bars, last);
  account.trace(market, bars, from, last, course);
  if (account.effects.length > 0) settle(session);
  if (due.next <= (bars.closeTime[last] as number)) passTime(session, bars.closeTime[last] as number, true);
  noteCourse(session, course, last);
  return next;
}

function noteCourse({ engine: { account } }: SimulatedSession, { equity, exposed }: Course, row: number): void {
  equity[row] = account.equity;
  exposed[row] = account.isExposed ? 1 : 0;
}

/** The row after the last of rows `from` to `to` that closes before a time. */
function rowsBefore(time: Micros, { closeTime }: BarColumns, from: number, to: number): number {
  let row = to;
  while (row > from && (closeTime[row - 1] as number) >= time) row -= 1;
  return row;
}

/** The turn of all bars that close at the next time: the same, but each step for all of them before the next step. */
function playSlice(session: SimulatedSession, heads: readonly Head[], onStretch: OnStretch): void {
  const closeTime = Math.min(...heads.map(({ next }) => next));
  const slice = heads.filter(({ next }) => next === closeTime);
  passTime(session, closeTime, false);
  for (const { market, bars, row } of slice) session.match(market, bars as BarColumns, row);
  settle(session);
  for (const { market, bars, row } of slice) {
    session.deliver(market, bars as BarColumns, row);
    settle(session);
  }
  passTime(session, closeTime, true);
  for (const head of slice) moveTo(head, head.row + 1);
  const [first] = slice;
  if (first === undefined) return;
  const { market, bars, row, course } = first;
  noteCourse(session, course, row - 1);
  onStretch(market, bars as BarColumns, row - 1, row, course);
}

function courseOf(rows: number): Course {
  return { equity: new Float64Array(rows), exposed: new Uint8Array(rows) };
}

function moveTo(head: Head, row: number): void {
  const bars = head.bars as BarColumns;
  head.row = row;
  head.next = row < bars.length ? (bars.closeTime[row] as number) : Infinity;
}

function passTime(session: SimulatedSession, until: Micros, inclusive: boolean): void {
  while (session.engine.passTime(until, inclusive)) settle(session);
}

/** Runs a turn to its end; a backtest has nothing to make durable on the way. */
export function settle(session: SimulatedSession): void {
  while (session.advance()) session.perform();
}

async function refill(head: Head): Promise<void> {
  for (;;) {
    const turn: IteratorResult<BarColumns, unknown> = await head.chunks.next();
    if (turn.done === true) {
      head.bars = undefined;
      head.next = Infinity;
      return;
    }
    const { value } = turn;
    if (value.length === 0) continue;
    head.bars = value;
    if (head.course.equity.length < value.length) head.course = courseOf(value.length);
    head.row = 0;
    head.next = value.closeTime[0] as number;
    return;
  }
}

function first(heads: readonly Head[]): Head | undefined {
  let found: Head | undefined;
  for (const head of heads) if (head.next < (found?.next ?? Infinity)) found = head;
  return found;
}

function otherNext(heads: readonly Head[], head: Head): Micros {
  let next = Infinity;
  for (const other of heads) if (other !== head && other.next < next) next = other.next;
  return next;
}

function byOrder(left: BarStream, right: BarStream): number {
  return (
    compareIntervals(left.market.baseInterval, right.market.baseInterval) ||
    (left.market.instrument.id < right.market.instrument.id ? -1 : 1)
  );
}
