import { SyntaxKind, type Node } from 'typescript/unstable/ast';
import { isExportAssignment, isExportDeclaration, isFunctionDeclaration, isVariableStatement } from 'typescript/unstable/ast/is';
import { getLeadingCommentRanges } from 'typescript/unstable/ast/scanner';
import { law, offenceAt } from './law.ts';
import { isShipped, type Source } from './source-tree.ts';

law({
  rule: 'every export says what it is',
  *find(sources) {
    for (const source of sources) {
      if (!isShipped(source.path) || !source.path.startsWith('src/')) continue;
      const told = new Set<string>();
      for (const statement of source.ast.statements) {
        const name = exportedName(statement);
        if (name === undefined) continue;
        const docstring = docstringOf(source, statement);
        if (/[a-z]{2}/i.test(docstring)) told.add(name);
        // The first of a function's overloads speaks for the others.
        if (told.has(name) && (docstring !== '' || isFunctionDeclaration(statement))) continue;
        const instead = 'write /** ... */ right before it: what it is, its shapes and units, its errors';
        yield offenceAt(source, statement, `exports ${name} without a docstring`, instead);
      }
    }
  },
  planted: [
    { name: 'a bare function', files: file('export function go(): void {}'), says: /exports go.*\n.*shapes and units/ },
    { name: 'a bare constant', files: file('/** What it is. */\nexport const a = 1;\nexport const b = 2;'), says: /exports b/ },
    { name: 'a bare interface', files: file('export interface A { a: number }'), says: /exports A/ },
    { name: 'a bare type', files: file('export type A = number;'), says: /exports A/ },
    { name: 'a bare class', files: file('export class A {}'), says: /exports A/ },
    { name: 'an ordinary comment', files: file('// What it is.\nexport const a = 1;'), says: /exports a/ },
    { name: 'an empty docstring', files: file('/** */\nexport const a = 1;'), says: /exports a/ },
    { name: 'a docstring elsewhere', files: file("/** The file. */\nimport './b.ts';\nexport const a = 1;"), says: /exports a/ },
  ],
  innocent: [
    { name: 'what is not exported', files: file('const a = 1; function go() {}') },
    { name: 'a re-export, which is told at its source', files: file("export { a } from './b.ts';\nexport * from './c.ts';") },
    {
      name: 'overloads under one docstring',
      files: file(
        '/** Goes. */\nexport function go(a: 1): 1;\nexport function go(a: 2): 2;\nexport function go(a: never): never { return a; }',
      ),
    },
    { name: 'a test', files: { 'src/domain/a.test.ts': 'export const a = 1;' } },
  ],
});

/** The name that a statement declares and exports, if it does. */
function exportedName(statement: Node & { readonly name?: Node; readonly modifiers?: Iterable<Node> }): string | undefined {
  if (isExportDeclaration(statement)) return undefined;
  if (isExportAssignment(statement)) return 'default';
  if (![...(statement.modifiers ?? [])].some(({ kind }) => kind === SyntaxKind.ExportKeyword)) return undefined;
  if (isVariableStatement(statement)) return [...statement.declarationList.declarations].map(({ name }) => name.getText()).join(', ');
  return statement.name?.getText() ?? 'default';
}

function docstringOf(source: Source, statement: Node): string {
  const last = getLeadingCommentRanges(source.text, statement.pos)?.at(-1);
  const text = last === undefined ? '' : source.text.slice(last.pos, last.end);
  return text.startsWith('/**') ? text : '';
}

function file(code: string): Record<string, string> {
  return { 'src/domain/a.ts': code };
}
