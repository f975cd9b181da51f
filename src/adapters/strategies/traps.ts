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

let installed = false;

/**
 * Makes the clock, randomness and timers of this thread raise `STRATEGY_FORBIDDEN` while `handlerGuard.active`; otherwise they
 * work as ever. It catches what reaches them round about. Once is enough.
 */
export function installTraps(): void {
  if (installed) return;
  installed = true;
  for (const [owner, member] of TRAPPED) trapMember(owner, member);
  // A proxy stands in for the class, so that instanceof, the prototype and the other members stay what they are.
  globalThis.Date = new Proxy(Date, {
    apply: (target, self, parameters) => guarded('Date', () => Reflect.apply(target, self, parameters) as unknown),
    construct: (target, parameters, made) => guarded('Date', () => Reflect.construct(target, parameters, made) as object),
  });
}

function trapMember(owner: string, member: string): void {
  const object: unknown = Reflect.get(globalThis, owner);
  const original: unknown = typeof object === 'object' || typeof object === 'function' ? Reflect.get(object ?? {}, member) : undefined;
  if (typeof original !== 'function' || object === null) return;
  const name = owner === 'globalThis' ? member : `${owner}.${member}`;
  const trapped = function (this: unknown, ...parameters: unknown[]): unknown {
    return guarded(name, () => Reflect.apply(original, this, parameters) as unknown);
  };
  // What hangs on the function goes with it, such as the promise form of setTimeout.
  Object.defineProperties(trapped, Object.getOwnPropertyDescriptors(original));
  Object.defineProperty(object, member, { value: trapped, writable: true, configurable: true, enumerable: owner === 'globalThis' });
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
