import { existsSync } from 'node:fs';
import { dirname, extname, join, relative, sep } from 'node:path';
import type { AnyNode } from 'acorn';
import { checkSource } from './check-source.ts';
import { showPath, STRATEGY_ENDINGS } from './find-strategy.ts';
import { raise, type Offence } from './offence.ts';
import { readSource, type StrategySource } from './read-source.ts';
import { positionOf } from './syntax-tree.ts';

/** Packages that a strategy may import. */
const PACKAGES: ReadonlySet<string> = new Set(['ballast', 'zod']);

/**
 * A strategy's file and all that it imports by relative paths, read and checked without running any of it; the entry comes first.
 * Errors: `STRATEGY_NOT_FOUND`, `STRATEGY_SYNTAX`, `STRATEGY_FORBIDDEN`, `STRATEGY_INVALID`.
 */
export function readGraph(entry: string, cwd: string): readonly StrategySource[] {
  const folder = dirname(entry);
  const sources = new Map<string, StrategySource>();
  const pending = [entry];
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    if (sources.has(path)) continue;
    const source = readSource(path, showPath(path, cwd));
    sources.set(path, source);
    const imports = importsOf(source);
    raise(source.shown, [...checkSource(source.program), ...imports.flatMap((each) => judgeImport(each, source, folder))]);
    pending.push(...imports.filter(isRelative).map(({ specifier }) => join(dirname(path), specifier)));
  }
  return [...sources.values()];
}

interface ImportSite {
  readonly specifier: string;
  readonly node: AnyNode;
}

function importsOf(source: StrategySource): readonly ImportSite[] {
  return source.program.body.flatMap((node): readonly ImportSite[] => {
    if (node.type !== 'ImportDeclaration' && node.type !== 'ExportNamedDeclaration' && node.type !== 'ExportAllDeclaration') return [];
    return node.source ? [{ specifier: String(node.source.value), node }] : [];
  });
}

function isRelative({ specifier }: ImportSite): boolean {
  return specifier.startsWith('./') || specifier.startsWith('../');
}

function judgeImport(site: ImportSite, source: StrategySource, folder: string): readonly Offence[] {
  const offend = (code: Offence['code'], what: string, instead: string): readonly Offence[] => [
    { code, position: positionOf(site.node), what, instead },
  ];
  const { specifier } = site;
  if (PACKAGES.has(specifier)) return [];
  if (!isRelative(site)) {
    const instead = "Import from 'ballast', 'zod' and files beside the strategy; give what is outside as a parameter.";
    return offend('STRATEGY_FORBIDDEN', `importing '${specifier}' is refused: a strategy reaches no network, disk or clock`, instead);
  }
  const path = join(dirname(source.path), specifier);
  if (relative(folder, path).startsWith(`..${sep}`)) {
    const instead = "Move the file into the strategy's folder.";
    return offend('STRATEGY_FORBIDDEN', `importing '${specifier}' is refused: it lies outside the strategy's folder`, instead);
  }
  if (!STRATEGY_ENDINGS.includes(extname(path))) {
    const written = STRATEGY_ENDINGS.find((ending) => existsSync(path + ending)) ?? '.ts';
    return offend(
      'STRATEGY_INVALID',
      `'${specifier}' does not end in ${STRATEGY_ENDINGS.join(', ')}`,
      `Write the ending: '${specifier}${written}'.`,
    );
  }
  return existsSync(path) ? [] : offend('STRATEGY_INVALID', `'${specifier}' does not exist`, missingFile(specifier, path));
}

function missingFile(specifier: string, path: string): string {
  const typescript = path.replace(/js$/, 'ts');
  return existsSync(typescript) ? `Write the ending that the file has: '${specifier.replace(/js$/, 'ts')}'.` : 'Correct the path.';
}
