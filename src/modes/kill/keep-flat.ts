import { MICROS_PER_MILLISECOND, MICROS_PER_SECOND, type Micros } from '../../kernel/time.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Clock } from '../../ports/clock.ts';
import type { MakeInputs } from '../session-turns.ts';

/** How often it is looked for what is to be flat and is not. */
const LOOK: Micros = 200 * MICROS_PER_MILLISECOND;
/** What cannot be closed, such as less than the venue takes, is tried again after longer and longer. */
const LONGEST_PAUSE: Micros = 30 * MICROS_PER_SECOND;

/** What `keepFlat` works with. */
export interface FlatKeeping {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly enter: (make: MakeInputs) => Promise<void>;
}

/**
 * Sees to it that what a kill wants flat becomes flat, and stays so: what fills late, what a restart finds, and exits that were refused.
 * Until `signal` is aborted. Errors: what fails of an input ends the session by itself.
 */
export async function keepFlat({ engine, clock, enter }: FlatKeeping, signal: AbortSignal): Promise<void> {
  let [tries, next] = [0, -Infinity];
  while (!signal.aborted) {
    if (engine.unflattened.length === 0) [tries, next] = [0, -Infinity];
    else if (clock.now() >= next) {
      tries += 1;
      next = clock.now() + Math.min(LOOK * 2 ** tries, LONGEST_PAUSE);
      await enter(() => (engine.unflattened.length === 0 ? [] : [{ kind: 'flatten', ts: clock.now() }])).catch(() => undefined);
    }
    await clock.sleep(LOOK, signal);
  }
}
