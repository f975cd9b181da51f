import type { KeyRing } from '../../adapters/keys/key-ring.ts';
import { isBallastError } from '../../kernel/errors.ts';
import { MICROS_PER_MINUTE } from '../../kernel/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Store } from '../../ports/store.ts';
import type { Words } from '../session-notices.ts';

const EVERY = MICROS_PER_MINUTE;

/** Signs, as this machine, what the audit log ends with, unless that is the entry `last`, which was signed before. Returns which one is signed now. */
export async function checkpointLog(store: Store, keys: KeyRing, clock: Clock, last: number): Promise<number> {
  const [newest] = await store.audit({ limit: 1, newest: true });
  if (newest === undefined || newest.seq <= last) return last;
  const { seq, hash } = newest;
  try {
    await store.saveCheckpoint(keys.signAsHost({ seq, hash, ts: clock.now() }, 'checkpoint', clock.now()));
  } catch (error) {
    // Another process has signed the same moment.
    if (!isBallastError(error, 'STORE_DUPLICATE')) throw error;
  }
  return seq;
}

/** Does so every minute, and once more in the end. What keeps it from signing is told, and keeps nobody from trading. */
export async function keepCheckpoints(
  store: Store,
  keys: KeyRing,
  clock: Clock,
  tell: (words: Words) => void,
  signal: AbortSignal,
): Promise<void> {
  for (let last = 0; ;) {
    await clock.sleep(EVERY, signal);
    try {
      last = await checkpointLog(store, keys, clock, last);
    } catch (error) {
      if (!isBallastError(error)) throw error;
      tell({ severity: 'warning', code: error.code, text: `the audit log was not signed: ${error.message}` });
    }
    if (signal.aborted) return;
  }
}
