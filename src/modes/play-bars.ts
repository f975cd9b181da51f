import type { BarColumns } from '../domain/bars.ts';
import { compareIntervals } from '../domain/interval.ts';
import type { Micros } from '../kernel/time.ts';
import type { SeatedMarket } from '../engine/strategy-host.ts';
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
  row: number;
  /** Closing time of the next bar; infinite at the end. */
  next: Micros;
}

/** Called with one of the bars of every closing time, after all of them have had their turn; in the hot loop, so it must be cheap. */
export type OnTime = (bars: BarColumns, row: number) => void;

/**
 * Plays streams of bars through a session, in the order (close time, shorter interval, instrument id). As long as no other stream has a bar
 * that closes by then, the loop is a plain loop over a chunk; bars that close at one time have their turn together. `stopped` is asked
 * after every stretch.
 */
export async function playBars(
  session: SimulatedSession,
  streams: readonly BarStream[],
  onTime: OnTime,
  stopped: () => boolean,
): Promise<void> {
  const heads: Head[] = [...streams]
    .sort(byOrder)
    .map(({ market, chunks }) => ({ market, chunks, bars: undefined, row: 0, next: -Infinity }));
  for (const head of heads) await refill(head);
  while (!stopped()) {
    const head = first(heads);
    if (head === undefined) return;
    const limit = otherNext(heads, head);
    if (head.next < limit) playStretch(session, head, limit, onTime);
    else playSlice(session, heads, onTime);
    for (const each of heads) if (each.bars !== undefined && each.row >= each.bars.length) await refill(each);
  }
}

/** Bars that one call of `playStretch` plays at most: short calls are compiled as functions, not patched into running loops. */
const STRETCH = 512;

/** Plays the bars of one stream that come before `limit`, the next bar of any other stream. */
function playStretch(session: SimulatedSession, head: Head, limit: Micros, onTime: OnTime): void {
  const { market } = head;
  const bars = head.bars as BarColumns;
  const closeTimes = bars.closeTime;
  const end = Math.min(bars.length, head.row + STRETCH);
  let row = head.row;
  do {
    playBar(session, market, bars, row);
    onTime(bars, row);
    row += 1;
  } while (row < end && (closeTimes[row] as number) < limit);
  moveTo(head, row);
}

/** The turn of a bar that closes alone: what is due before it happens, the venue matches it, the engine sees it, what is due at its close happens. */
function playBar(session: SimulatedSession, market: SeatedMarket, bars: BarColumns, row: number): void {
  const { engine } = session;
  const closeTime = bars.closeTime[row] as number;
  if (engine.due.next < closeTime) passTime(session, closeTime, false);
  if (session.match(market, bars, row)) settle(session);
  session.deliver(market, bars, row);
  if (engine.account.effects.length > 0) settle(session);
  if (engine.due.next <= closeTime) passTime(session, closeTime, true);
}

/** The turn of all bars that close at the next time: the same, but each step for all of them before the next step. */
function playSlice(session: SimulatedSession, heads: readonly Head[], onTime: OnTime): void {
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
  if (first !== undefined) onTime(first.bars as BarColumns, first.row - 1);
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
