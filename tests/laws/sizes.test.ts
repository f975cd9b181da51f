import type { Node } from 'typescript/unstable/ast';
import { isFunctionLikeDeclaration } from 'typescript/unstable/ast/is';
import { law, offenceAt, type Offence } from './law.ts';
import { isShipped, isTest, walk, type Source } from './source-tree.ts';

/** The most lines that a file may have, by the start of its path; the first that fits counts. */
const FILE_LINES: readonly (readonly [string, number])[] = [
  ['strategies/', 39],
  ['', 500],
];
const MEDIAN_FILE_LINES = 119;
const FUNCTION_LINES = 60;

law({
  rule: 'a file is short, and a function fits on a screen',
  *find(sources) {
    for (const source of sources) {
      const limit = isTest(source.path) ? 500 : (FILE_LINES.find(([start]) => source.path.startsWith(start))?.[1] ?? 0);
      if (source.lineCount > limit) {
        yield at(
          source.path,
          `has ${source.lineCount} lines of at most ${limit}`,
          'give each thing it does a file of its own, named after it',
        );
      }
      if (isShipped(source.path)) yield* longFunctions(source);
    }
    const counts = sources
      .filter(({ path }) => isShipped(path))
      .map(({ lineCount }) => lineCount)
      .sort((left, right) => left - right);
    const median = counts[Math.floor(counts.length / 2)] ?? 0;
    if (median > MEDIAN_FILE_LINES) {
      yield at(
        'src',
        `has files of ${median} lines in the median, of at most ${MEDIAN_FILE_LINES}`,
        'split the longest files by what they do',
      );
    }
  },
  planted: [
    {
      name: 'a long file',
      files: { 'src/domain/a.ts': lines(501), 'src/domain/b.ts': lines(1), 'src/domain/c.ts': lines(1) },
      says: /501 lines.*\n.*file of its own/,
    },
    { name: 'a long test', files: { 'src/domain/a.test.ts': lines(501) }, says: /501 lines/ },
    { name: 'a long strategy', files: { 'strategies/a.ts': lines(40) }, says: /40 lines of at most 39/ },
    {
      name: 'files that are long as a rule',
      files: { 'src/domain/a.ts': lines(120), 'src/domain/b.ts': lines(120), 'src/domain/c.ts': lines(1) },
      says: /median/,
    },
    {
      name: 'a long function',
      files: { 'src/domain/a.ts': `export function far() {\n${lines(59)}}\n` },
      says: /far has 61 lines.*\n.*step/,
    },
    { name: 'a long method', files: { 'src/domain/a.ts': `class A {\n  go() {\n${lines(59)}}\n}\n` }, says: /go has 61 lines/ },
    { name: 'a long arrow function', files: { 'src/domain/a.ts': `const far = () => {\n${lines(59)}};\n` }, says: /61 lines/ },
  ],
  innocent: [
    { name: 'a function of a screen', files: { 'src/domain/a.ts': `export function near() {\n${lines(58)}}\n` } },
    { name: 'a long story in a test', files: { 'src/domain/a.test.ts': `test(() => {\n${lines(100)}});\n` } },
  ],
});

function* longFunctions(source: Source): Iterable<Offence> {
  const functions: (Node & { readonly name?: Node })[] = [];
  walk(source.ast, (node) => {
    if (isFunctionLikeDeclaration(node)) functions.push(node);
  });
  for (const node of functions) {
    const count = source.lineAt(node.end) - source.lineAt(node.getStart()) + 1;
    if (count <= FUNCTION_LINES) continue;
    const name = node.name?.getText() ?? 'a function';
    yield offenceAt(
      source,
      node,
      `${name} has ${count} lines of at most ${FUNCTION_LINES}`,
      'give each step a function with a name that says what it does',
    );
  }
}

function at(path: string, problem: string, instead: string): Offence {
  return { path, line: 1, problem, instead };
}

function lines(count: number): string {
  return ';\n'.repeat(count);
}
