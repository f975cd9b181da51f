import { SyntaxKind, type Node } from 'typescript/unstable/ast';
import {
  isAsExpression,
  isExportDeclaration,
  isImportDeclaration,
  isNamedExports,
  isNamedImports,
  isTypePredicateNode,
} from 'typescript/unstable/ast/is';
import { law, offenceAt, type Offence } from './law.ts';
import { isTest, walk, type ImportSite, type Source } from './source-tree.ts';

const MAKER = 'src/domain/approval.ts';
const RISK = 'src/core/risk/';

law({
  rule: 'types are never switched off, and only the risk room approves',
  *find(sources) {
    for (const source of sources) {
      yield* silencers(source);
      for (const site of source.imports) yield* importOfApprove(source, site);
      for (const node of nodesOf(source)) {
        if (node.kind === SyntaxKind.AnyKeyword) {
          yield offenceAt(source, node, 'says any', 'say what it is; what comes from outside is unknown until it is checked');
        }
        if (source.path !== MAKER && forgesApproval(node)) {
          yield offenceAt(source, node, 'claims an approval', 'let src/core/risk approve the intent, and pass on what it answers');
        }
      }
    }
  },
  planted: [
    { name: 'any', files: core('export const a: any = 1;'), says: /says any.*\n.*unknown/ },
    { name: 'a cast to any', files: core('send(a as any);'), says: /says any/ },
    { name: 'any inside a type', files: core('type A = Map<string, any[]>;'), says: /says any/ },
    { name: 'any in a test', files: { 'src/core/risk/a.test.ts': 'send(a as any);' }, says: /says any/ },
    { name: 'an ignored error', files: core('// @ts-ignore\nsend(1);'), says: /@ts-ignore/ },
    { name: 'an unchecked file', files: core('// @ts-nocheck\nsend(1);'), says: /@ts-nocheck/ },
    { name: 'an expected error in shipped code', files: core('// @ts-expect-error because\nsend(1);'), says: /@ts-expect-error/ },
    { name: 'a cast to Approved', files: core('send(intent as Approved<OrderIntent>);'), says: /approval.*\n.*src\/core\/risk/ },
    { name: 'a cast in two steps', files: core('send(intent as unknown as Approved<OrderIntent>);'), says: /approval/ },
    { name: 'a cast to a list of Approved', files: core('send(intents as readonly Approved<OrderIntent>[]);'), says: /approval/ },
    {
      name: 'a guard that claims approval',
      files: core('const ok = (a: OrderIntent): a is Approved<OrderIntent> => true;'),
      says: /approval/,
    },
    { name: 'approve outside risk', files: { 'src/engine/a.ts': "import { approve } from '../domain/approval.ts';" }, says: /approve/ },
    {
      name: 'approve by another name',
      files: { 'src/engine/a.ts': "import { approve as yes } from '../domain/approval.ts';" },
      says: /approve/,
    },
    { name: 'approve in a bundle', files: { 'src/engine/a.ts': "import * as approval from '../domain/approval.ts';" }, says: /approve/ },
    { name: 'approve handed on', files: { 'src/domain/a.ts': "export * from './approval.ts';" }, says: /approve/ },
  ],
  innocent: [
    { name: 'the word any', files: core("// any\nexport const any = 'any';") },
    { name: 'approve in risk', files: { 'src/core/risk/a.ts': "import { approve } from '../../domain/approval.ts';" } },
    { name: 'approve in a test', files: { 'src/core/execution/a.test.ts': "import { approve } from '../../domain/approval.ts';" } },
    {
      name: 'the type Approved',
      files: { 'src/engine/a.ts': "import type { Approved } from '../domain/approval.ts';\nlet a: Approved<A>;" },
    },
    { name: 'an expected error in a test', files: { 'src/strategy/a.test.ts': '// @ts-expect-error a field that is not there\nsend(1);' } },
  ],
});

function* silencers(source: Source): Iterable<Offence> {
  const banned = isTest(source.path) ? /@ts-(?:ignore|nocheck)/ : /@ts-(?:ignore|nocheck|expect-error)/;
  for (const { line, text } of source.comments) {
    const found = banned.exec(text);
    if (found === null) continue;
    yield { path: source.path, line, problem: `has ${found[0]}`, instead: 'mend the type; a test of types may say @ts-expect-error' };
  }
}

function* importOfApprove(source: Source, { specifier, node }: ImportSite): Iterable<Offence> {
  if (!specifier.endsWith('/approval.ts') || source.path.startsWith(RISK) || isTest(source.path)) return;
  if (!namesOf(node).some((name) => name === 'approve' || name === '*')) return;
  yield offenceAt(source, node, 'takes approve', 'only src/core/risk approves; import the type Approved by name where it is passed on');
}

/** The names that an import or re-export takes, as they are called where they come from; `*` for all of them. */
function namesOf(node: Node): readonly string[] {
  if (isImportDeclaration(node)) {
    const bindings = node.importClause?.namedBindings;
    if (bindings === undefined) return [];
    return isNamedImports(bindings) ? [...bindings.elements].map((element) => (element.propertyName ?? element.name).text) : ['*'];
  }
  if (isExportDeclaration(node) && node.exportClause !== undefined && isNamedExports(node.exportClause)) {
    return [...node.exportClause.elements].map((element) => (element.propertyName ?? element.name).text);
  }
  return node.kind === SyntaxKind.ImportType ? [] : ['*'];
}

function forgesApproval(node: Node): boolean {
  const claimed = isAsExpression(node) || isTypePredicateNode(node) ? node.type : undefined;
  return claimed !== undefined && /\bApproved\b/.test(claimed.getText());
}

function nodesOf(source: Source): readonly Node[] {
  const nodes: Node[] = [];
  walk(source.ast, (node) => nodes.push(node));
  return nodes;
}

function core(code: string): Record<string, string> {
  return { 'src/core/ledger/a.ts': code };
}
