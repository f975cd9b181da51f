import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { MarketEvent } from '../domain/market-event.ts';
import type { Micros } from '../kernel/time.ts';
import { ManualClock } from '../../tests/tools/manual-clock.ts';
import { arrivals } from './arrivals.ts';

const tick = (price: number): MarketEvent => ({
  kind: 'trade',
  instrumentId: 'A',
  price,
  quantity: 1,
  aggressor: undefined,
  tradeId: String(price),
  tsEvent: price,
  tsInit: price,
});

/** A feed that gives what a test pushes, and ends with its signal. */
class HandFeed {
  readonly #groups: (readonly MarketEvent[] | Error)[] = [];
  #wake: () => void = () => undefined;
  isOpen = false;

  push(...events: readonly MarketEvent[]): void {
    this.#groups.push(events);
    this.#wake();
  }

  fail(error: Error): void {
    this.#groups.push(error);
    this.#wake();
  }

  async *open(signal: AbortSignal): AsyncGenerator<MarketEvent> {
    signal.addEventListener('abort', () => this.#wake());
    this.isOpen = true;
    try {
      while (!signal.aborted) {
        const group = this.#groups.shift();
        if (group instanceof Error) throw group;
        if (group !== undefined) yield* group;
        else await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      this.isOpen = false;
    }
  }
}

function bench(patience: () => Micros | undefined = () => undefined) {
  const feed = new HandFeed();
  const stop = new AbortController();
  const clock = new ManualClock(0);
  const groups = arrivals({ open: (signal) => feed.open(signal), signal: stop.signal, clock, patience });
  const next = async (): Promise<readonly number[] | undefined> => {
    const { value, done } = await groups.next();
    return done === true ? undefined : value.map((event) => event.tsInit);
  };
  return { feed, stop, clock, groups, next };
}

describe('arrivals', () => {
  test('come in the groups in which they came', async () => {
    const { feed, next } = bench();
    feed.push(tick(1), tick(2), tick(3));
    assert.deepEqual(await next(), [1, 2, 3]);
    feed.push(tick(4));
    assert.deepEqual(await next(), [4]);
  });

  test('come in groups of a bounded size, none lost', async () => {
    const { feed, stop, next } = bench();
    feed.push(...Array.from({ length: 1_000 }, (_, index) => tick(index)));
    const sizes: number[] = [];
    const all: number[] = [];
    while (all.length < 1_000) {
      const group = (await next()) ?? [];
      sizes.push(group.length);
      all.push(...group);
    }
    assert.deepEqual(sizes, [256, 256, 256, 232]);
    assert.deepEqual(
      all,
      Array.from({ length: 1_000 }, (_, index) => index),
    );
    stop.abort();
    assert.equal(await next(), undefined);
  });

  test('let timers have their turn between two groups, however fast a feed is', async () => {
    const { feed, next } = bench();
    let turns = 0;
    const timer = setInterval(() => (turns += 1));
    feed.push(...Array.from({ length: 256 * 200 }, (_, index) => tick(index)));
    for (let group = 0; group < 200; group += 1) await next();
    clearInterval(timer);
    assert.ok(turns > 0);
  });

  test('are an empty group when patience ends', async () => {
    const { clock, next, stop } = bench(() => 5);
    const group = next();
    await clock.sleeping(5, 5);
    clock.advance(5);
    assert.deepEqual(await group, []);
    stop.abort();
    assert.equal(await next(), undefined);
  });

  test('end with the signal, and the feed with them', async () => {
    const { feed, stop, next } = bench();
    const group = next();
    stop.abort();
    assert.equal(await group, undefined);
    assert.equal(feed.isOpen, false);
  });

  test('end the feed when their reader leaves', async () => {
    const { feed, groups, next } = bench();
    feed.push(tick(1));
    await next();
    await groups.return();
    assert.equal(feed.isOpen, false);
  });

  test('pass on what came before the feed failed, and then its error', async () => {
    const { feed, next } = bench();
    feed.push(tick(1));
    feed.fail(new Error('cut'));
    await assert.rejects(async () => {
      assert.deepEqual(await next(), [1]);
      await next();
    }, /cut/);
  });
});
