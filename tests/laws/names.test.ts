import { SyntaxKind, type Node } from 'typescript/unstable/ast';
import { isExportAssignment, isExportDeclaration, isNamedExports } from 'typescript/unstable/ast/is';
import { law, offenceAt, type Offence } from './law.ts';
import type { Source } from './source-tree.ts';

/** Words that say nothing about what a file does. */
const EMPTY_WORDS = ['util', 'utils', 'helper', 'helpers', 'manager', 'managers', 'common', 'misc', 'stuff'];
const KEBAB_FILE = /^[a-z0-9]+(-[a-z0-9]+)*(\.test)?\.(ts|js)$/;
const KEBAB_FOLDER = /^[a-z0-9]+(-[a-z0-9]+)*$/;

law({
  rule: 'a file is named after what it exports by name, and imported by that name',
  *find(sources) {
    for (const source of sources) {
      yield* nameOf(source);
      for (const { specifier, node } of source.imports) {
        if (specifier.startsWith('.') && !/\.(ts|json)$/.test(specifier)) {
          yield offenceAt(source, node, `imports ${specifier}`, 'write the file as it is named, with .ts: Node runs it as it stands');
        }
      }
      if (!source.path.startsWith('src/')) continue;
      for (const statement of source.ast.statements) {
        if (exportsDefault(statement)) yield offenceAt(source, statement, 'has a default export', 'export it by its name');
      }
    }
  },
  planted: [
    { name: 'an import without an extension', files: { 'src/domain/a.ts': "import './b';" }, says: /\.\/b\n.*\.ts/ },
    { name: 'an import of .js', files: { 'src/domain/a.ts': "import type { B } from './b.js';" }, says: /b\.js/ },
    { name: 'an import of a folder', files: { 'src/domain/a.ts': "export * from '..';" }, says: /\.\./ },
    { name: 'a default export', files: { 'src/domain/a.ts': 'export default 1;' }, says: /default export.*\n.*name/ },
    { name: 'a default function', files: { 'src/domain/a.ts': 'export default function go() {}' }, says: /default export/ },
    { name: 'a default by another name', files: { 'src/domain/a.ts': 'const a = 1;\nexport { a as default };' }, says: /default export/ },
    { name: 'a default handed on', files: { 'src/domain/a.ts': "export { default } from './b.ts';" }, says: /default export/ },
    { name: 'a file in camel case', files: { 'src/domain/orderBook.ts': '' }, says: /kebab-case/ },
    { name: 'a folder in camel case', files: { 'src/domain/orderBook/a.ts': '' }, says: /kebab-case/ },
    { name: 'a file of utils', files: { 'src/domain/order-utils.ts': '' }, says: /utils.*\n.*what it does/ },
    { name: 'a folder of helpers', files: { 'tests/helpers/a.ts': '' }, says: /helpers/ },
    { name: 'a manager', files: { 'src/core/risk/risk-manager.ts': '' }, says: /manager/ },
  ],
  innocent: [
    {
      name: 'a strategy',
      files: { 'strategies/sma-cross.ts': "import { defineStrategy } from 'ballast';\nexport default defineStrategy({});" },
    },
    { name: 'a package and its parts', files: { 'src/cli/a.ts': "import 'node:fs/promises';\nimport 'ccxt/js/base.js';" } },
    { name: 'data beside the code', files: { 'src/cli/a.ts': "import manifest from '../../package.json' with { type: 'json' };" } },
  ],
});

function* nameOf({ path }: Source): Iterable<Offence> {
  const folders = path.split('/');
  const file = folders.pop() ?? '';
  const odd = [...folders.filter((folder) => !KEBAB_FOLDER.test(folder)), ...(KEBAB_FILE.test(file) ? [] : [file])];
  for (const name of odd) yield { path, line: 1, problem: `${name} is not kebab-case`, instead: 'name it in small words-with-hyphens' };
  const words = path.split(/[/.-]/);
  for (const word of EMPTY_WORDS.filter((empty) => words.includes(empty))) {
    yield { path, line: 1, problem: `is named ${word}`, instead: 'name it after what it does; where it does many things, split it' };
  }
}

function exportsDefault(statement: Node & { readonly modifiers?: Iterable<Node> }): boolean {
  if (isExportAssignment(statement)) return true;
  if (isExportDeclaration(statement) && statement.exportClause !== undefined && isNamedExports(statement.exportClause)) {
    return [...statement.exportClause.elements].some(({ name }) => name.text === 'default');
  }
  return [...(statement.modifiers ?? [])].some(({ kind }) => kind === SyntaxKind.DefaultKeyword);
}
