import type { Micros } from '../kernel/time.ts';

/** The time of the world outside the core. */
export interface Clock {
  /** Now, UTC. */
  now(): Micros;
  /** Resolves after `micros`, or at once when `signal` is aborted. */
  sleep(micros: Micros, signal?: AbortSignal): Promise<void>;
}
