/** Deeper than this nobody means to nest, and writing it as text would end in an overflow. */
const DEEPEST = 100;
const NUMBER_INSTEAD = 'use a finite number, or null where there is none';

/**
 * What in a strategy's state would not survive being saved, where, and what to use instead: `state.seen is a Map; use a plain object`.
 * Nothing when JSON keeps all of it. A field may be undefined, which reads the same when it is gone; -0 comes back as 0.
 */
export function findUnsafeState(state: unknown): string | undefined {
  try {
    return unsafePart(state, 'state', []);
  } catch {
    return 'state throws when it is read; use plain values';
  }
}

function unsafePart(value: unknown, path: string, within: readonly object[]): string | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'undefined':
      return undefined;
    case 'number':
      return Number.isFinite(value) ? undefined : `${path} is ${value}; ${NUMBER_INSTEAD}`;
    case 'bigint':
      return `${path} is a BigInt; use a number, or a text of its digits`;
    case 'object':
      return value === null ? undefined : unsafeObject(value, path, within);
    default:
      return `${path} is a ${typeof value}; use plain values`;
  }
}

function unsafeObject(value: object, path: string, within: readonly object[]): string | undefined {
  if (within.includes(value)) return `${path} holds itself; use an id or an index to refer to it`;
  if (within.length === DEEPEST) return `${path} is nested more than ${DEEPEST} deep; use an array`;
  const inside = [...within, value];
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) {
      const item: unknown = value[index];
      if (item === undefined) return `${path}[${index}] is undefined; use null`;
      // Most items are numbers: their paths are written only when they are wrong.
      if (typeof item === 'number' && Number.isFinite(item)) continue;
      const unsafe = unsafePart(item, `${path}[${index}]`, inside);
      if (unsafe !== undefined) return unsafe;
    }
    return undefined;
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) return `${path} is ${kindOf(value)}`;
  for (const key of Reflect.ownKeys(value)) {
    if (typeof key === 'symbol') return `${path} has a symbol as a key; use a text`;
    const unsafe = unsafePart((value as Readonly<Record<string, unknown>>)[key], `${path}.${key}`, inside);
    if (unsafe !== undefined) return unsafe;
  }
  return undefined;
}

function kindOf(value: object): string {
  if (value instanceof Map) return 'a Map; use a plain object, or an array of pairs';
  if (value instanceof Set) return 'a Set; use an array, or a plain object with true for each member';
  if (ArrayBuffer.isView(value)) return 'a typed array; use an array';
  const name: unknown = value.constructor?.name;
  return `an object of class ${typeof name === 'string' ? name : 'none'}; use a plain object`;
}
