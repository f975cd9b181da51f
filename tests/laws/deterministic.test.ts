import { SyntaxKind, type Node } from 'typescript/unstable/ast';
import { isIdentifier, isPropertyAccessExpression } from 'typescript/unstable/ast/is';
import { DETERMINISTIC_LAYERS } from './import-table.ts';
import { law, offenceAt, type Offence } from './law.ts';
import { isTest, walk, type Source } from './source-tree.ts';

const CLOCK = 'take the time as an input: an integer of microseconds (src/kernel/time.ts)';
const TIMER = 'ask for a timer as an effect; the shell around the core calls back with an event';
const RANDOM = 'take a SeededRandom (src/kernel/random.ts) as an input';
const OUTSIDE = 'take it as an input, or return an effect; adapters and data do the I/O';
const LOCALE = 'it depends on the machine: compare with < and format with src/kernel';

/** What reaches out of the program, and what to do instead. */
const AMBIENT: Readonly<Record<string, string>> = {
  Date: CLOCK,
  performance: CLOCK,
  Temporal: CLOCK,
  setTimeout: TIMER,
  setInterval: TIMER,
  setImmediate: TIMER,
  queueMicrotask: TIMER,
  crypto: RANDOM,
  process: OUTSIDE,
  console: OUTSIDE,
  fetch: OUTSIDE,
  WebSocket: OUTSIDE,
  require: OUTSIDE,
  navigator: OUTSIDE,
  globalThis: OUTSIDE,
  eval: OUTSIDE,
  Function: OUTSIDE,
  Intl: LOCALE,
};
const MATH_RANDOM = /^Math\s*(\?\.)?\s*[.[]\s*['"`]?random\b/;
/** The same for members, whatever they are asked of. */
const AMBIENT_MEMBERS: Readonly<Record<string, string>> = {
  localeCompare: LOCALE,
  toLocaleString: LOCALE,
  toLocaleDateString: LOCALE,
  toLocaleTimeString: LOCALE,
};

law({
  rule: 'kernel to sim, and the exchange of the testnet, reach no clock, randomness, timer or I/O',
  exception: 'ambient',
  *find(sources) {
    for (const source of sources) {
      const isPure = ['strategies', ...DETERMINISTIC_LAYERS.map((layer) => `src/${layer}`)].some((folder) =>
        source.path.startsWith(`${folder}/`),
      );
      if (isPure && !isTest(source.path)) yield* ambientIn(source);
    }
  },
  planted: [
    { name: 'a clock', files: core('Date.now();'), says: /Date.*\n.*microseconds/ },
    { name: 'a new Date', files: core('new Date();'), says: /Date/ },
    { name: 'randomness', files: core('Math.random();'), says: /Math\.random.*\n.*SeededRandom/ },
    { name: 'randomness through brackets', files: core("Math['random']();"), says: /Math\['random'\]/ },
    { name: 'a timer', files: core('setTimeout(() => {}, 1);'), says: /effect/ },
    { name: 'the environment', files: core('process.env.HOME;'), says: /process/ },
    { name: 'the environment in a template', files: core('`${process.pid}`;'), says: /process/ },
    { name: 'the network', files: core("fetch('http://x');"), says: /fetch/ },
    { name: 'the console', files: core("console.log('x');"), says: /console/ },
    { name: 'the global object', files: core("globalThis['Date'];"), says: /globalThis/ },
    { name: 'a dynamic import', files: core("import('./x.ts');"), says: /import\(\)/ },
    { name: 'the module itself', files: core('import.meta.url;'), says: /import\.meta/ },
    { name: 'an await', files: core('async () => {};'), says: /async.*\n.*synchronous/ },
    { name: 'the locale', files: core("'a'.localeCompare('b');"), says: /localeCompare/ },
    { name: 'a clock in the exchange of the testnet', files: { 'src/testnet/exchange/a.ts': 'Date.now();' }, says: /Date/ },
    { name: 'a clock in a strategy', files: { 'strategies/a.ts': 'Date.now();' }, says: /Date/ },
    { name: 'an exception without a reason', files: core('Date.now(); // law: allow ambient, because'), says: /Date/ },
  ],
  innocent: [
    { name: 'a property of that name', files: core('export const a = (order: { Date: number }) => order.Date;') },
    { name: 'a word in a comment or a string', files: core("// Date.now()\nexport const a = 'Math.random';") },
    { name: 'other mathematics', files: core('Math.floor(1.5);') },
    { name: 'an exception with its reason', files: core('Date.now(); // law: allow ambient, because it is only shown in an example') },
    { name: 'the face of a venue', files: { 'src/testnet/kraken/a.ts': 'Date.now();' } },
    { name: 'an adapter', files: { 'src/adapters/clock/system/a.ts': 'Date.now();' } },
    { name: 'a test', files: { 'src/kernel/a.test.ts': 'Date.now();' } },
  ],
});

function* ambientIn(source: Source): Iterable<Offence> {
  const found: [Node, string, string][] = [];
  walk(source.ast, (node) => {
    if (node.kind === SyntaxKind.ImportKeyword && node.parent.kind === SyntaxKind.CallExpression) found.push([node, 'import()', OUTSIDE]);
    if (node.kind === SyntaxKind.MetaProperty) found.push([node, node.getText(), OUTSIDE]);
    if (node.kind === SyntaxKind.AsyncKeyword || node.kind === SyntaxKind.AwaitExpression) {
      found.push([node, 'async or await', 'the core is synchronous: return an effect, and take its outcome as an event']);
    }
    if (isMember(node) && MATH_RANDOM.test(node.getText())) found.push([node, node.getText(), RANDOM]);
    if (!isIdentifier(node)) return;
    const ambient = isMemberName(node) ? AMBIENT_MEMBERS : isDeclaredName(node) ? {} : AMBIENT;
    const instead = Object.hasOwn(ambient, node.text) ? ambient[node.text] : undefined;
    if (instead !== undefined) found.push([node, node.text, instead]);
  });
  for (const [node, what, instead] of found) yield offenceAt(source, node, `uses ${what}`, instead);
}

function isMember(node: Node): boolean {
  return node.kind === SyntaxKind.PropertyAccessExpression || node.kind === SyntaxKind.ElementAccessExpression;
}

/** Whether an identifier is the `name` of `value.name`. */
function isMemberName(node: Node): boolean {
  return isPropertyAccessExpression(node.parent) && node.parent.name === node;
}

/** Whether an identifier only names a member where it is declared, as in `{ process: 1 }`. */
function isDeclaredName(node: Node): boolean {
  const { kind } = node.parent;
  const declares = [
    SyntaxKind.PropertyAssignment,
    SyntaxKind.PropertySignature,
    SyntaxKind.PropertyDeclaration,
    SyntaxKind.MethodDeclaration,
    SyntaxKind.MethodSignature,
  ];
  return declares.includes(kind) && (node.parent as Node & { readonly name?: Node }).name === node;
}

function core(code: string): Record<string, string> {
  return { 'src/core/risk/a.ts': code };
}
