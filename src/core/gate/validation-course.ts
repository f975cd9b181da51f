import { assert } from '../../kernel/assert.ts';
import { MICROS_PER_MINUTE, MICROS_PER_SECOND, type Micros } from '../../kernel/time.ts';
import type { ValidationEvent } from '../../domain/validation-event.ts';

/** How often a run says that it is alive; what is longer than twice that is a gap. */
export const ALIVE_EVERY: Micros = MICROS_PER_MINUTE;

type Begun = ValidationEvent & { readonly kind: 'begun' };

/** How a run is doing, by what is on record of it. */
export interface ValidationCourse {
  readonly begun: Begun;
  readonly endsAt: Micros;
  /** When it was last heard of. */
  readonly lastAlive: Micros;
  /** Time during which it was not up, and during which it was up with stale market data. */
  readonly down: Micros;
  readonly stale: Micros;
  /** Worst feed age and latency of all minutes, in seconds; nothing before the first. */
  readonly feedAges: readonly number[];
  readonly latencies: readonly number[];
  readonly restarts: number;
  /** Whether the alert that was raised on purpose arrived; nothing where none was raised. */
  readonly alertArrived: boolean | undefined;
  /** Why it counts no longer. */
  readonly voided: string | undefined;
  readonly ended: (ValidationEvent & { readonly kind: 'ended' }) | undefined;
}

/** Share of its time so far during which it was up and its market data fresh. */
export function coverageOf({ begun, lastAlive, down, stale }: ValidationCourse): number | undefined {
  const passed = lastAlive - begun.ts;
  return passed === 0 ? undefined : Math.max(0, 1 - (down + stale) / passed);
}

/** The course of a run from its events, oldest first. One that is accelerated makes its own time, so that nothing is missing between two moments of it. */
export function validationCourse([begun, ...events]: readonly ValidationEvent[]): ValidationCourse {
  assert(begun?.kind === 'begun', 'a run begins with its beginning');
  const feedAges: number[] = [];
  const latencies: number[] = [];
  const course = { begun, endsAt: begun.ts + begun.length, feedAges, latencies, ended: undefined as ValidationCourse['ended'] };
  let [lastAlive, down, stale, restarts, planned] = [begun.ts, 0, 0, 0, -Infinity];
  let voided: string | undefined;
  let hasStarted = false;
  let alertArrived: boolean | undefined;
  for (const event of events) {
    if (event.ts < lastAlive && event.kind !== 'maintenance') voided ??= `the clock was set back by ${seconds(lastAlive - event.ts)} s`;
    const gap = event.ts - lastAlive;
    if (event.kind === 'started' || event.kind === 'alive') {
      const isPlanned = lastAlive + gap <= planned;
      if (event.kind === 'started' && hasStarted) {
        restarts += 1;
        if (!isPlanned) voided ??= 'it was restarted, and nobody had said that it would be';
      }
      if (gap > 2 * ALIVE_EVERY && !begun.isAccelerated) {
        down += gap;
        if (!isPlanned && gap > begun.allowance / 2) voided ??= `it was down for ${seconds(gap)} s`;
      }
      if (down > begun.allowance) voided ??= `it was down for ${seconds(down)} s in all; ${seconds(begun.allowance)} s are allowed`;
      lastAlive = Math.max(lastAlive, event.ts);
    }
    switch (event.kind) {
      case 'started':
        hasStarted = true;
        break;
      case 'alive':
        if (!event.isFresh && gap <= 2 * ALIVE_EVERY) stale += gap;
        feedAges.push(event.feedAge);
        if (event.latency !== null) latencies.push(event.latency);
        break;
      case 'canary':
        alertArrived = event.hasArrived;
        break;
      case 'maintenance':
        planned = Math.max(planned, event.until);
        break;
      case 'voided':
        voided ??= event.reason;
        break;
      case 'begun':
        voided ??= 'it was begun twice';
        break;
      case 'ended':
        course.ended = event;
    }
  }
  return { ...course, lastAlive, down, stale, restarts, alertArrived, voided };
}

function seconds(time: Micros): number {
  return Math.round(time / MICROS_PER_SECOND);
}
