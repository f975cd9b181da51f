import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isBindingElement, isIdentifier, isPropertyAccessExpression } from 'typescript/unstable/ast/is';
import { flattenKeys, listKeys } from '../../src/config/list-keys.ts';
import { isShipped, parseSources, sourceTree, walk, type Source } from './source-tree.ts';

/** A key by its path, such as `feed.maxAge`. */
interface Key {
  readonly path: string;
  readonly name: string;
}

/** What only checks, documents or prints the configuration does not use it. */
const READS_FOR_ITSELF = /^src\/config\/(?!instrument-definition|load\.ts)/;

/** Keys that no file reads that also speaks of the group they stand in. */
function unreadKeys(keys: readonly Key[], sources: readonly Source[]): readonly string[] {
  const users = sources.filter(({ path }) => isShipped(path) && !READS_FOR_ITSELF.test(path)).map(({ ast }) => namesRead(ast));
  return keys
    .filter(({ path, name }) => {
      const group = path
        .split('.')
        .at(-2)
        ?.replace('[]', '')
        .replace(/ies$|s$/, '');
      return !users.some(
        (names) => names.has(name) && (group === undefined || [...names].some((each) => each.toLowerCase().includes(group))),
      );
    })
    .map(({ path }) => path);
}

/** Names of properties that a file reads, and all other names in it in the same breath: a group may be a parameter. */
function namesRead(ast: Source['ast']): ReadonlySet<string> {
  const names = new Set<string>();
  walk(ast, (node) => {
    if (isPropertyAccessExpression(node)) names.add(node.name.text);
    if (isBindingElement(node)) names.add((node.propertyName ?? node.name)?.getText() ?? '');
    if (isIdentifier(node)) names.add(`the name ${node.text}`);
  });
  return names;
}

// Limits of strategies and instruments are those of the account by the same names: what acts on the one acts on the others.
const leaves = flattenKeys(listKeys())
  .filter(({ group }) => group === undefined)
  .map(({ path, name }) => ({ path: path.replace(/^(risk\.eachStrategy|limits\[\])\.(?!of|maxOrderQuantity)/, 'risk.'), name }))
  // The criteria of a validation are judged by their names, all of them the same way.
  .map((key) => (key.path.startsWith('validation.criteria.') ? { path: 'validation.criteria', name: 'criteria' } : key));

test('13: every documented key of the configuration is read by something that acts on it', () => {
  assert.ok(leaves.length > 40, 'the table is found');
  assert.deepEqual(unreadKeys(leaves, sourceTree()), []);
});

const reader = (text: string): readonly Source[] => parseSources(new Map([['src/modes/reader.ts', text]]));
const key: Key = { path: 'feed.executionMode', name: 'executionMode' };

for (const [name, sources] of [
  ['read by nothing', reader('export const speed = config.feed.speed;')],
  ['read by its own check only', parseSources(new Map([['src/config/cross-check.ts', 'if (feed.executionMode) complain();']]))],
  ['only written about', reader("const text = 'feed.executionMode'; // feed.executionMode")],
  ['read of something else', reader('order.executionMode();')],
] as const) {
  test(`13: a key that is ${name} is found`, () => assert.deepEqual(unreadKeys([key], sources), ['feed.executionMode']));
}

for (const text of [
  'start(config.feed.executionMode);',
  'const { executionMode } = config.feed;',
  'const { feed: { executionMode: mode } } = config;',
]) {
  test(`13: a key is read by \`${text}\``, () => assert.deepEqual(unreadKeys([key], reader(text)), []));
}
