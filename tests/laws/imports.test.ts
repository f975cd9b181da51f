import { posix } from 'node:path';
import { IMPORT_TABLE, STRATEGY_IMPORTS, type Layer } from './import-table.ts';
import { law, offenceAt } from './law.ts';
import { isShipped } from './source-tree.ts';

law({
  rule: 'imports point inwards',
  *find(sources) {
    for (const source of sources) {
      if (!isShipped(source.path)) continue;
      for (const { specifier, node } of source.imports) {
        const refusal = source.path.startsWith('strategies/') ? refuseInStrategy(specifier) : refuse(source.path, specifier);
        if (refusal !== undefined) yield offenceAt(source, node, `imports ${specifier}: ${refusal.why}`, refusal.instead);
      }
    }
  },
  planted: [
    {
      name: 'a room that imports another room',
      files: importing('src/core/risk/a.ts', '../ledger/b.ts'),
      says: /another room.*\n.*src\/engine/,
    },
    {
      name: 'a type import of another room',
      files: importing('src/core/risk/a.ts', '../ledger/b.ts', 'import type'),
      says: /another room/,
    },
    {
      name: 'an import type of another room',
      files: { 'src/core/risk/a.ts': "type A = import('../ledger/b.ts').A;" },
      says: /another room/,
    },
    { name: 'a dynamic import of another room', files: { 'src/core/risk/a.ts': "await import('../ledger/b.ts');" }, says: /another room/ },
    { name: 'a re-export of another room', files: { 'src/core/risk/a.ts': "export * from '../ledger/b.ts';" }, says: /another room/ },
    {
      name: 'a room that imports a port',
      files: importing('src/core/risk/a.ts', '../../ports/store.ts'),
      says: /core may not import ports/,
    },
    { name: 'an adapter that imports another', files: importing('src/adapters/bus/redis/a.ts', '../memory/b.ts'), says: /another adapter/ },
    {
      name: 'a domain that imports the core',
      files: importing('src/domain/a.ts', '../core/risk/b.ts'),
      says: /domain may not import core/,
    },
    {
      name: 'a kernel that imports the domain',
      files: importing('src/kernel/a.ts', '../domain/b.ts'),
      says: /kernel may not import domain/,
    },
    { name: 'a package in the core', files: importing('src/core/risk/a.ts', 'zod'), says: /core may not import the package zod/ },
    { name: 'a package part outside the table', files: importing('src/report/a.ts', 'pg/lib/client.js'), says: /package pg\b/ },
    { name: 'a Node module in the engine', files: importing('src/engine/a.ts', 'node:fs'), says: /engine may not import node:fs/ },
    { name: 'source that imports a test', files: importing('src/modes/a.ts', '../../tests/e2e/b.ts'), says: /outside src/ },
    { name: 'a folder that the table does not know', files: importing('src/stuff/a.ts', '../kernel/b.ts'), says: /import-table\.ts/ },
    { name: 'a strategy that reaches inside', files: importing('strategies/a.ts', '../src/core/risk/b.ts'), says: /ballast/ },
    { name: 'a strategy that reads the disk', files: importing('strategies/a.ts', 'node:fs'), says: /ballast/ },
  ],
  innocent: [
    { name: 'the kernel, everywhere', files: importing('src/core/risk/a.ts', '../../kernel/b.ts') },
    { name: 'a file of the same room', files: importing('src/core/risk/a.ts', './b.ts') },
    { name: "an adapter's own package", files: importing('src/adapters/venues/ccxt/a.ts', 'ccxt') },
    { name: 'the adapter that loads strategies', files: importing('src/adapters/strategies/a.ts', '../../strategy/b.ts') },
    { name: 'wiring that names the strategies', files: importing('src/modes/a.ts', '../adapters/strategies/b.ts') },
    { name: 'wiring that names an adapter', files: importing('src/modes/a.ts', '../adapters/bus/memory/b.ts') },
    { name: 'an import in a comment or a string', files: { 'src/kernel/a.ts': "// import 'pg'\nexport const a = \"import 'pg'\";" } },
    { name: 'a test that sees more', files: importing('src/core/risk/a.test.ts', '../ledger/b.ts') },
    { name: 'a strategy on its entry', files: importing('strategies/a.ts', 'ballast') },
  ],
});

interface Refusal {
  readonly why: string;
  readonly instead: string;
}

function refuse(path: string, specifier: string): Refusal | undefined {
  if (path === 'src/index.ts') return undefined;
  const layer = layerOf(path);
  if (layer === undefined)
    return { why: 'its own folder is in no layer', instead: 'move the file to a layer, or add one in tests/laws/import-table.ts' };
  if (specifier.startsWith('.')) return refuseFile(layer, path, posix.join(posix.dirname(path), specifier));
  if (specifier.startsWith('node:')) {
    return layer.node
      ? undefined
      : { why: `${layer.name} may not import ${specifier}`, instead: 'take what you need as an input; adapters and data do the I/O' };
  }
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  if (layer.packages === '*' || layer.packages.includes(name)) return undefined;
  return {
    why: `${layer.name} may not import the package ${name}`,
    instead: 'wrap it in an adapter behind a port; where the layer truly needs it, add it in tests/laws/import-table.ts',
  };
}

function refuseFile(layer: Layer, path: string, target: string): Refusal | undefined {
  if (target === 'package.json' && layer.node) return undefined;
  const other = layerOf(target);
  if (other === undefined) return { why: `${target} lies outside src or its layers`, instead: 'move what is needed into a layer of src' };
  if (other === layer) {
    if (roomOf(layer, path) === roomOf(layer, target)) return undefined;
    return layer.name === 'adapters'
      ? {
          why: 'an adapter never imports another adapter',
          instead: 'move what both need to its port or to src/domain; modes puts adapters together',
        }
      : {
          why: 'a room never imports another room',
          instead: 'move what both need to src/domain, or let src/engine pass it from one room to the other',
        };
  }
  const allowed = layer.mayImport === '*' ? [other.name] : ['kernel', ...layer.mayImport];
  if (allowed.some((name) => other.name === name || other.name.startsWith(`${name}/`))) return undefined;
  return {
    why: `${layer.name} may not import ${other.name}`,
    instead: 'imports point inwards: move what is needed to src/domain or src/kernel, or have it passed in',
  };
}

function refuseInStrategy(specifier: string): Refusal | undefined {
  return STRATEGY_IMPORTS.includes(specifier)
    ? undefined
    : { why: 'a strategy sees the package only', instead: `import from ${STRATEGY_IMPORTS.join(' or ')}; keep a strategy one file` };
}

function layerOf(path: string): Layer | undefined {
  const fitting = IMPORT_TABLE.filter(({ name }) => path.startsWith(`src/${name}/`));
  return fitting.sort((left, right) => right.name.length - left.name.length)[0];
}

/** A room is a folder, so many levels below its layer at most. */
function roomOf(layer: Layer, path: string): string {
  return posix
    .dirname(path)
    .split('/')
    .slice(2, 2 + layer.roomDepth)
    .join('/');
}

function importing(path: string, specifier: string, how = 'import'): Record<string, string> {
  return { [path]: `${how} { thing } from '${specifier}';` };
}
