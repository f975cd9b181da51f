import { fail } from '../../kernel/errors.ts';
import { REFUSED_MEMBERS, REFUSED_NAMES } from './refusals.ts';

/** Whether a handler of a strategy is running on this thread; the engine sets it around every call. */
export const handlerGuard: { active: boolean } = { active: false };

/** Functions that the check at load can miss, when they are reached under another name: the object's global name, and the member. */
const TRAPPED = [
  ['Math', 'random'],
  ['Date', 'now'],
  ['performance', 'now'],
  ['crypto', 'getRandomValues'],
  ['crypto', 'randomUUID'],
  ['globalThis', 'setTimeout'],
  ['globalThis', 'setInterval'],
  ['globalThis', 'setImmediate'],
  ['globalThis', 'queueMicrotask'],
  ['globalThis', 'fetch'],
] as const;

let removal: (() => void) | undefined;

/**
 * Makes the clock, randomness and timers of this thread raise `STRATEGY_FORBIDDEN` while `handlerGuard.active`; otherwise they
 * work as ever. It catches what reaches them round about. Once is enough; the answer takes the traps away again.
 */
export function installTraps(): () => void {
  if (removal !== undefined) return removal;
  const removals = TRAPPED.map(([owner, member]) => trapMember(owner, member));
  // A proxy stands in for the class, so that instanceof, the prototype and the other members stay what they are.
  const trappedDate = new Proxy(Date, {
    apply: (target, self, parameters) => guarded('Date', () => Reflect.apply(target, self, parameters) as unknown),
    construct: (target, parameters, made) => guarded('Date', () => Reflect.construct(target, parameters, made) as object),
  });
  removals.push(replace(globalThis, 'Date', trappedDate));
  removal = () => {
    for (const remove of removals) remove();
    removal = undefined;
  };
  return removal;
}

function trapMember(owner: string, member: string): () => void {
  const object: unknown = Reflect.get(globalThis, owner);
  const original: unknown = isObject(object) ? Reflect.get(object, member) : undefined;
  if (!isObject(object) || typeof original !== 'function') return () => {};
  const name = owner === 'globalThis' ? member : `${owner}.${member}`;
  const trapped = function (this: unknown, ...parameters: unknown[]): unknown {
    return guarded(name, () => Reflect.apply(original, this, parameters) as unknown);
  };
  // What hangs on the function goes with it, such as the promise form of setTimeout.
  Object.defineProperties(trapped, Object.getOwnPropertyDescriptors(original));
  return replace(object, member, trapped);
}

/** Puts a value in the place of a member, and returns what puts the old state back. */
function replace(object: object, member: string, value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(object, member);
  Object.defineProperty(object, member, { configurable: true, writable: true, enumerable: before?.enumerable ?? false, value });
  return () => {
    if (before === undefined) Reflect.deleteProperty(object, member);
    else Object.defineProperty(object, member, before);
  };
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function guarded<T>(name: string, action: () => T): T {
  if (!handlerGuard.active) return action();
  const refusal = REFUSED_MEMBERS.get(name) ?? REFUSED_NAMES.get(name.split('.')[0] ?? name);
  return fail(
    'STRATEGY_FORBIDDEN',
    `${name} is refused: ${refusal?.why ?? 'it reaches outside'}`,
    refusal === undefined ? {} : { mend: refusal.instead },
  );
}
