import { z } from 'zod';
import { fail } from '../../kernel/errors.ts';
import { nearest } from '../../kernel/nearest.ts';
import type { AnyStrategy } from '../../strategy/define-strategy.ts';

/** One parameter of a strategy, as help, the optimiser and the dashboard need it. */
export interface ParameterDescription {
  readonly name: string;
  readonly description: string | undefined;
  /** `integer`, `number`, `boolean`, `string`, or what else the schema says. */
  readonly type: string;
  readonly default: unknown;
  readonly required: boolean;
  /** In words: `1 to 500`, `above 0`, `one of "long", "short"`; empty where every value of the type is allowed. */
  readonly range: string;
  /** The JSON schema of the parameter. */
  readonly schema: Readonly<Record<string, unknown>>;
}

/** The parameters of a strategy in the order in which it declares them. */
export function describeParameters(definition: AnyStrategy): readonly ParameterDescription[] {
  return Object.entries<z.core.$ZodType>(definition.params.shape).map(([name, field]) => {
    const schema = z.toJSONSchema(z.object({ field }), { io: 'input', unrepresentable: 'any' });
    const own = (schema.properties?.['field'] ?? {}) as Readonly<Record<string, unknown>>;
    return {
      name,
      description: typeof own['description'] === 'string' ? own['description'] : undefined,
      type: typeof own['type'] === 'string' ? own['type'] : 'value',
      default: own['default'],
      required: schema.required?.includes('field') ?? false,
      range: rangeInWords(own),
      schema: own,
    };
  });
}

/**
 * The complete parameters: the given values, and defaults for the rest.
 * Errors: `STRATEGY_PARAMETER` naming parameter, value and allowed range, or the nearest name for an unknown one.
 */
export function parseParameters(definition: AnyStrategy, given: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const described = describeParameters(definition);
  const [unknown] = unknownParameters(definition, described, given);
  if (unknown !== undefined) {
    const { name, what, mend } = unknown;
    fail('STRATEGY_PARAMETER', what, { where: `${definition.id}, ${name}`, mend });
  }
  const { values, parsed } = readValues(definition, described, given);
  if (parsed.success) return Object.freeze(parsed.data);
  const problems = valueProblems(described, values, parsed.error.issues);
  return fail('STRATEGY_PARAMETER', problems.map(({ what }) => what).join('; '), {
    where: `${definition.id}, ${problems.map(({ name }) => name).join(', ')}`,
    mend: `Allowed are: ${problems.map(({ mend }) => mend).join(' ')}`,
  });
}

/** One thing that is wrong with a parameter: its name (empty where several contradict each other), what, and what would be right. */
export interface ParameterProblem {
  readonly name: string;
  readonly what: string;
  readonly mend: string;
}

/** All that is wrong with parameters; empty where `parseParameters` takes them. */
export function parameterProblems(definition: AnyStrategy, given: Readonly<Record<string, unknown>>): readonly ParameterProblem[] {
  const described = describeParameters(definition);
  const { values, parsed } = readValues(definition, described, given);
  return [
    ...unknownParameters(definition, described, given),
    ...(parsed.success ? [] : valueProblems(described, values, parsed.error.issues)),
  ];
}

function unknownParameters(
  definition: AnyStrategy,
  described: readonly ParameterDescription[],
  given: Readonly<Record<string, unknown>>,
): ParameterProblem[] {
  const names = described.map(({ name }) => name);
  const known = names.length === 0 ? 'It has no parameters.' : `Its parameters are ${names.join(', ')}.`;
  const unknown = Object.keys(given).filter((name) => !names.includes(name));
  return unknown.map((name) => {
    const near = nearest(name, names);
    const mend = near === undefined ? known : `Did you mean ${near}? ${known}`;
    return { name, what: `${definition.id} has no parameter "${name}"`, mend };
  });
}

function readValues(definition: AnyStrategy, described: readonly ParameterDescription[], given: Readonly<Record<string, unknown>>) {
  const values: Readonly<Record<string, unknown>> = Object.fromEntries(
    described.map((each) => [each.name, readText(given[each.name], each.type)]),
  );
  const parsed = definition.params.safeParse(Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)));
  return { values, parsed };
}

function valueProblems(
  described: readonly ParameterDescription[],
  values: Readonly<Record<string, unknown>>,
  issues: readonly z.core.$ZodIssue[],
): ParameterProblem[] {
  return issues.map((issue) => {
    const name = String(issue.path[0] ?? '');
    const parameter = described.find((each) => each.name === name);
    if (parameter === undefined) return { name, what: issue.message, mend: 'Correct the parameters that contradict each other.' };
    const value = values[name] ?? parameter.default;
    const what = value === undefined ? `${name} is missing` : `${name} is ${JSON.stringify(value)}: ${issue.message}`;
    return { name, what, mend: `${name}: ${[parameter.type, parameter.range].filter((part) => part !== '').join(', ')}.` };
  });
}

/** Text as a command line gives it, as the number or truth value that the parameter wants. */
function readText(value: unknown, type: string): unknown {
  if (typeof value !== 'string') return value;
  if ((type === 'number' || type === 'integer') && value.trim() !== '' && Number.isFinite(Number(value))) return Number(value);
  if (type === 'boolean' && (value === 'true' || value === 'false')) return value === 'true';
  return value;
}

function rangeInWords(schema: Readonly<Record<string, unknown>>): string {
  const number = (key: string): number | undefined => {
    const value: unknown = schema[key];
    // zod bounds every integer by what is exact; that is no range to tell anyone.
    return typeof value === 'number' && Math.abs(value) !== Number.MAX_SAFE_INTEGER ? value : undefined;
  };
  const options = Array.isArray(schema['enum']) ? `one of ${schema['enum'].map((option) => JSON.stringify(option)).join(', ')}` : undefined;
  const [low, high, above, below] = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'].map(number);
  const bounds = [
    low === undefined ? undefined : `at least ${low}`,
    above === undefined ? undefined : `above ${above}`,
    high === undefined ? undefined : `at most ${high}`,
    below === undefined ? undefined : `below ${below}`,
  ].filter((part) => part !== undefined);
  return options ?? (low !== undefined && high !== undefined ? `${low} to ${high}` : bounds.join(', '));
}
