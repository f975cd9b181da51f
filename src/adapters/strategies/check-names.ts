import type { AnyNode, ObjectExpression, Pattern, Program } from 'acorn';
import { nearest } from '../../kernel/nearest.ts';
import type { AnyStrategy, IndicatorSet } from '../../strategy/define-strategy.ts';
import { fieldsOf } from '../../strategy/fields-of.ts';
import type { Offence } from './offence.ts';
import { namesOf, positionOf, walk, writtenKey } from './syntax-tree.ts';
import { writtenDefinitions } from './written-definitions.ts';

/** What a strategy has under the names that its handlers read. */
export interface DeclaredNames {
  readonly definition: AnyStrategy;
  readonly params: Readonly<Record<string, unknown>>;
  readonly indicators: IndicatorSet;
}

/** Something whose fields are known: a context, its parameters or indicators, or one of these. */
interface Known {
  /** How a message names one of its fields. */
  readonly what: string;
  /** Its fields; undefined where others may be read too. */
  readonly fields: readonly string[] | undefined;
  /** Those of its fields whose own fields are known. */
  readonly parts: Readonly<Record<string, Known>>;
}

type FunctionNode = Extract<AnyNode, { type: 'FunctionExpression' | 'ArrowFunctionExpression' }>;

/**
 * Indicators, fields of indicators and parameters that a handler reads and that are not there: they would be undefined, and compare as
 * false for ever. It reads what is written out in the file, and leaves alone what other parameters may bring; the rest shows with
 * `--debug`, when it is run.
 */
export function checkNames(program: Program, names: DeclaredNames): readonly Offence[] {
  return writtenDefinitions(program).flatMap((definition) => {
    const context = contextOf(names, writtenIndicators(definition));
    return handlersOf(definition).flatMap((handler) => checkHandler(handler, context));
  });
}

/** The indicators that a definition writes out, under whatever condition, with what is written for each. */
type WrittenIndicators = ReadonlyMap<string, readonly AnyNode[]>;

function writtenIndicators(definition: ObjectExpression): WrittenIndicators {
  const written = new Map<string, AnyNode[]>();
  const property = definition.properties.find((each) => each.type === 'Property' && writtenKey(each.key, each.computed) === 'indicators');
  if (property?.type === 'Property')
    walk(property.value, (node, parent) => {
      const key = node.type === 'Property' && parent?.type === 'ObjectExpression' ? writtenKey(node.key, node.computed) : undefined;
      if (key !== undefined && node.type === 'Property') written.set(key, [...(written.get(key) ?? []), node.value]);
    });
  return written;
}

function contextOf({ definition, params, indicators }: DeclaredNames, written: WrittenIndicators): Known {
  const isWhole = Object.keys(indicators).every((name) => written.has(name));
  const parts = Object.fromEntries(
    Object.entries(indicators).map(([name, indicator]) => {
      const [value, ...others] = written.get(name) ?? [];
      const isOneKind = value?.type === 'CallExpression' && others.length === 0;
      return [name, { what: `field of ${name}:`, fields: isOneKind ? [...fieldsOf(indicator), ...OBJECT_FIELDS] : undefined, parts: {} }];
    }),
  );
  const set: Known = { what: 'indicator', fields: isWhole ? [...written.keys()] : undefined, parts };
  const parameters: Known = { what: 'parameter', fields: [...Object.keys(definition.params.shape), ...Object.keys(params)], parts: {} };
  return { what: 'field of the context:', fields: undefined, parts: { indicators: set, params: parameters } };
}

/** What every object has. */
const OBJECT_FIELDS = Object.getOwnPropertyNames(Object.prototype);

function handlersOf(definition: ObjectExpression): readonly FunctionNode[] {
  return definition.properties.flatMap((property) => {
    if (property.type !== 'Property' || writtenKey(property.key, property.computed)?.startsWith('on') !== true) return [];
    const { value } = property;
    return value.type === 'FunctionExpression' || value.type === 'ArrowFunctionExpression' ? [value] : [];
  });
}

function checkHandler(handler: FunctionNode, context: Known): readonly Offence[] {
  const offences: Offence[] = [];
  const known = new Map<string, Known>();
  const shadowed = namesDeclaredTwice(handler);
  const read = (from: Known, key: string, node: AnyNode): Known | undefined => {
    if (from.fields === undefined || from.fields.includes(key)) return from.parts[key];
    const meant = nearest(key, from.fields);
    const instead = meant === undefined ? 'Declare it in the strategy, or correct its name.' : `Did you mean ${meant}?`;
    offences.push({ code: 'STRATEGY_INVALID', position: positionOf(node), what: `there is no ${from.what} ${key}`, instead });
    return undefined;
  };
  const bind = (pattern: Pattern, value: Known): void => {
    if (pattern.type === 'Identifier' && !shadowed.has(pattern.name)) known.set(pattern.name, value);
    if (pattern.type !== 'ObjectPattern') return;
    for (const property of pattern.properties) {
      if (property.type !== 'Property' || property.value.type === 'AssignmentPattern') continue;
      const key = writtenKey(property.key, property.computed);
      const part = key === undefined ? undefined : read(value, key, property);
      if (part !== undefined) bind(property.value, part);
    }
  };
  const resolve = (node: AnyNode): Known | undefined => {
    if (node.type === 'Identifier') return known.get(node.name);
    if (node.type !== 'MemberExpression' || node.optional) return undefined;
    const from = resolve(node.object);
    const key = writtenKey(node.property, node.computed);
    return from === undefined || key === undefined ? undefined : from.parts[key];
  };
  const [first] = handler.params;
  if (first !== undefined) bind(first, context);
  walk(handler.body, (node) => {
    if (node.type === 'VariableDeclarator' && node.init) {
      const value = resolve(node.init);
      if (value !== undefined) bind(node.id, value);
    }
    if (node.type !== 'MemberExpression' || node.optional) return;
    const from = resolve(node.object);
    const key = writtenKey(node.property, node.computed);
    if (from !== undefined && key !== undefined) read(from, key, node.property);
  });
  return offences;
}

/** Names of which two scopes of a handler may have one each: what they stand for is not told apart here. */
function namesDeclaredTwice(handler: FunctionNode): ReadonlySet<string> {
  const [once, twice] = [new Set<string>(), new Set<string>()];
  walk(handler, (node) => {
    for (const name of declaredBy(node)) (once.has(name) ? twice : once).add(name);
  });
  return twice;
}

function declaredBy(node: AnyNode): readonly string[] {
  switch (node.type) {
    case 'VariableDeclarator':
      return namesOf(node.id);
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return [...(node.id ? [node.id.name] : []), ...node.params.flatMap(namesOf)];
    case 'CatchClause':
      return node.param ? namesOf(node.param) : [];
    case 'ClassDeclaration':
      return node.id ? [node.id.name] : [];
    default:
      return [];
  }
}
