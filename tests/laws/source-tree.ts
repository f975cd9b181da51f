import { globSync, readFileSync } from 'node:fs';
import { API } from 'typescript/unstable/sync';
import { SyntaxKind, type Node, type SourceFile } from 'typescript/unstable/ast';
import {
  isCallExpression,
  isExportDeclaration,
  isImportDeclaration,
  isImportTypeNode,
  isNoSubstitutionTemplateLiteral,
  isStringLiteral,
} from 'typescript/unstable/ast/is';

/** One import, re-export, dynamic import or import type: what it names, and where. */
export interface ImportSite {
  readonly specifier: string;
  readonly node: Node;
}

/** One source file as the laws see it: its text, and the tree that the compiler's own parser made of it. */
export interface Source {
  /** Relative to the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly lineCount: number;
  readonly ast: SourceFile;
  readonly imports: readonly ImportSite[];
  /** Comments with their line numbers, from 1. */
  readonly comments: readonly { readonly line: number; readonly text: string }[];
  /** The line of a position in the text, from 1. */
  lineAt(position: number): number;
}

const FILES = ['src/**/*.ts', 'strategies/**/*.ts', 'tests/**/*.ts', 'bench/**/*.ts', 'bin/**/*.js'];
const LITERALS = new Set([
  SyntaxKind.StringLiteral,
  SyntaxKind.NoSubstitutionTemplateLiteral,
  SyntaxKind.TemplateHead,
  SyntaxKind.TemplateMiddle,
  SyntaxKind.TemplateTail,
  SyntaxKind.RegularExpressionLiteral,
]);

/** The compiler as a parser, over files in memory; it ends with this process. */
const files = new Map<string, string>();
const compiler = new API({
  fs: {
    readFile: (path) => files.get(path) ?? null,
    fileExists: (path) => files.has(path),
    directoryExists: () => true,
    getAccessibleEntries: () => ({ files: [], directories: [] }),
    realpath: (path) => path,
  },
});

let cached: readonly Source[] | undefined;
let trees = 0;

/** Every TypeScript file of the project, read and parsed once. */
export function sourceTree(): readonly Source[] {
  cached ??= parseSources(new Map(globSync(FILES).map((path) => [path, readFileSync(path, 'utf8')])));
  return cached;
}

/** Parses texts by path, without reading anything they import. */
export function parseSources(texts: ReadonlyMap<string, string>): readonly Source[] {
  const root = `/tree-${(trees += 1)}`;
  const config = { compilerOptions: { noLib: true, noResolve: true, noEmit: true, allowJs: true, types: [] }, files: [...texts.keys()] };
  files.set(`${root}/tsconfig.json`, JSON.stringify(config));
  for (const [path, text] of texts) files.set(`${root}/${path}`, text);
  using snapshot = compiler.updateSnapshot({ openProjects: [`${root}/tsconfig.json`] });
  const project = snapshot.getProject(`${root}/tsconfig.json`);
  return [...texts].map(([path, text]) => {
    const ast = project?.program.getSourceFile(`${root}/${path}`);
    if (ast === undefined) throw new Error(`the compiler did not parse ${path}`);
    return describeSource(path, text, ast);
  });
}

/** Calls `visit` on a node and all below it, outermost first. */
export function walk(node: Node, visit: (node: Node) => void): void {
  visit(node);
  node.forEachChild((child) => walk(child, visit));
}

/** The text of a string literal, or of a template without parts; of anything else `undefined`. */
export function literalText(node: Node | undefined): string | undefined {
  return node !== undefined && (isStringLiteral(node) || isNoSubstitutionTemplateLiteral(node)) ? node.text : undefined;
}

/** Whether a file is a test, which the laws on shipped code leave alone. */
export function isTest(path: string): boolean {
  return path.endsWith('.test.ts') || path.startsWith('tests/');
}

/** Whether a file ships: code of `src` or a strategy, tests left out. */
export function isShipped(path: string): boolean {
  return (path.startsWith('src/') || path.startsWith('strategies/')) && !isTest(path);
}

function describeSource(path: string, text: string, ast: SourceFile): Source {
  const starts = [0, ...[...text.matchAll(/\n/g)].map((match) => match.index + 1)];
  const lineAt = (position: number): number => {
    const next = starts.findIndex((start) => start > position);
    return next === -1 ? starts.length : next;
  };
  const lineCount = text.endsWith('\n') ? starts.length - 1 : starts.length;
  return { path, text, lineCount, ast, imports: importsOf(ast), comments: commentsOf(text, ast, lineAt), lineAt };
}

function importsOf(ast: SourceFile): readonly ImportSite[] {
  const found: ImportSite[] = [];
  const note = (node: Node, specifier: Node | undefined): void => {
    const text = literalText(specifier);
    if (text !== undefined) found.push({ specifier: text, node });
  };
  walk(ast, (node) => {
    if (isImportDeclaration(node) || isExportDeclaration(node)) note(node, node.moduleSpecifier);
    else if (isCallExpression(node) && node.expression.kind === SyntaxKind.ImportKeyword) note(node, node.arguments[0]);
    else if (isImportTypeNode(node)) node.argument.forEachChild((literal) => note(node, literal));
  });
  return found;
}

/** Comments are what looks like one once every string, template and regular expression is blanked out. */
function commentsOf(text: string, ast: SourceFile, lineAt: (position: number) => number): Source['comments'] {
  const characters = text.split('');
  walk(ast, (node) => {
    if (LITERALS.has(node.kind)) characters.fill(' ', node.getStart(), node.end);
  });
  return [...characters.join('').matchAll(/\/\/.*|\/\*[^]*?\*\//g)].map((match) => ({ line: lineAt(match.index), text: match[0] }));
}
