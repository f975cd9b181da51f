import { errorCodes, type ErrorCode } from './error-codes.ts';

/** Where an error was found: a file and line, a setting, a strategy's handler and bar; whatever names the place. */
export type ErrorPlace = string;

/**
 * The one error that Ballast raises for anything a user can meet.
 * `code` is stable and documented in docs/errors.md, `message` says what was wrong,
 * `where` names the place, `mend` says how to put it right.
 */
export class BallastError extends Error {
  override readonly name = 'BallastError';
  readonly code: ErrorCode;
  readonly where: ErrorPlace | undefined;
  readonly mend: string;

  constructor(code: ErrorCode, message: string, options: { where?: ErrorPlace; mend?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.where = options.where;
    this.mend = options.mend ?? errorCodes[code].mend;
  }

  /** The error as one JSON-safe value, for `--json`, the store and the API. */
  toJSON(): { code: ErrorCode; message: string; where?: ErrorPlace; mend: string } {
    return { code: this.code, message: this.message, ...(this.where === undefined ? {} : { where: this.where }), mend: this.mend };
  }
}

/** Raises a `BallastError`; as an expression, so that it can stand on the right of `??`. */
export function fail(code: ErrorCode, message: string, options: { where?: ErrorPlace; mend?: string; cause?: unknown } = {}): never {
  throw new BallastError(code, message, options);
}

/** Whether `error` is a `BallastError`, optionally with this very code. */
export function isBallastError(error: unknown, code?: ErrorCode): error is BallastError {
  return error instanceof BallastError && (code === undefined || error.code === code);
}
