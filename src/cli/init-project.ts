import { existsSync, mkdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

import { ballastVersion } from '../config/build.ts';
import { renderSample } from '../config/render-sample.ts';
import { fail } from '../kernel/errors.ts';
import { STRATEGY_TEMPLATE } from './strategy-template.ts';

/** A file of a project, and what it is for. */
export interface WrittenFile {
  readonly path: string;
  readonly meaning: string;
}

interface ProjectFile extends WrittenFile {
  readonly text: string;
  /** Whether a file that is there already is left as it is, rather than an error. */
  readonly keep: boolean;
}

/**
 * Writes a new project into `folder`: all of it, or nothing. Gives the files that it wrote; of a package.json that is there it changes
 * the type only, since strategies are ES modules. Errors: `INIT_EXISTS`, `INIT_OWN_SOURCE`, `INIT_UNWRITABLE`.
 */
export function initProject(folder: string): readonly WrittenFile[] {
  const own = readPackage(join(folder, 'package.json'));
  if (own?.value['name'] === 'ballast') fail('INIT_OWN_SOURCE', 'this folder holds the sources of Ballast', { where: folder });
  const files = projectFiles();
  const taken = files.filter(({ path, keep }) => !keep && existsSync(join(folder, path)));
  if (taken.length > 0) fail('INIT_EXISTS', `${taken.map(({ path }) => path).join(' and ')} would be overwritten`, { where: folder });
  const missing = files.filter(({ path }) => !existsSync(join(folder, path)));
  const undo: (() => void)[] = [];
  try {
    for (const { path, text } of missing) writeNew(join(folder, path), text, undo);
    return own === undefined || own.value['type'] === 'module' ? missing : [...missing, makeModule(own)];
  } catch (error) {
    for (const step of undo.toReversed()) step();
    return fail('INIT_UNWRITABLE', error instanceof Error ? error.message : String(error), { where: folder, cause: error });
  }
}

interface PackageFile {
  readonly file: string;
  readonly text: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** A package.json; undefined where there is none, or none that npm would read either. */
function readPackage(file: string): PackageFile | undefined {
  try {
    const text = readFileSync(file, 'utf8');
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { file, text, value: { ...value } } : undefined;
  } catch {
    return undefined;
  }
}

/** Sets the type of a package, and keeps its other keys and its indentation. */
function makeModule({ file, text, value }: PackageFile): WrittenFile {
  const indent = /^\{\r?\n([ \t]+)"/.exec(text)?.[1] ?? '';
  writeFileSync(file, `${JSON.stringify({ ...value, type: 'module' }, null, indent)}${text.endsWith('\n') ? '\n' : ''}`);
  return { path: 'package.json', meaning: '"type" is "module" now, as strategies need; the rest is as it was' };
}

/** Writes a file that is not there yet, and notes how to take it back. */
function writeNew(file: string, text: string, undo: (() => void)[]): void {
  makeFolder(dirname(file), undo);
  writeFileSync(file, text, { flag: 'wx' });
  undo.push(() => rmSync(file));
}

function makeFolder(folder: string, undo: (() => void)[]): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder), undo);
  mkdirSync(folder);
  undo.push(() => rmdirSync(folder));
}

function projectFiles(): readonly ProjectFile[] {
  const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
  return [
    { path: 'ballast.yaml', meaning: 'what runs, on which money, within which limits', text: renderSample(), keep: false },
    { path: join('strategies', 'my-strategy.ts'), meaning: 'a strategy to change', text: STRATEGY_TEMPLATE, keep: false },
    {
      path: 'package.json',
      meaning: 'so that the editor finds the types',
      text: json({ name: 'my-strategies', private: true, type: 'module', dependencies: { ballast: packageSource() } }),
      keep: true,
    },
    {
      path: 'tsconfig.json',
      meaning: 'the rules by which Node reads TypeScript',
      text: json({
        compilerOptions: {
          target: 'es2024',
          module: 'nodenext',
          noEmit: true,
          strict: true,
          noUncheckedIndexedAccess: true,
          skipLibCheck: true,
          allowImportingTsExtensions: true,
          erasableSyntaxOnly: true,
          verbatimModuleSyntax: true,
          types: [],
        },
        include: ['strategies'],
      }),
      keep: true,
    },
    { path: '.gitignore', meaning: 'keeps state out of version control', text: 'node_modules/\nvar/\n', keep: true },
  ];
}

/** How a project names this Ballast: by its version where it was installed, by its folder where it is a checkout. */
function packageSource(): string {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  return root.includes(`${sep}node_modules${sep}`) ? ballastVersion() : `file:${root.replace(/\/$/, '')}`;
}
