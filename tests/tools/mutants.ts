import { stripTypeScriptTypes } from 'node:module';
import { parse, type Node } from 'acorn';

/** A change to a source file that a test should notice: the text from `start` to `end` becomes `text`. */
export interface Mutant {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** In words, such as `< becomes <=`. */
  readonly what: string;
}

/** What each operator becomes. */
const OPERATORS: Readonly<Record<string, readonly string[]>> = {
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '===': ['!=='],
  '!==': ['==='],
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
  '%': ['*'],
  '&&': ['||'],
  '||': ['&&'],
  '+=': ['-='],
  '-=': ['+='],
};
const CALLS: Readonly<Record<string, string>> = { min: 'max', max: 'min', floor: 'ceil', ceil: 'floor' };

type Fields = Node & Readonly<Record<string, unknown>>;

/** The mutants of a TypeScript source, in order. Types, texts and messages are left alone: no behaviour hangs on them. */
export function mutantsOf(source: string): readonly Mutant[] {
  // Types are replaced by spaces, so that places stay what they are.
  const code = stripTypeScriptTypes(source, { mode: 'strip' });
  const mutants: Mutant[] = [];
  const program: unknown = parse(code, { ecmaVersion: 'latest', sourceType: 'module' });
  walk(program as Fields, (node) => mutants.push(...mutate(node, code)));
  return mutants.sort((one, other) => one.start - other.start);
}

function mutate(node: Fields, code: string): readonly Mutant[] {
  switch (node.type) {
    case 'BinaryExpression':
    case 'LogicalExpression':
    case 'AssignmentExpression': {
      const { left, right, operator } = node as unknown as { left: Fields; right: Fields; operator: string };
      if (isText(left) || isText(right)) return [];
      const start = code.indexOf(operator, left.end);
      return (OPERATORS[operator] ?? []).map((text) => ({
        start,
        end: start + operator.length,
        text,
        what: `${operator} becomes ${text}`,
      }));
    }
    case 'IfStatement':
    case 'ConditionalExpression': {
      const { start, end } = node['test'] as Node;
      return ['true', 'false'].map((text) => ({ start, end, text: `(${text})`, what: `a condition becomes ${text}` }));
    }
    case 'UnaryExpression':
      return node['operator'] === '!' ? [{ start: node.start, end: node.start + 1, text: '', what: '! is left out' }] : [];
    case 'Literal':
      return typeof node['value'] === 'boolean'
        ? [{ start: node.start, end: node.end, text: String(!node['value']), what: `${String(node['value'])} becomes the other` }]
        : [];
    case 'MemberExpression': {
      const property = node['property'] as Fields;
      const text = CALLS[String(property['name'])];
      const isMath = (node['object'] as Fields)['name'] === 'Math';
      return text === undefined || !isMath
        ? []
        : [{ start: property.start, end: property.end, text, what: `${String(property['name'])} becomes ${text}` }];
    }
    default:
      return [];
  }
}

function isText(node: Fields): boolean {
  return node.type === 'TemplateLiteral' || (node.type === 'Literal' && typeof node['value'] === 'string');
}

function walk(node: Fields, visit: (node: Fields) => void): void {
  visit(node);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value])
      if (typeof child === 'object' && child !== null && 'type' in child) walk(child as Fields, visit);
  }
}
