import { fail } from './errors.ts';

/** States what must hold here; raises `ASSERTION_FAILED` when it does not. For our own mistakes, never for input. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) fail('ASSERTION_FAILED', message);
}

/** The end of a switch over a closed union: reaching it is a type error, and at run time an assertion. */
export function unreachable(value: never): never {
  return fail('ASSERTION_FAILED', `no case for ${JSON.stringify(value)}`);
}
