import { formatTime, type Micros } from '../kernel/time.ts';
import { BEACON, HANDLERS, type Beacon } from '../engine/handler-calls.ts';

/** How long one handler may take, in milliseconds, unless told otherwise. */
export const HANDLER_LIMIT_MS = 5_000;
/** A handler counts as at work between two looks for at most so long: a process that was paused meanwhile was not. */
const LONGEST_LOOK_MS = 500;

/** A handler that has been at work for too long. */
export interface StuckHandler {
  readonly strategyId: string;
  readonly handler: string;
  /** Time of the event for which it was called. */
  readonly at: Micros;
  /** The number of the call among all that were made. */
  readonly call: number;
  readonly message: string;
  /** Strategy, handler and bar, in words. */
  readonly where: string;
}

/** A beacon in memory that two threads share. */
export function sharedBeacon(): Beacon {
  return new Float64Array(new SharedArrayBuffer(Object.keys(BEACON).length * Float64Array.BYTES_PER_ELEMENT));
}

/** A look at the beacon: tells of the handler that is stuck, once one and the same call has been running for longer than `limitMs`. */
export function watchBeacon(
  beacon: Beacon,
  strategyIds: readonly string[],
  limitMs: number,
  stopwatch: () => number = () => performance.now(),
): () => StuckHandler | undefined {
  let call = -1;
  let workedMs = 0;
  let lastLook = stopwatch();
  return () => {
    const now = stopwatch();
    const isSameCall = (beacon[BEACON.handler] as number) !== 0 && beacon[BEACON.call] === call;
    workedMs = isSameCall ? workedMs + Math.min(now - lastLook, LONGEST_LOOK_MS) : 0;
    call = beacon[BEACON.call] as number;
    lastLook = now;
    if (workedMs <= limitMs) return undefined;
    const strategyId = strategyIds[beacon[BEACON.strategy] as number] ?? 'unknown';
    const handler = HANDLERS[beacon[BEACON.handler] as number] ?? 'none';
    const at = beacon[BEACON.time] as number;
    return {
      strategyId,
      handler,
      at,
      call,
      message: `${handler} did not come back within ${(limitMs / 1000).toFixed(1)} s`,
      where: `strategy ${strategyId}, ${handler}, bar closing ${formatTime(at)}`,
    };
  };
}
