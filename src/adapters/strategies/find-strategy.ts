import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, extname, isAbsolute, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fail } from '../../kernel/errors.ts';
import { nearest } from '../../kernel/nearest.ts';

/** Where the strategies that ship lie: beside `src` in the repository, beside `dist` in the package. */
const SHIPPED_FOLDER = fileURLToPath(new URL('../../../strategies/', import.meta.url));

/** Endings of a strategy's files; all of them are ES modules. */
export const STRATEGY_ENDINGS: readonly string[] = ['.ts', '.mts', '.js', '.mjs'];

/** The ids of the strategies that ship with Ballast, in order. */
export function shippedStrategies(): readonly string[] {
  return readdirSync(SHIPPED_FOLDER)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => basename(name, '.ts'))
    .sort();
}

/**
 * The file that a reference means: the id of a shipped strategy, or a path, seen from `cwd`.
 * Errors: `STRATEGY_NOT_FOUND`, `STRATEGY_INVALID` for a file of another kind.
 */
export function findStrategy(reference: string, cwd: string): string {
  return looksLikePath(reference) ? findFile(reference, cwd) : findShipped(reference, cwd);
}

/** How to show a path to a person: from `cwd` where it lies below it. */
export function showPath(path: string, cwd: string): string {
  const from = relative(cwd, path);
  return from.startsWith('..') || isAbsolute(from) ? path : from;
}

function looksLikePath(reference: string): boolean {
  return /[/\\]/.test(reference) || /^\.[cm]?[jt]sx?$/.test(extname(reference));
}

function findFile(reference: string, cwd: string): string {
  const path = resolve(cwd, reference);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined)
    fail('STRATEGY_NOT_FOUND', `there is no file ${showPath(path, cwd)}`, { where: path, mend: mendPath(path, cwd) });
  if (!found.isFile())
    fail('STRATEGY_NOT_FOUND', `${showPath(path, cwd)} is not a file`, { where: path, mend: 'Name the file of the strategy.' });
  if (!STRATEGY_ENDINGS.includes(extname(path))) {
    fail('STRATEGY_INVALID', `${showPath(path, cwd)} does not end in ${STRATEGY_ENDINGS.join(', ')}`, {
      where: path,
      mend: 'A strategy is a TypeScript file, or an ES module of JavaScript.',
    });
  }
  return path;
}

function mendPath(path: string, cwd: string): string {
  const folder = resolve(path, '..');
  const others = existsSync(folder) ? readdirSync(folder).filter((name) => STRATEGY_ENDINGS.includes(extname(name))) : [];
  const near = nearest(basename(path), others);
  return near === undefined ? 'Correct the path.' : `Did you mean ${showPath(join(folder, near), cwd)}?`;
}

function findShipped(id: string, cwd: string): string {
  const shipped = shippedStrategies();
  if (shipped.includes(id)) return join(SHIPPED_FOLDER, `${id}.ts`);
  const own = STRATEGY_ENDINGS.map((ending) => `./${id}${ending}`).find((path) => existsSync(resolve(cwd, path)));
  const near = own ?? nearest(id, shipped);
  return fail('STRATEGY_NOT_FOUND', `no strategy named "${id}" ships with Ballast; these do: ${shipped.join(', ')}`, {
    mend: near === undefined ? 'Use one of these, or give the path of your file, such as ./my-strategy.ts.' : `Did you mean ${near}?`,
  });
}
