import { fail } from '../kernel/errors.ts';
import { saveEngine, type EngineState } from '../engine/engine-state.ts';
import type { Snapshot } from '../ports/store.ts';
import { sessionRules, type SessionRules } from './session-rules.ts';
import type { TradingSession } from './trading-session.ts';

/** The version in which snapshots are written. */
export const SNAPSHOT_VERSION = 3;

/** All that a session remembers between two inputs. */
export interface SnapshotPayload {
  /** Of what the session trades by. */
  readonly fingerprint: string;
  /** By what rules it goes on; left out by versions that took them from the venue at every start. */
  readonly rules?: SessionRules;
  readonly engine: EngineState;
  /** What the session's venue remembers; only the same kind of venue reads it. */
  readonly venue: unknown;
}

/** The state of a session as JSON text, which goes on by other rules where they are given. */
export function encodeSnapshot({ engine, venue, markets }: TradingSession, fingerprint: string, newRules?: SessionRules): string {
  const rules = newRules ?? sessionRules(markets.map(({ instrument }) => instrument));
  const payload: SnapshotPayload = { fingerprint, rules, engine: saveEngine(engine), venue: venue.state };
  return JSON.stringify(payload);
}

/** The state that a snapshot holds. Errors: `JOURNAL_NEWER` for one that a newer Ballast wrote: it is refused, never misread. */
export function decodeSnapshot({ seq, version, payload }: Snapshot): SnapshotPayload {
  if (version > SNAPSHOT_VERSION)
    fail('JOURNAL_NEWER', `the snapshot of input ${seq} has version ${version}, which this Ballast does not know`);
  const state = JSON.parse(payload) as SnapshotPayload;
  // Version 1 did not count the calls of handlers; up to version 2 what can be worked out, equity and values, was stored as well.
  return version === 1 ? { ...state, engine: { ...state.engine, calls: 0 } } : state;
}
