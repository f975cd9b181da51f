import { appendFileSync, existsSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { homeFolder } from '../config/home.ts';
import type { ErrorCode } from '../kernel/error-codes.ts';
import { BallastError } from '../kernel/errors.ts';
import type { CliContext } from './context.ts';

/**
 * Tells the user about an error on stderr and gives the exit code: 2 for a wrong command line, 1 for the rest.
 * A `BallastError` becomes code, message, place and remedy; anything else one line, with its details in a file.
 */
export function printError(error: unknown, context: CliContext, options: { readonly json: boolean }): number {
  const known = error instanceof BallastError && !DEFECTS.includes(error.code) ? error : unexpected(error, context);
  context.err(options.json ? JSON.stringify(known) : describeError(known));
  if (context.env['BALLAST_DEBUG'] === '1') context.err(stackOf(error));
  return known.code === 'USAGE_INVALID' ? 2 : 1;
}

/** The error as lines of text: its code, then what was wrong, where, and how to mend it. */
export function describeError(error: BallastError): string {
  const lines: string[] = [error.code];
  const add = (label: string, text: string): void => void lines.push(`  ${label}  ${text.replaceAll('\n', '\n         ')}`);
  add('what ', error.message);
  if (error.where !== undefined) add('where', error.where);
  add('mend ', error.mend);
  return lines.join('\n');
}

/** Codes of mistakes of Ballast's own: whoever looks into one needs more than its message. */
const DEFECTS: readonly ErrorCode[] = ['ASSERTION_FAILED', 'INTERNAL_ERROR', 'RUN_ENGINE_ENDED'];

function unexpected(error: unknown, context: CliContext): BallastError {
  const file = logDetails(stackOf(error), context);
  if (error instanceof BallastError) {
    const where = [error.where, file && `details in ${file}`].filter((place) => place !== undefined).join('; ');
    return new BallastError(error.code, error.message, { where, mend: error.mend, cause: error });
  }
  const message = (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';
  return new BallastError('INTERNAL_ERROR', message, { ...(file === undefined ? {} : { where: `details in ${file}` }), cause: error });
}

/** The details go beside the other logs, or to the system's temporary folder where there is no home. */
function logDetails(details: string, context: CliContext): string | undefined {
  try {
    const home = homeFolder(context.home);
    const folder = existsSync(home.marker) ? home.logs : tmpdir();
    mkdirSync(folder, { recursive: true });
    const file = join(folder, `ballast-error-${process.pid}.log`);
    appendFileSync(file, `${new Date().toISOString()}\n${details}\n`, { mode: 0o600 });
    return file;
  } catch {
    return undefined;
  }
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\ncaused by ${stackOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
