import { listKeys, type KeyInfo } from './list-keys.ts';

const HEAD = `# What this Ballast trades, and how. docs/configuration.md explains every key;
# \`ballast config check\` says in plain words what this file means.
# Paths start at this file. No secret belongs here: keys that end in File name a file that holds it.
`;
/** Groups that are not needed to begin with; they stand in the file as comments. */
const OPTIONAL_GROUPS = new Set([
  'notify.webhook',
  'instruments',
  'limits',
  'strategies[].regime',
  'strategies[].sizing',
  'strategies[].budgets',
  'allocation.weights',
  'validation.criteria',
]);
const WIDTH = 100;

/** The commented configuration that `ballast init` writes: every key, its default or an example, and what it means. */
export function renderSample(): string {
  return `${HEAD}${listKeys()
    .map((key) => `\n${renderKey(key).join('\n')}\n`)
    .join('')}`;
}

/** A key as lines without indentation; commented out where it has no default and need not be there. */
function renderKey(key: KeyInfo): string[] {
  const doc = wrap(describe(key)).map((line) => `# ${line}`);
  if (OPTIONAL_GROUPS.has(key.path)) return [...doc, ...renderValue(key).map((line) => `# ${line}`)];
  const active = key.required || key.default !== undefined || key.group !== undefined;
  return [...doc, ...renderValue(key).map((line) => (active ? line : `# ${line}`))];
}

function renderValue(key: KeyInfo): string[] {
  const value = key.sample ?? (key.default === '{}' ? undefined : key.default) ?? key.example ?? '';
  if (key.group === undefined) return [`${key.name}: ${value}`];
  const lines = key.children.flatMap(renderKey);
  if (key.group === 'keys') return [`${key.name}:`, ...lines.map((line) => `  ${line}`)];
  // The dash of a list entry stands before its first key, under that key's comment.
  const first = lines.findIndex((line) => !line.startsWith('#'));
  return [`${key.name}:`, ...lines.map((line, index) => (index < first ? `  ${line}` : index === first ? `  - ${line}` : `    ${line}`))];
}

/** The meaning of a key, and its words where it takes one of a few. */
function describe(key: KeyInfo): string {
  return key.expected?.startsWith('one of ') === true ? `${key.doc} (${key.expected})` : key.doc;
}

function wrap(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
