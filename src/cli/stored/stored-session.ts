import type { HomeFolder } from '../../config/home.ts';
import { fail } from '../../kernel/errors.ts';
import { openConfiguredStore } from '../../modes/open-configured-store.ts';
import type { Store } from '../../ports/store.ts';
import { configOrDefault } from '../config-or-default.ts';
import type { CliContext } from '../context.ts';
import { wholeFlag } from '../whole-flag.ts';

/** The flags of the commands that show what a session has stored. */
export interface StoredFlags {
  readonly session?: string;
  readonly last?: string;
  readonly json?: boolean;
}

/** A session as it lies in the store, whether it runs or not. */
export interface StoredSessionView {
  readonly store: Store;
  readonly sessionId: string;
  readonly home: HomeFolder;
}

/** Lets `read` look at the session that the flags mean. Errors: `SESSION_UNKNOWN`, and those of home, configuration and store. */
export async function withStoredSession(
  context: CliContext,
  { session }: StoredFlags,
  read: (view: StoredSessionView) => Promise<void>,
): Promise<void> {
  const home = context.openHome({ create: false });
  const config = configOrDefault(context);
  const store = await openConfiguredStore(config, home);
  try {
    const known = (await store.sessions()).map(({ id }) => id);
    await read({ store, home, sessionId: chooseSession(known, session, config.account.id, home.root) });
  } finally {
    await store.close();
  }
}

/** The page that `--last` asks for; everything without it. */
export function pageOf({ last }: StoredFlags): { readonly limit?: number; readonly newest?: boolean } {
  return last === undefined ? {} : { limit: wholeFlag('--last', last, 1, 1_000_000), newest: true };
}

/** The session that was named; else the only one, or the one that is named after the account, as a session is by default. */
function chooseSession(known: readonly string[], named: string | undefined, accountId: string, home: string): string {
  const [only] = known;
  if (only === undefined) return fail('SESSION_UNKNOWN', 'no session has run on this home folder yet', { where: home });
  const wanted = named ?? (known.length === 1 ? only : accountId);
  if (known.includes(wanted)) return wanted;
  const what = named === undefined ? 'there are several sessions' : `no session is called "${named}"`;
  return fail('SESSION_UNKNOWN', `${what}: this home folder has ${known.join(', ')}`, { where: home });
}
