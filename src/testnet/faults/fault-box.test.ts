import assert from 'node:assert/strict';
import { test } from 'node:test';

import { MICROS_PER_SECOND } from '../../kernel/time.ts';
import { FaultBox } from './fault-box.ts';

const SECOND = MICROS_PER_SECOND;

test('a fault of requests falls once, or as often as was said, on the requests that were said', () => {
  const box = new FaultBox();
  box.add({ kind: 'drop-reply', on: 'place', times: 2 }, 0);
  box.add({ kind: 'html' }, 0);
  const taken = (['cancel', 'place', 'cancel', 'place', 'place'] as const).map((operation) => box.takeForRequest(operation, 0)?.kind);
  assert.deepEqual(taken, ['html', 'drop-reply', undefined, 'drop-reply', undefined]);
});

test('a fault with a time falls on every request until then', () => {
  const box = new FaultBox();
  box.add({ kind: 'unavailable', seconds: 2 }, 0);
  const taken = [0, 1, 1.9, 2].map((second) => box.takeForRequest('market', second * SECOND)?.kind);
  assert.deepEqual(taken, ['unavailable', 'unavailable', 'unavailable', undefined]);
});

test('faults of streams and of the venue last until they are cleared', () => {
  const box = new FaultBox();
  box.add({ kind: 'mute' }, 0);
  box.add({ kind: 'skew', milliseconds: -5_000 }, 0);
  assert.deepEqual([box.isOn('mute', 1e15), box.shift('skew', 1e15), box.shift('lag', 1e15)], [true, -5 * SECOND, 0]);
  box.clear();
  assert.deepEqual([box.isOn('mute', 1e15), box.shift('skew', 1e15)], [false, 0]);
});

test('a fault of a moment happens once', () => {
  const box = new FaultBox();
  box.add({ kind: 'cut-streams' }, 0);
  box.add({ kind: 'mute' }, 0);
  assert.deepEqual([box.takeMoments(0), box.takeMoments(0), box.isOn('mute', 0)], [['cut-streams'], [], true]);
});

test('the same seed has the same faults at the same times', () => {
  const story = (seed: number): string[] => {
    const box = new FaultBox();
    box.plan({ seed, everySeconds: 10 }, 0);
    return Array.from({ length: 100 }, (_, second) => {
      box.tick(second * SECOND);
      return box
        .list(second * SECOND)
        .map(({ id, kind, left }) => `${id} ${kind} ${left}`)
        .join();
    });
  };
  assert.deepEqual(story(1), story(1));
  assert.notDeepEqual(story(1), story(2));
  assert.ok(new Set(story(1)).size > 5);
});
