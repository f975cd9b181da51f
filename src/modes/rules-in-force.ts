import type { Store } from '../ports/store.ts';
import { termsAtBeginning } from './check-same-session.ts';
import type { SessionRules } from './session-rules.ts';
import { decodeSnapshot } from './session-snapshot.ts';

/** By what rules a session has traded last; nothing of one that has not begun, or that an older Ballast began without keeping them. */
export async function rulesInForce(store: Store, sessionId: string): Promise<SessionRules> {
  const snapshot = await store.latestSnapshot(sessionId);
  const saved = snapshot === undefined ? undefined : decodeSnapshot(snapshot).rules;
  return saved ?? ((await termsAtBeginning(store, sessionId))?.instruments as SessionRules | undefined) ?? {};
}
