import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { extname } from 'node:path';
import process from 'node:process';
import { parse, type Program } from 'acorn';
import { fail } from '../../kernel/errors.ts';

/** One file of a strategy, read once: what was checked is what runs and what is hashed. */
export interface StrategySource {
  /** Absolute. */
  readonly path: string;
  /** As it is shown to a person. */
  readonly shown: string;
  /** JavaScript, with blanks where types stood, so that every position is that of the file. */
  readonly code: string;
  readonly program: Program;
  /** Of the bytes on disk. */
  readonly sha256: string;
}

/** Reads and parses one file without running it. Errors: `STRATEGY_NOT_FOUND`, `STRATEGY_SYNTAX` with line and column. */
export function readSource(path: string, shown: string): StrategySource {
  const bytes = readBytes(path, shown);
  const text = bytes.toString('utf8');
  const code = extname(path).endsWith('ts') ? stripTypes(text, shown) : text;
  return { path, shown, code, program: parseModule(code, shown), sha256: createHash('sha256').update(bytes).digest('hex') };
}

function readBytes(path: string, shown: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return fail('STRATEGY_NOT_FOUND', `${shown} cannot be read: ${reason}`, {
      where: shown,
      mend: 'Make the file readable.',
      cause: error,
    });
  }
}

function stripTypes(text: string, shown: string): string {
  try {
    return quietly(() => stripTypeScriptTypes(text, { mode: 'strip' }));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return fail('STRATEGY_SYNTAX', error.message, { where: placeOfStripError(error, shown), cause: error });
  }
}

/** Node announces on stderr that the call may still change; that is ours to know, not the user's. */
function quietly<T>(action: () => T): T {
  const emitWarning: unknown = Reflect.get(process, 'emitWarning');
  process.emitWarning = () => {};
  try {
    return action();
  } finally {
    Reflect.set(process, 'emitWarning', emitWarning);
  }
}

/** Node tells the place only in the first lines of the stack: `:line`, the line itself, and carets below the column. */
function placeOfStripError(error: SyntaxError, shown: string): string {
  const [head = '', , carets = ''] = (error.stack ?? '').split('\n');
  const line = /:(\d+)$/.exec(head)?.[1];
  return line === undefined ? shown : `${shown}:${line}:${Math.max(carets.indexOf('^'), 0) + 1}`;
}

function parseModule(code: string, shown: string): Program {
  try {
    return parse(code, { ecmaVersion: 'latest', sourceType: 'module', locations: true, allowAwaitOutsideFunction: true });
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const { loc } = error as SyntaxError & { readonly loc?: { readonly line: number; readonly column: number } };
    const where = loc === undefined ? shown : `${shown}:${loc.line}:${loc.column + 1}`;
    return fail('STRATEGY_SYNTAX', error.message.replace(/ \(\d+:\d+\)$/, ''), { where, cause: error });
  }
}
