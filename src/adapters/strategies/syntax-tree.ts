import type { AnyNode, Identifier, Node, Pattern } from 'acorn';

/** Where a node begins: line and column, both from 1, as editors count them. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The position of a node that was parsed with locations. */
export function positionOf(node: Node): Position {
  return { line: node.loc?.start.line ?? 1, column: (node.loc?.start.column ?? 0) + 1 };
}

/** The nodes directly below a node, in the order of the text. */
export function childrenOf(node: AnyNode): readonly AnyNode[] {
  return Object.values(node).flat().filter(isNode);
}

/** Calls `visit` on a node and all below it, outermost first, each with the node above it. */
export function walk(node: AnyNode, visit: (node: AnyNode, parent: AnyNode | undefined) => void, parent?: AnyNode): void {
  visit(node, parent);
  for (const child of childrenOf(node)) walk(child, visit, node);
}

/** The names that a pattern declares: `{ a, b: [c = 1], ...d }` declares a, c and d. */
export function namesOf(pattern: Pattern): readonly string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) => namesOf(property.type === 'RestElement' ? property.argument : property.value));
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element === null ? [] : namesOf(element)));
    case 'RestElement':
      return namesOf(pattern.argument);
    case 'AssignmentPattern':
      return namesOf(pattern.left);
    case 'MemberExpression':
      return [];
  }
}

/** The identifier at the root of `a.b[c].d`, or `undefined` where it begins otherwise. */
export function rootOf(node: AnyNode): Identifier | undefined {
  if (node.type === 'Identifier') return node;
  return node.type === 'MemberExpression' ? rootOf(node.object) : undefined;
}

/** The name of a member or property key that is written out: `a.b`, `a['b']`, `{ b }`; `undefined` where it is computed. */
export function writtenKey(key: AnyNode, computed: boolean): string | undefined {
  if (!computed && key.type === 'Identifier') return key.name;
  return key.type === 'Literal' && typeof key.value === 'string' ? key.value : undefined;
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}
