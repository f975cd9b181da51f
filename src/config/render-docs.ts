import { flattenKeys, listKeys, type KeyInfo } from './list-keys.ts';

const HEAD = `# Configuration

<!-- Made from src/config/schema.ts by \`node src/config/write-docs.ts\`; a test keeps it current. -->

\`ballast.yaml\` says what runs, on which money, within which limits. \`ballast init\` writes a commented one; \`ballast config check\` says
in plain words what a file means and names everything that is wrong with it, with line and column.

- It is looked for in the current folder; \`--config FILE\` or \`BALLAST_CONFIG\` names another.
- Relative paths in it start at the file itself.
- It holds no secret: a key that ends in \`File\` names a file that holds one (a Docker or Kubernetes secret, for example).
- Numbers are exact: \`0.1\` is one tenth, however it is written (\`0.1\`, \`0.10\`, \`"0.1"\`).
- It is plain YAML: keys once each, no anchors, tags or directives, and nothing that YAML reads as something else than it looks
  (\`010\`, \`0x1F\`, \`1e3\`, \`yes\`); such a value is refused with its line.
- Unknown keys are errors, with the nearest right one.
`;

/** docs/configuration.md: every key with its values, default and meaning. */
export function renderDocs(): string {
  const keys = listKeys();
  const plain = keys.filter((key) => key.group === undefined);
  const groups = flattenKeys(keys).filter((key) => key.group !== undefined);
  return [HEAD, section('At the top', '', plain), ...groups.map((key) => section(`\`${key.path}\``, introduce(key), valuesOf(key)))].join(
    '\n',
  );
}

function section(title: string, text: string, keys: readonly KeyInfo[]): string {
  const rows = keys.map((key) => `| \`${key.name}\` | ${cell(key.expected)} | ${fallback(key)} | ${cell(key.doc)} |`);
  const table = keys.length === 0 ? [] : ['| key | values | default | meaning |', '|---|---|---|---|', ...rows, ''];
  return [`## ${title}`, '', ...(text === '' ? [] : [text, '']), ...table].join('\n');
}

function introduce(key: KeyInfo): string {
  return key.group === 'list' ? `${key.doc} A list.` : key.doc;
}

function valuesOf(key: KeyInfo): readonly KeyInfo[] {
  return key.children.filter((child) => child.group === undefined);
}

function fallback(key: KeyInfo): string {
  if (key.required) return 'must be given';
  return key.default === undefined ? '-' : `\`${key.default}\``;
}

function cell(text: string | undefined): string {
  return (text ?? '').replaceAll('|', '\\|');
}
