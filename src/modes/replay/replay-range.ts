import { fail } from '../../kernel/errors.ts';
import { formatTime, type Micros } from '../../kernel/time.ts';
import type { JournalEntry, Snapshot, Store } from '../../ports/store.ts';
import { decodeInput, type SessionInput } from '../session-input.ts';
import type { SessionRules } from '../session-rules.ts';

/** The inputs of a session that can be replayed in one go. */
export interface ReplayRange {
  /** How the session began. */
  readonly start: Extract<SessionInput, { readonly kind: 'start' }>;
  /** Where it begins; undefined at the beginning of the session. */
  readonly from: Snapshot | undefined;
  /** Time of the first input. */
  readonly since: Micros;
  /** Where the venue's rules changed on the way. */
  readonly relistings: readonly Relisting[];
  /** The newest input, and how many there are. */
  readonly lastSeq: number;
  readonly inputs: number;
}

/** Rules by which a session goes on after an input. */
export interface Relisting {
  readonly seq: number;
  readonly rules: SessionRules;
}

/**
 * What the journal still has whole, up to a moment: all of it, or, where ticks have left it, what follows the oldest kept snapshot after them.
 * Errors: `REPLAY_EMPTY`, `REPLAY_GAP`, which says from when on it can be replayed.
 */
export async function replayRange(store: Store, sessionId: string, until: Micros): Promise<ReplayRange> {
  let start: ReplayRange['start'] | undefined;
  /** The first input after which nothing is missing. */
  let whole: JournalEntry | undefined;
  let last: JournalEntry | undefined;
  for await (const entry of store.journal(sessionId, 0)) {
    if (entry.kind === 'start') start = startOf(entry);
    if (entry.seq !== (last?.seq ?? 0) + 1) whole = entry;
    else whole ??= entry;
    last = entry;
  }
  if (start === undefined || whole === undefined || last === undefined)
    return fail('REPLAY_EMPTY', `session ${sessionId} has not begun`, { where: sessionId });
  const firstWhole = whole.seq;
  const from = firstWhole === 1 ? undefined : (await store.snapshots(sessionId)).find(({ seq }) => seq >= firstWhole - 1);
  if (firstWhole > 1 && from === undefined)
    fail('REPLAY_GAP', `inputs before ${firstWhole} are gone, and no snapshot after them is kept`, { where: sessionId });
  return withinTime(store, sessionId, { start, from, until });
}

interface Bounds {
  readonly start: ReplayRange['start'];
  readonly from: Snapshot | undefined;
  readonly until: Micros;
}

async function withinTime(store: Store, sessionId: string, { start, from, until }: Bounds): Promise<ReplayRange> {
  const after = from?.seq ?? 0;
  let since: Micros | undefined;
  let [lastSeq, inputs] = [after, 0];
  const relistings: Relisting[] = [];
  for await (const entry of store.journal(sessionId, after)) {
    const { seq, ts } = entry;
    since ??= ts;
    if (ts > until) break;
    [lastSeq, inputs] = [seq, inputs + 1];
    const input = entry.kind === 'rules' ? decodeInput(entry) : undefined;
    if (input?.kind === 'rules') relistings.push({ seq, rules: input.rules });
  }
  if (inputs > 0 && since !== undefined) return { start, from, since, relistings, lastSeq, inputs };
  if (from === undefined) return fail('REPLAY_EMPTY', `session ${sessionId} had no input by then`, { where: sessionId });
  const when = since === undefined ? 'its next input' : formatTime(since);
  return fail('REPLAY_GAP', `session ${sessionId} can be replayed from ${when} on: the ticks before have left its journal`, {
    where: sessionId,
  });
}

function startOf(entry: JournalEntry): ReplayRange['start'] | undefined {
  const input = decodeInput(entry);
  return input.kind === 'start' ? input : undefined;
}
