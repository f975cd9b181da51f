import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

import { fail } from '../../kernel/errors.ts';
import { formatTime, type Micros } from '../../kernel/time.ts';

/** Who killed trading, when and why. */
export interface Kill {
  readonly by: string;
  readonly reason: string;
  readonly time: Micros;
}

/**
 * Puts the kill file in its place, synced to disk: from now on nothing that adds exposure leaves, whether an engine runs or not.
 * Errors: `KILL_FILE_UNWRITABLE`.
 */
export function writeKillFile(path: string, { by, reason, time }: Kill): void {
  const draft = `${path}.${process.pid}`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    const file = openSync(draft, 'w', 0o600);
    writeSync(file, `${JSON.stringify({ time: formatTime(time), by, reason })}\n`);
    fsyncSync(file);
    closeSync(file);
    renameSync(draft, path);
    syncFolder(dirname(path));
  } catch (error) {
    fail('KILL_FILE_UNWRITABLE', error instanceof Error ? error.message : String(error), { where: path, cause: error });
  }
}

/**
 * Why trading is killed, in words; `undefined` where there is no kill file. Any file of that name kills, also an empty one that somebody
 * made by hand, and so does one that cannot be read.
 */
export function readKillFile(path: string): string | undefined {
  try {
    const text = readFileSync(path, 'utf8');
    return describe(text) ?? `${path} exists`;
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
    return missing ? undefined : `${path} cannot be read`;
  }
}

/** Takes the kill file away, for a resume that a named person has ordered. Errors: `KILL_FILE_UNWRITABLE`. */
export function removeKillFile(path: string): void {
  try {
    if (!existsSync(path)) return;
    rmSync(path);
    syncFolder(dirname(path));
  } catch (error) {
    fail('KILL_FILE_UNWRITABLE', error instanceof Error ? error.message : String(error), { where: path, cause: error });
  }
}

function describe(text: string): string | undefined {
  try {
    const kill: unknown = JSON.parse(text);
    if (typeof kill !== 'object' || kill === null || !('by' in kill) || !('reason' in kill)) return undefined;
    return `killed by ${String(kill.by)}: ${String(kill.reason)}`;
  } catch {
    return undefined;
  }
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
