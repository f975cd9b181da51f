import type { Micros } from '../../../kernel/time.ts';
import { MICROS_PER_SECOND } from '../../../kernel/time.ts';

const FIRST = MICROS_PER_SECOND;
const LONGEST = 60 * MICROS_PER_SECOND;

/**
 * How long to wait before the try that follows `failures` failed ones: doubling from a second to a minute,
 * spread over its upper half so that many clients do not come back at once. `random` gives numbers in [0, 1).
 */
export function backoff(failures: number, random: () => number): Micros {
  const full = Math.min(LONGEST, FIRST * 2 ** Math.min(failures - 1, 16));
  return Math.round(full / 2 + (full / 2) * random());
}
