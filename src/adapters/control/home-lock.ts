import { closeSync, openSync } from 'node:fs';

import { fail } from '../../kernel/errors.ts';

/** SQLite's code for a file that another connection has locked. */
const BUSY = 5;

/** The right to be the one engine of a home folder. */
export interface HomeLock {
  release(): void;
}

/**
 * Takes the lock of a home folder, which is that of an empty SQLite file: the operating system drops it with the process, however that
 * ends, so there is no stale lock to judge. Errors: `HOME_IN_USE`, `HOME_UNWRITABLE`.
 */
export async function holdHome(path: string): Promise<HomeLock> {
  const { DatabaseSync } = await import('node:sqlite');
  try {
    // A lock may be had on a disk that only reads; an engine cannot run there.
    closeSync(openSync(path, 'a', 0o600));
    const lock = new DatabaseSync(path, { timeout: 0 });
    try {
      lock.exec('begin exclusive');
    } catch (error) {
      lock.close();
      throw error;
    }
    return { release: () => lock.close() };
  } catch (error) {
    if (error instanceof Error && 'errcode' in error && error.errcode === BUSY)
      fail('HOME_IN_USE', 'another process runs an engine on this home folder', { where: path });
    return fail('HOME_UNWRITABLE', `its lock cannot be taken: ${error instanceof Error ? error.message : String(error)}`, {
      where: path,
      cause: error,
    });
  }
}
