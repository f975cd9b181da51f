import { setImmediate as turn } from 'node:timers/promises';
import type { MarketEvent } from '../domain/market-event.ts';
import type { Micros } from '../kernel/time.ts';
import type { Clock } from '../ports/clock.ts';

/** More events than this are not taken together. */
const MOST_TOGETHER = 256;

/** How to read a feed. */
export interface ArrivalsSetup {
  /** Begins to read; the reading ends with the signal. */
  readonly open: (signal: AbortSignal) => AsyncIterable<MarketEvent>;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** How long to wait for the next event; for ever where it gives undefined. */
  readonly patience: () => Micros | undefined;
}

/**
 * The events of a feed in the groups in which they came, so that what came together is stored together; an empty group when patience ends.
 * Between two groups the thread takes a turn: timers and messages are heard however fast a feed is.
 */
export async function* arrivals({ open, signal, clock, patience }: ArrivalsSetup): AsyncGenerator<readonly MarketEvent[], void> {
  const ended = new AbortController();
  const events = open(AbortSignal.any([signal, ended.signal]))[Symbol.asyncIterator]();
  const ask = (): Promise<IteratorResult<MarketEvent>> => {
    const asked = events.next();
    // Somebody waits for it in any case, only perhaps not yet when it fails.
    asked.catch(() => undefined);
    return asked;
  };
  let next = ask();
  try {
    for (;;) {
      const group: MarketEvent[] = [];
      let event = await within(patience(), next, clock);
      while (event !== undefined && event.done !== true) {
        group.push(event.value);
        next = ask();
        event = await (group.length < MOST_TOGETHER ? Promise.race([next, turn(undefined)]) : turn(undefined));
      }
      if (group.length > 0 || event === undefined) yield group;
      if (event?.done === true) return;
    }
  } finally {
    ended.abort();
    await events.return?.();
  }
}

/** What comes first: the event, or the end of patience (undefined). */
async function within<T>(patience: Micros | undefined, event: Promise<T>, clock: Clock): Promise<T | undefined> {
  if (patience === undefined) return event;
  const heard = new AbortController();
  try {
    return await Promise.race([event, clock.sleep(patience, heard.signal).then(() => undefined)]);
  } finally {
    heard.abort();
  }
}
