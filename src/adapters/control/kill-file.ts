import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

import { HALT_SCOPES, type HaltScope, type TradingState } from '../../domain/trading-state.ts';
import { fail } from '../../kernel/errors.ts';
import { formatTime, type Micros } from '../../kernel/time.ts';

/** What a line of a kill file says: what is halted, and by whom. */
export interface Kill {
  readonly scope: HaltScope;
  readonly state: Exclude<TradingState, 'ACTIVE'>;
  /** Whether what is held there is to be closed. */
  readonly flatten: boolean;
  readonly by: string;
  readonly reason: string;
}

/**
 * Adds a kill to the kill file, synced to disk: from now on nothing of its scope that adds exposure leaves, whether an engine runs or not.
 * Errors: `KILL_FILE_UNWRITABLE`.
 */
export function writeKillFile(path: string, { scope, state, flatten, by, reason }: Kill, time: Micros): void {
  const line = JSON.stringify({ time: formatTime(time), scope: scope.kind, name: scope.name, state, flatten, by, reason });
  replace(path, [...linesOf(path), line]);
}

/**
 * What is killed; nothing where there is no kill file. Any file of that name kills, also an empty one that somebody made by hand, and
 * so does one that cannot be read, or a line of it: then all trading.
 */
export function readKillFile(path: string): readonly Kill[] {
  try {
    const lines = readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '');
    return lines.length === 0 ? [killAll(`${path} exists`)] : lines.map((line) => killOf(line) ?? killAll(`${path} exists`));
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
    return missing ? [] : [killAll(`${path} cannot be read`)];
  }
}

/** Takes the kills of a scope out of the kill file, for a resume that a named person has ordered. Errors: `KILL_FILE_UNWRITABLE`. */
export function removeKills(path: string, scope: HaltScope): void {
  const isLifted = (line: string): boolean => {
    const kill = killOf(line);
    return isSameScope(kill?.scope ?? { kind: 'all' }, scope);
  };
  if (existsSync(path))
    replace(
      path,
      linesOf(path).filter((line) => !isLifted(line)),
    );
}

/** Whether a word about one of them is about the other: a session has one account, so that a kill of it is a kill of all. */
function isSameScope(one: HaltScope, other: HaltScope): boolean {
  const isWhole = ({ kind }: HaltScope): boolean => kind === 'all' || kind === 'account';
  return isWhole(one) && isWhole(other) ? true : one.kind === other.kind && one.name === other.name;
}

/** Lines of a file that cannot be read are one that nobody understands. */
function linesOf(path: string): readonly string[] {
  if (!existsSync(path)) return [];
  try {
    const lines = readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '');
    return lines.length === 0 ? ['this file was empty'] : lines;
  } catch {
    return ['this file could not be read'];
  }
}

/** Puts lines in the place of the file in one step; without any it goes. */
function replace(path: string, lines: readonly string[]): void {
  const draft = `${path}.${process.pid}`;
  try {
    if (lines.length === 0) rmSync(path, { recursive: true, force: true });
    else {
      mkdirSync(dirname(path), { recursive: true });
      const file = openSync(draft, 'w', 0o600);
      writeSync(file, `${lines.join('\n')}\n`);
      fsyncSync(file);
      closeSync(file);
      renameSync(draft, path);
    }
    syncFolder(dirname(path));
  } catch (error) {
    fail('KILL_FILE_UNWRITABLE', error instanceof Error ? error.message : String(error), { where: path, cause: error });
  }
}

/** A line as Ballast writes it; `undefined` for any other. One without a scope is of a version that knew all trading only. */
function killOf(line: string): Kill | undefined {
  try {
    const { scope: kind = 'all', name, state = 'HALTED', flatten = false, by, reason } = JSON.parse(line) as Record<string, unknown>;
    const isKnown = HALT_SCOPES.some((each) => each === kind) && (kind === 'all' || typeof name === 'string');
    if (!isKnown || typeof by !== 'string' || typeof reason !== 'string' || (state !== 'HALTED' && state !== 'REDUCING')) return undefined;
    const scope: HaltScope = { kind: kind as HaltScope['kind'], ...(typeof name === 'string' && { name }) };
    return { scope, state, flatten: flatten === true, by, reason };
  } catch {
    return undefined;
  }
}

function killAll(reason: string): Kill {
  return { scope: { kind: 'all' }, state: 'HALTED', flatten: false, by: 'kill-file', reason };
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
