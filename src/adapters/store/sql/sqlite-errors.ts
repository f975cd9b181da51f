import { BallastError, type ErrorPlace } from '../../../kernel/errors.ts';
import type { ErrorCode } from '../../../kernel/error-codes.ts';

/** SQLite's primary result codes that a user can meet. */
const PRIMARY: Readonly<Record<number, ErrorCode>> = {
  3: 'STORE_READ_ONLY', // PERM
  5: 'STORE_UNAVAILABLE', // BUSY
  6: 'STORE_UNAVAILABLE', // LOCKED
  8: 'STORE_READ_ONLY', // READONLY
  10: 'STORE_UNAVAILABLE', // IOERR
  11: 'STORE_CORRUPT', // CORRUPT
  13: 'STORE_FULL', // FULL
  14: 'STORE_READ_ONLY', // CANTOPEN
  19: 'ASSERTION_FAILED', // CONSTRAINT
  26: 'STORE_CORRUPT', // NOTADB
};

/** Extended result codes that say more than their primary one. */
const EXTENDED: Readonly<Record<number, ErrorCode>> = {
  1555: 'STORE_DUPLICATE', // CONSTRAINT_PRIMARYKEY
  2067: 'STORE_DUPLICATE', // CONSTRAINT_UNIQUE
  4874: 'STORE_FULL', // IOERR_SHMSIZE: no room for the shared-memory file
};

/** What the file system says when a folder cannot be made. */
const SYSTEM: Readonly<Record<string, ErrorCode>> = {
  EACCES: 'STORE_READ_ONLY',
  EPERM: 'STORE_READ_ONLY',
  EROFS: 'STORE_READ_ONLY',
  ENOENT: 'STORE_READ_ONLY',
  ENOTDIR: 'STORE_READ_ONLY',
  EEXIST: 'STORE_READ_ONLY',
  ENOSPC: 'STORE_FULL',
  EDQUOT: 'STORE_FULL',
};

function codeOf(error: Error): ErrorCode {
  if ('errcode' in error && typeof error.errcode === 'number') {
    return EXTENDED[error.errcode] ?? PRIMARY[error.errcode & 0xff] ?? 'STORE_UNAVAILABLE';
  }
  return ('code' in error && typeof error.code === 'string' ? SYSTEM[error.code] : undefined) ?? 'STORE_UNAVAILABLE';
}

/** An error of SQLite or of the file system under it, in Ballast's terms. */
export function sqliteError(error: unknown, place: ErrorPlace): Error {
  if (error instanceof BallastError) return error;
  const cause = error instanceof Error ? error : new Error(String(error));
  return new BallastError(codeOf(cause), cause.message, { where: place, cause });
}
