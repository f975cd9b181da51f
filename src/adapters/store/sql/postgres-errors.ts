import { BallastError, type ErrorPlace } from '../../../kernel/errors.ts';
import type { ErrorCode } from '../../../kernel/error-codes.ts';

/** SQLSTATEs that a user can meet, by code or by the class that their first two characters name. */
const STATES: Readonly<Record<string, ErrorCode>> = {
  '23505': 'STORE_DUPLICATE', // unique_violation
  '23': 'ASSERTION_FAILED', // integrity constraint
  '22': 'ASSERTION_FAILED', // a value that its column does not hold
  '25006': 'STORE_READ_ONLY', // read_only_sql_transaction
  '42501': 'STORE_READ_ONLY', // insufficient_privilege
  '53100': 'STORE_FULL', // disk_full
  XX001: 'STORE_CORRUPT', // data_corrupted
  XX002: 'STORE_CORRUPT', // index_corrupted
};

/** An error of the server or of the way to it, in Ballast's terms. The driver's messages never hold the password. */
export function postgresError(error: unknown, place: ErrorPlace): Error {
  if (error instanceof BallastError) return error;
  const cause = error instanceof Error ? error : new Error(String(error));
  const state = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  const code = STATES[state] ?? STATES[state.slice(0, 2)] ?? 'STORE_UNAVAILABLE';
  // Connecting to every address of a host in vain gives an error without words of its own.
  const message = cause.message === '' && cause instanceof AggregateError ? cause.errors.map(String).join('; ') : cause.message;
  return new BallastError(code, message, { where: place, cause });
}
