import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { fail } from '../kernel/errors.ts';

const POLL_MS = 50;

/**
 * Runs `work` as the only writer of the catalog, in this process and among all others.
 * The lock is that of an empty SQLite file: the operating system drops it with the process, however that ends,
 * so there is no stale lock to judge. Errors: `DATA_BUSY` after `waitMs`.
 */
export async function withCatalogLock<Result>(root: string, waitMs: number, work: () => Promise<Result>): Promise<Result> {
  mkdirSync(root, { recursive: true });
  const path = join(root, 'lock');
  const { DatabaseSync } = await import('node:sqlite');
  const lock = new DatabaseSync(path, { timeout: 0 });
  try {
    for (let waitedMs = 0; !tryLock(() => lock.exec('BEGIN EXCLUSIVE')); waitedMs += POLL_MS) {
      if (waitedMs >= waitMs)
        fail('DATA_BUSY', `another process has been writing to the catalog for over ${waitMs / 1000} s`, { where: path });
      await delay(POLL_MS);
    }
    return await work();
  } finally {
    lock.close();
  }
}

function tryLock(begin: () => void): boolean {
  try {
    begin();
    return true;
  } catch (error) {
    const busy = error instanceof Error && 'errcode' in error && error.errcode === 5;
    if (busy) return false;
    throw error;
  }
}
