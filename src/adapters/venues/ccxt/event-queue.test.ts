import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { MarketEvent } from '../../../domain/market-event.ts';
import { backoff } from './backoff.ts';
import { EventQueue } from './event-queue.ts';

function marketQueue(): EventQueue<MarketEvent> {
  return new EventQueue((event) => event.kind !== 'bar');
}

function quote(tsEvent: number): MarketEvent {
  return { kind: 'quote', instrumentId: 'X/Y.Z', bid: 1, ask: 2, bidQuantity: 1, askQuantity: 1, tsEvent, tsInit: 0 };
}

function bar(openTime: number): MarketEvent {
  return {
    kind: 'bar',
    instrumentId: 'X/Y.Z',
    interval: '1m',
    openTime,
    closeTime: openTime + 1,
    open: 1,
    high: 1,
    low: 1,
    close: 1,
    volume: 0,
    tsInit: 0,
  };
}

describe('the queue between sockets and reader', () => {
  it('gives events in order, those that wait before the end too', async () => {
    const queue = marketQueue();
    const read: MarketEvent[] = [];
    const reading = (async () => {
      for await (const event of queue.read()) {
        read.push(event);
        if (read.length === 1) queue.push(quote(2));
        if (read.length === 3) queue.end();
      }
    })();
    queue.push(quote(1));
    await new Promise((resolve) => setImmediate(resolve));
    queue.push(quote(3));
    await reading;
    assert.deepEqual(read, [quote(1), quote(2), quote(3)]);
  });

  it('hands an error on after what came before it', async () => {
    const queue = marketQueue();
    queue.push(quote(1));
    queue.end({ error: new RangeError('over') });
    queue.end();
    const reader = queue.read();
    assert.deepEqual((await reader.next()).value, quote(1));
    await assert.rejects(reader.next(), RangeError);
  });

  it('drops ticks when nobody reads, but never a bar', () => {
    const queue = marketQueue();
    const taken = Array.from({ length: 30_000 }, (_, index) => queue.push(quote(index))).filter(Boolean).length;
    assert.equal(taken, 20_000);
    assert.equal(queue.push(bar(1)), true);
  });
});

describe('the pause before another try', () => {
  it('doubles from a second to a minute, spread over its upper half', () => {
    const seconds = (random: number): number[] => [1, 2, 3, 4, 5, 6, 7, 8, 1000].map((failures) => backoff(failures, () => random) / 1e6);
    assert.deepEqual(seconds(0), [0.5, 1, 2, 4, 8, 16, 30, 30, 30]);
    assert.deepEqual(seconds(1), [1, 2, 4, 8, 16, 32, 60, 60, 60]);
  });
});
