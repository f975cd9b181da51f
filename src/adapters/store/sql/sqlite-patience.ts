import { setTimeout as delay } from 'node:timers/promises';

/** SQLite's code for a database that another connection has locked. */
const BUSY = 5;
const WAIT_MAX_MS = 10;

/** Whether the error says that another connection has the database locked. */
export function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' && (error.errcode & 0xff) === BUSY;
}

/**
 * Tries again while another connection has the database locked, for `patienceMs` at most.
 * SQLite's own way of waiting would stop this whole process, and with it another store of the same process that has the lock.
 */
export async function patiently<Result>(patienceMs: number, attempt: () => Result | Promise<Result>): Promise<Result> {
  const deadline = performance.now() + patienceMs;
  for (let waitMs = 1; ; waitMs = Math.min(2 * waitMs, WAIT_MAX_MS)) {
    try {
      return await attempt();
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error;
    }
    await delay(waitMs);
  }
}
