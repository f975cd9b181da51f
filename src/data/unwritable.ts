import { BallastError } from '../kernel/errors.ts';

const CODES = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM']);
/** DuckDB and SQLite report the same troubles as text. */
const TEXT = /no space left|disk quota|read-?only|permission denied|disk is full|unable to open database/i;

/** Whether an error says that the disk is full or may not be written. */
export function isUnwritable(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof BallastError) return false;
  return ('code' in error && CODES.has(String(error.code))) || TEXT.test(error.message);
}

/** Runs `work`; a full or read-only disk becomes `DATA_UNWRITABLE` naming `where`. */
export async function explainUnwritable<Result>(where: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!isUnwritable(error)) throw error;
    const reason = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
    throw new BallastError('DATA_UNWRITABLE', `the catalog cannot be written: ${reason}`, { where, cause: error });
  }
}
