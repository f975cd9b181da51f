import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { MICROS_PER_SECOND } from '../../../../kernel/time.ts';
import { CircuitBreaker } from './circuit-breaker.ts';

/** Plays one outcome a second: `x` a failure, `.` an answer; tells after which of them the breaker was open. */
function openAfter(outcomes: string): string {
  const breaker = new CircuitBreaker();
  return Array.from(outcomes)
    .map((outcome, second) => {
      const now = second * MICROS_PER_SECOND;
      if (outcome === 'x') breaker.failed(now);
      else if (outcome === '.') breaker.answered(now);
      return breaker.brokenSince === undefined ? '-' : 'O';
    })
    .join('');
}

describe('a circuit breaker', () => {
  for (const [name, outcomes, open] of [
    ['opens at the fifth failure in a row', '.xxxxxx', '-----OO'],
    ['is not opened by four', 'xxxx.xxxx.', '----------'],
    ['opens when half of ten failed', '..x.x.x.xx', '---------O'],
    ['forgets what is older than a minute', `xxxx${' '.repeat(60)}.....x`, '-'.repeat(70)],
    ['stays open when an answer comes at once', 'xxxxx....', '----OOOOO'],
    ['closes at the first answer half a minute after the last failure', `xxxxx${' '.repeat(30)}.`, `----${'O'.repeat(31)}-`],
  ] as const) {
    it(name, () => assert.equal(openAfter(outcomes), open));
  }
});
