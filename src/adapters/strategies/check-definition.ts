import { fail } from '../../kernel/errors.ts';
import { nearest } from '../../kernel/nearest.ts';
import type { AnyStrategy } from '../../strategy/define-strategy.ts';

const HANDLERS = ['onBar', 'onTick', 'onOrder', 'onFill', 'onTimer'] as const;
const FIELDS: readonly string[] = ['id', 'version', 'params', 'data', 'indicators', 'init', ...HANDLERS];
const ID = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const VERSION = /^\d+\.\d+\.\d+$/;

/** Raises `STRATEGY_INVALID` for a definition that its types would refuse: a JavaScript file, or one that was not type-checked. */
export function checkDefinition(definition: AnyStrategy, where: string): void {
  const wrong = (what: string, mend: string): never => fail('STRATEGY_INVALID', what, { where, mend });
  for (const field of Object.keys(definition)) {
    if (FIELDS.includes(field)) continue;
    const near = nearest(field, FIELDS);
    wrong(`a strategy has no field "${field}"`, near === undefined ? `Its fields are ${FIELDS.join(', ')}.` : `Did you mean ${near}?`);
  }
  const { id, version, params } = definition as { readonly [field in keyof AnyStrategy]: unknown };
  if (typeof id !== 'string' || !ID.test(id)) wrong(`id is ${show(id)}`, "Give it a kebab-case name, such as 'my-strategy'.");
  if (typeof version !== 'string' || !VERSION.test(version))
    wrong(`version is ${show(version)}`, "Write it as three numbers, such as '1.0.0'.");
  if (!isObjectSchema(params)) wrong('params is not a zod object', 'Write params: z.object({ ... }), empty where there are none.');
  for (const field of ['data', 'indicators', 'init', ...HANDLERS] as const) checkFunction(definition, field, where);
  if (!HANDLERS.some((handler) => handler in definition && handler !== 'onOrder' && handler !== 'onFill')) {
    wrong('it has no handler that could start anything', 'Write onBar, onTick or onTimer.');
  }
}

function checkFunction(definition: AnyStrategy, field: 'data' | 'indicators' | 'init' | (typeof HANDLERS)[number], where: string): void {
  const value: unknown = definition[field];
  if (value === undefined || (field === 'data' && typeof value === 'object' && value !== null)) return;
  if (typeof value !== 'function') fail('STRATEGY_INVALID', `${field} is ${show(value)}`, { where, mend: `Make ${field} a function.` });
  const kind = Object.prototype.toString.call(value);
  if (kind !== '[object Function]') {
    const mend = 'Make it a plain function that returns its intents, as an array where there are several.';
    fail('STRATEGY_INVALID', `${field} is a generator or async function`, { where, mend });
  }
}

/** Whether a value is a zod object schema, by what is used of one. */
function isObjectSchema(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'shape' in value && typeof value.shape === 'object' && 'safeParse' in value;
}

function show(value: unknown): string {
  return typeof value === 'string' ? `"${value}"` : value === undefined ? 'missing' : `a ${typeof value}`;
}
