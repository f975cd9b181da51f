import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { isIdentifier, isObjectLiteralExpression, isPropertyAssignment, isVariableStatement } from 'typescript/unstable/ast/is';
import { SyntaxKind, type Node } from 'typescript/unstable/ast';
import { errorCodes } from '../../src/kernel/error-codes.ts';
import { ERRORS_PAGE, errorsPage } from '../tools/errors-page.ts';
import { law, offenceAt } from './law.ts';
import { isTest, literalText, walk, type Source } from './source-tree.ts';

const SHARDS = 'src/kernel/codes/';

interface Registration {
  readonly code: string;
  readonly source: Source;
  readonly node: Node;
}

law({
  rule: 'every error code is registered once, well told, and used',
  *find(sources) {
    const used = wordsUsed(sources.filter(({ path }) => !path.startsWith(SHARDS) && !isTest(path)));
    const seen = new Map<string, string>();
    for (const { code, source, node } of sources.filter(({ path }) => path.startsWith(SHARDS)).flatMap(registrations)) {
      const first = seen.get(code);
      if (first !== undefined)
        yield offenceAt(source, node, `registers ${code} again`, `keep the one in ${first}, or give this one its own code`);
      seen.set(code, source.path);
      if (!/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/.test(code))
        yield offenceAt(source, node, `registers ${code}`, 'write a code as AREA_WHAT_IS_WRONG');
      if (!isTold(node))
        yield offenceAt(
          source,
          node,
          `${code} is not told in sentences`,
          'give meaning and mend each a sentence that ends with a full stop',
        );
      if (!used.has(code))
        yield offenceAt(source, node, `${code} is used nowhere in src`, 'raise it where it belongs, or take it out of the registry');
    }
  },
  planted: [
    { name: 'a code that nothing raises', files: { [`${SHARDS}a.ts`]: shard('A_B') }, says: /A_B is used nowhere/ },
    {
      name: 'a code that only a test raises',
      files: { [`${SHARDS}a.ts`]: shard('A_B'), 'src/domain/a.test.ts': "fail('A_B');" },
      says: /nowhere/,
    },
    {
      name: 'a code of two shards',
      files: { [`${SHARDS}a.ts`]: shard('A_B'), [`${SHARDS}b.ts`]: shard('A_B'), ...raising('A_B') },
      says: /again.*\n.*codes\/a\.ts/,
    },
    { name: 'a code in small letters', files: { [`${SHARDS}a.ts`]: shard('aB'), ...raising('aB') }, says: /AREA_WHAT/ },
    { name: 'a code without advice', files: { [`${SHARDS}a.ts`]: shard('A_B', ''), ...raising('A_B') }, says: /sentence/ },
  ],
  innocent: [
    { name: 'a code that is raised', files: { [`${SHARDS}a.ts`]: shard('A_B'), ...raising('A_B') } },
    { name: 'a code that begins a reason', files: { [`${SHARDS}a.ts`]: shard('A_B'), 'src/sim/a.ts': "reject('A_B: too late');" } },
  ],
});

test('docs/errors.md is the registry', () => {
  const isWritten = readFileSync(ERRORS_PAGE, 'utf8') === errorsPage(errorCodes);
  assert.ok(isWritten, 'docs/errors.md says other than src/kernel/codes: run npm run docs:errors');
});

test('a page that lacks a code, or has another, is not the registry', () => {
  const entry = { meaning: 'It broke.', mend: 'Mend it.' };
  const page = errorsPage({ A_B: entry, C_D: entry });
  assert.match(page, /^## A_B\n\nIt broke\.\n\nTo mend it: Mend it\.$/m);
  assert.notEqual(errorsPage({ A_B: entry }), page);
  assert.notEqual(errorsPage({ A_B: entry, C_D: { ...entry, mend: 'Wait.' } }), page);
});

/** Every code that a shard registers: the names in its one exported object. */
function registrations(source: Source): readonly Registration[] {
  const objects = source.ast.statements.filter(isVariableStatement).flatMap(({ declarationList }) => [...declarationList.declarations]);
  const found: Registration[] = [];
  for (const { initializer } of objects) {
    const object = initializer !== undefined && 'expression' in initializer ? (initializer.expression as Node) : initializer;
    if (object === undefined || !isObjectLiteralExpression(object)) continue;
    for (const property of object.properties)
      if (isPropertyAssignment(property)) found.push({ code: property.name.getText(), source, node: property });
  }
  return found;
}

function isTold(node: Node): boolean {
  if (!isPropertyAssignment(node) || !isObjectLiteralExpression(node.initializer)) return false;
  const texts = new Map<string, string>();
  for (const property of node.initializer.properties) {
    if (isPropertyAssignment(property) && isIdentifier(property.name)) {
      texts.set(property.name.text, literalText(property.initializer) ?? '');
    }
  }
  return ['meaning', 'mend'].every((name) => /^.{8,}\.$/.test(texts.get(name) ?? ''));
}

/** Every word of every text in the sources. */
function wordsUsed(sources: readonly Source[]): ReadonlySet<string> {
  const words = new Set<string>();
  const texts = [
    SyntaxKind.StringLiteral,
    SyntaxKind.NoSubstitutionTemplateLiteral,
    SyntaxKind.TemplateHead,
    SyntaxKind.TemplateMiddle,
    SyntaxKind.TemplateTail,
  ];
  for (const source of sources) {
    walk(source.ast, (node) => {
      if (texts.includes(node.kind)) for (const [word] of node.getText().matchAll(/\w+/g)) words.add(word);
    });
  }
  return words;
}

function shard(code: string, mend = 'Mend it thus.'): string {
  return `export const codes = { ${code}: { meaning: 'It broke.', mend: '${mend}' } } as const;`;
}

function raising(code: string): Record<string, string> {
  return { 'src/domain/a.ts': `fail('${code}', 'it broke');` };
}
