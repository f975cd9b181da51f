import { setTimeout as delay } from 'node:timers/promises';

import type { Clock } from '../../ports/clock.ts';

/** Longest that one timer of Node can wait, in milliseconds. */
const TIMER_LIMIT_MS = 2 ** 31 - 1;

/** The wall clock of this machine, UTC. It follows corrections of the machine's clock, so it may step. */
export const systemClock: Clock = {
  now: () => Date.now() * 1000,
  async sleep(micros, signal) {
    for (let left = Math.ceil(micros / 1000); left > 0 && signal?.aborted !== true; left -= TIMER_LIMIT_MS) {
      // An aborted wait rejects; here it only ends early.
      await delay(Math.min(left, TIMER_LIMIT_MS), undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
    }
  },
};
