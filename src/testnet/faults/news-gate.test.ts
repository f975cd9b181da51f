import assert from 'node:assert/strict';
import { test } from 'node:test';

import { MICROS_PER_SECOND } from '../../kernel/time.ts';
import { FaultBox } from './fault-box.ts';
import type { FaultOrder } from './fault.ts';
import { NewsGate } from './news-gate.ts';

/** What comes out of `pong` and then the news 1 to 5, of which the odd ones are private, and after two more seconds. */
function through(...orders: readonly FaultOrder[]): string {
  const faults = new FaultBox();
  for (const order of orders) faults.add(order, 0);
  const out: string[] = [];
  const gate = new NewsGate(faults, (message) => out.push(typeof message === 'string' && message.length > 4 ? '?' : String(message)));
  gate.offer('pong', 'control', 0);
  for (let news = 1; news <= 5; news++) gate.offer(String(news), news % 2 === 1 ? 'private' : 'public', 0);
  gate.tick(2 * MICROS_PER_SECOND);
  return out.join(' ');
}

for (const [name, expected, ...orders] of [
  ['no fault', 'pong 1 2 3 4 5'],
  ['mute', 'pong', { kind: 'mute' }],
  ['mute-private', 'pong 2 4', { kind: 'mute-private' }],
  ['skip', 'pong 1 3 5', { kind: 'skip' }],
  ['double', 'pong 1 1 1 2 2 2 3 3 3 4 4 4 5 5 5', { kind: 'double' }],
  ['reorder', 'pong 2 1 4 3 5', { kind: 'reorder' }],
  ['reorder and double', 'pong 2 2 2 1 4 4 4 3 5', { kind: 'reorder' }, { kind: 'double' }],
  ['garbage', 'pong ? 1 ? 2 ? 3 ? 4 ? 5', { kind: 'garbage' }],
  ['late-news', 'pong 1 2 3 4 5', { kind: 'late-news', milliseconds: 1_000 }],
  ['late-news, later than that', 'pong', { kind: 'late-news', milliseconds: 3_000 }],
] as const satisfies readonly (readonly [string, string, ...FaultOrder[]])[]) {
  test(`a stream under ${name}: ${expected}`, () => assert.equal(through(...orders), expected));
}
