import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Node } from 'typescript/unstable/ast';
import { parseSources, sourceTree, type Source } from './source-tree.ts';

/** One place where a law is broken, and what to do instead. */
export interface Offence {
  readonly path: string;
  readonly line: number;
  readonly problem: string;
  readonly instead: string;
}

/** A little tree of files that a law must judge as told. */
export interface Planted {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
}

/** A law: how to find offences, offences planted to prove that it finds them, and what it must let pass. */
export interface Law {
  readonly rule: string;
  /** Names the law in an exception comment; without it the law has no exceptions. */
  readonly exception?: string;
  find(sources: readonly Source[]): Iterable<Offence>;
  readonly planted: readonly (Planted & { readonly says: RegExp })[];
  readonly innocent: readonly Planted[];
}

/** Registers a law as tests: it holds for the project, each planted offence breaks it, and what is innocent passes. */
export function law(definition: Law): void {
  suite(definition.rule, () => {
    test('holds for every file', () => {
      const offences = judge(definition, sourceTree());
      if (offences.length > 0) throw new BrokenLaw(`${definition.rule}: ${offences.length} broken\n${offences.map(describe).join('\n')}`);
    });
    for (const { name, files, says } of definition.planted) {
      test(`is broken by ${name}`, () => {
        const offences = judge(definition, parseSources(new Map(Object.entries(files))));
        assert.equal(offences.length, 1, offences.map(describe).join('\n'));
        for (const offence of offences) assert.match(describe(offence), says);
      });
    }
    for (const { name, files } of definition.innocent) {
      test(`lets pass ${name}`, () => {
        assert.deepEqual(judge(definition, parseSources(new Map(Object.entries(files)))), []);
      });
    }
  });
}

/** Says where a law is broken; a stack would only tell of the law itself. */
class BrokenLaw extends Error {
  constructor(message: string) {
    super(message);
    this.stack = message;
  }
}

/** An offence at a node of a file. */
export function offenceAt(source: Source, node: Node, problem: string, instead: string): Offence {
  return { path: source.path, line: source.lineAt(node.getStart()), problem, instead };
}

function judge(definition: Law, sources: readonly Source[]): readonly Offence[] {
  return [...definition.find(sources)].filter((offence) => !isExcepted(definition, offence, sources));
}

/** The marker is `// law: allow <name>, because <reason>` on the line of the offence or the line above it. */
function isExcepted(definition: Law, offence: Offence, sources: readonly Source[]): boolean {
  if (definition.exception === undefined) return false;
  const marker = new RegExp(`law: allow ${definition.exception}, because \\w.{9,}`);
  const source = sources.find(({ path }) => path === offence.path);
  return source?.comments.some(({ line, text }) => (line === offence.line || line === offence.line - 1) && marker.test(text)) ?? false;
}

function describe(offence: Offence): string {
  return `  ${offence.path}:${offence.line} ${offence.problem}\n    instead: ${offence.instead}`;
}
