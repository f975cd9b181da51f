import { fail } from '../kernel/errors.ts';
import type { ErrorCode } from '../kernel/error-codes.ts';
import type { Micros } from '../kernel/time.ts';
import type { BarEvent } from '../domain/market-event.ts';
import type { Tick } from '../domain/tick.ts';
import type { JournalEntry } from '../ports/store.ts';

/** Everything that can enter the core of a session. What entered is journaled; the same inputs in the same order make the same session. */
export type SessionInput =
  | { readonly kind: 'start'; readonly ts: Micros; readonly fingerprint: string; readonly engineVersion: string }
  | { readonly kind: 'bar'; readonly ts: Micros; readonly bar: BarEvent }
  | { readonly kind: 'tick'; readonly ts: Micros; readonly tick: Tick }
  | {
      readonly kind: 'trading-state';
      readonly ts: Micros;
      readonly state: 'ACTIVE' | 'HALTED';
      readonly by: string;
      readonly reason: string;
    }
  /** A handler that was called for the event of time `at` never came back. */
  | {
      readonly kind: 'stop-strategy';
      readonly ts: Micros;
      readonly strategyId: string;
      readonly handler: string;
      readonly at: Micros;
      readonly code: ErrorCode;
      readonly message: string;
    };

/** The version in which each kind is written. A kind whose form changes gets the next number, and an upcaster for the one before it. */
const VERSIONS: Readonly<Record<SessionInput['kind'], number>> = { start: 1, bar: 1, tick: 1, 'trading-state': 1, 'stop-strategy': 1 };
/** How to read older versions, by `kind version`; each gives the payload in the form of the version after it. */
const UPCASTERS: Readonly<Record<string, (payload: unknown) => unknown>> = {};

/** An input as the journal keeps it. */
export function encodeInput(seq: number, input: SessionInput): JournalEntry {
  const { kind, ts, ...payload } = input;
  return { seq, ts, kind, version: VERSIONS[kind], payload: JSON.stringify(payload) };
}

/** The input of a journal entry. Errors: `JOURNAL_NEWER` for one that a newer Ballast wrote: it is refused, never misread. */
export function decodeInput(entry: JournalEntry): SessionInput {
  const known = VERSIONS[entry.kind as SessionInput['kind']] as number | undefined;
  if (known === undefined || entry.version > known) {
    fail('JOURNAL_NEWER', `input ${entry.seq} is a "${entry.kind}" of version ${entry.version}, which this Ballast does not know`);
  }
  let payload = JSON.parse(entry.payload) as unknown;
  for (let version = entry.version; version < known; version += 1) {
    const upcast =
      UPCASTERS[`${entry.kind} ${version}`] ?? fail('JOURNAL_NEWER', `there is no way from version ${version} of "${entry.kind}"`);
    payload = upcast(payload);
  }
  return { kind: entry.kind, ts: entry.ts, ...(payload as object) } as SessionInput;
}
