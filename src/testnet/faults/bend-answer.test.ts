import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { VenueFace, WireRequest } from '../wire/venue-face.ts';
import { bendAnswer, textOf } from './bend-answer.ts';
import { FAULTS, type FaultKind } from './fault.ts';

const REQUEST: WireRequest = { method: 'GET', path: '/', query: '', headers: {}, body: '', address: '127.0.0.1' };

/** What a client sees of an answer `[1,2,3,4]` under a fault, and whether the request was carried out. */
function under(kind: FaultKind): string {
  let done = 'not done';
  const face: Pick<VenueFace, 'answer' | 'trouble'> = {
    answer: () => {
      done = 'done';
      return { status: 201, body: [1, 2, 3, 4] };
    },
    trouble: (trouble, retryAfter) => ({ status: 500, body: `${trouble} ${retryAfter}` }),
  };
  const outcome = bendAnswer(face, REQUEST, { kind, id: 1, left: 1, until: Infinity, milliseconds: 7, retryAfter: 3 });
  if (outcome.kind !== 'reply') return `${done}: ${outcome.kind}`;
  const { reply, afterMilliseconds } = outcome;
  return `${done}: ${reply.status} ${textOf(reply).slice(0, 15)}${afterMilliseconds === 0 ? '' : ` after ${afterMilliseconds}`}`;
}

const ROWS: Readonly<Partial<Record<FaultKind, string>>> = {
  'drop-request': 'not done: break',
  'drop-reply': 'done: break',
  'hang-request': 'not done: silence',
  'hang-reply': 'done: silence',
  'late-reply': 'done: 201 [1,2,3,4] after 7',
  'late-request': 'done: 201 [1,2,3,4]',
  timeout: 'done: 500 timeout 3',
  unavailable: 'not done: 500 unavailable 3',
  maintenance: 'not done: 500 maintenance 3',
  limited: 'not done: 500 limited 3',
  banned: 'not done: 500 banned 3',
  'empty-body': 'done: 200 ',
  'empty-object': 'done: 200 {}',
  'empty-list': 'done: 200 []',
  html: 'not done: 200 <!DOCTYPE html>',
  'cut-body': 'done: 201 [1,2',
  'cut-page': 'done: 201 [1,2]',
};

for (const [kind, seen] of Object.entries(ROWS) as [FaultKind, string][]) {
  test(`a request under ${kind} is ${seen}`, () => assert.equal(under(kind), seen));
}

test('every fault of requests is in the table', () => {
  const falling = (Object.keys(FAULTS) as FaultKind[]).filter((kind) => FAULTS[kind].falls === 'request');
  assert.deepEqual(Object.keys(ROWS).sort(), falling.sort());
});
