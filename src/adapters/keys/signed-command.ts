import { randomUUID } from 'node:crypto';

import { fail } from '../../kernel/errors.ts';
import { MICROS_PER_SECOND, type Micros } from '../../kernel/time.ts';
import type { CommandDocument, Signed } from '../../domain/signed.ts';
import type { KeyRing } from './key-ring.ts';

/** How far the clocks of who signs and who obeys may be apart, the way included. */
const FRESH = 60 * MICROS_PER_SECOND;

/** Signs a command to one session in a person's name. Errors: those of `KeyRing.sign`. */
export function signCommand<T>(keys: KeyRing, name: string, session: string, command: T, now: Micros): Signed<CommandDocument<T>> {
  return keys.sign({ session, ts: now, once: randomUUID(), command }, 'command', name);
}

/**
 * The command of a signed document, once it is known to be meant for this session, now, by who it names. That none is obeyed twice is for
 * the session to see to: it remembers `once` for as long as it remembers anything.
 * Errors: those of `KeyRing.check`, `SIGNATURE_STALE`, `SIGNATURE_INVALID`.
 */
export function checkCommand<T>(keys: KeyRing, { document, signature }: Signed<CommandDocument<T>>, session: string, now: Micros): T {
  keys.check(document, 'command', signature);
  if (document.session !== session)
    fail('SIGNATURE_INVALID', `the command is meant for the session ${document.session}, not for ${session}`, { where: session });
  const seconds = Math.round((now - document.ts) / MICROS_PER_SECOND);
  if (Math.abs(now - document.ts) > FRESH)
    fail('SIGNATURE_STALE', `the command was signed ${Math.abs(seconds)} s ${seconds > 0 ? 'ago' : 'from now'}`, { where: session });
  return document.command;
}
