import { errorCodes, type ErrorCode } from '../../kernel/error-codes.ts';
import { BallastError, fail } from '../../kernel/errors.ts';

/** What a command is asked with: JSON-safe. */
export type CommandArguments = Readonly<Record<string, unknown>>;

/** One line from the command line to the engine. */
export interface ControlRequest {
  readonly command: string;
  readonly args: CommandArguments;
}

/** One line back. */
export type ControlResponse =
  | { readonly ok: true; readonly result: unknown }
  | {
      readonly ok: false;
      readonly error: { readonly code: string; readonly message: string; readonly where?: string; readonly mend?: string };
    };

/** Longest request, in bytes. */
export const LONGEST_REQUEST = 65_536;
/** Longest answer, in characters. */
export const LONGEST_RESPONSE = 16_777_216;

/** The request of a line. Errors: `CONTROL_REFUSED`. */
export function parseRequest(line: string): ControlRequest {
  const value = parseObject(line);
  const { command, args = {} } = value ?? {};
  if (typeof command !== 'string' || !isObject(args)) fail('CONTROL_REFUSED', 'a command is a line of JSON with command and args');
  return { command, args };
}

/** The result in the answer of a line. Errors: the engine's own, and `CONTROL_UNANSWERED` for what is no answer. */
export function parseResponse(line: string): unknown {
  const value = parseObject(line);
  if (value?.['ok'] === true) return value['result'];
  const error = value?.['error'];
  if (value?.['ok'] !== false || !isObject(error) || typeof error['message'] !== 'string') {
    return fail('CONTROL_UNANSWERED', 'what came back is no answer of Ballast');
  }
  const { code, message, where, mend } = error;
  throw new BallastError(isErrorCode(code) ? code : 'CONTROL_REFUSED', message, {
    ...(typeof where === 'string' ? { where } : {}),
    ...(typeof mend === 'string' ? { mend } : {}),
  });
}

/** The answer to a command that could not be carried out; what nobody expected is told without its stack. */
export function refusal(error: unknown): ControlResponse {
  const known =
    error instanceof BallastError ? error : new BallastError('INTERNAL_ERROR', error instanceof Error ? error.message : String(error));
  return { ok: false, error: known.toJSON() };
}

function parseObject(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(errorCodes, code);
}
