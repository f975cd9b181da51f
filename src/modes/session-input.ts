import { fail } from '../kernel/errors.ts';
import type { ErrorCode } from '../kernel/error-codes.ts';
import type { Micros } from '../kernel/time.ts';
import type { Clearance } from '../domain/clearance.ts';
import type { Currency, Money } from '../domain/instrument.ts';
import type { BarEvent } from '../domain/market-event.ts';
import type { LimitChange } from '../domain/limit-change.ts';
import type { AdjustmentCause, GateState } from '../domain/records.ts';
import type { Tick } from '../domain/tick.ts';
import type { HaltScope, TradingState } from '../domain/trading-state.ts';
import type { VenueEvent } from '../domain/venue-event.ts';
import type { SavedOrder } from '../core/execution/order-desk.ts';
import type { PlacedByHand } from '../engine/pipeline.ts';
import type { JournalEntry } from '../ports/store.ts';
import type { StrategyIntent } from '../strategy/intents.ts';
import type { SessionTerms } from './session-fingerprint.ts';
import type { SessionRules } from './session-rules.ts';

/** Everything that can enter the core of a session. What entered is journaled; the same inputs in the same order make the same session. */
export type SessionInput =
  | {
      readonly kind: 'start';
      readonly ts: Micros;
      readonly fingerprint: string;
      /** What the fingerprint is of; none where an older Ballast began the session. */
      readonly terms?: SessionTerms;
      readonly engineVersion: string;
      /** What the client order ids of the session begin with; the account's id where left out. */
      readonly clientIds?: string;
    }
  /** A closed bar; a stale one came so late that it feeds indicators only. */
  | { readonly kind: 'bar'; readonly ts: Micros; readonly bar: BarEvent; readonly stale: boolean }
  /** The bars that close at `closeTime` are no longer waited for, though some series lacks its own: its deadline has passed, or it went on. */
  | {
      readonly kind: 'slice-end';
      readonly ts: Micros;
      readonly closeTime: Micros;
      /** Series that were left behind, as `interval instrument`. */
      readonly missing: readonly string[];
      /** The deadline that has passed; null when all that were waited for have gone on to later bars. */
      readonly deadline: Micros | null;
      readonly stale: boolean;
    }
  | { readonly kind: 'tick'; readonly ts: Micros; readonly tick: Tick }
  | {
      readonly kind: 'trading-state';
      readonly ts: Micros;
      /** All trading where left out. */
      readonly scope?: HaltScope;
      readonly state: TradingState;
      /** Whether what is held there is to be closed. */
      readonly flatten?: boolean;
      readonly by: string;
      readonly reason: string;
    }
  /** What the gate lets strategies do at a venue that asks for certificates; null where it does not. */
  | { readonly kind: 'clearance'; readonly ts: Micros; readonly clearances: readonly Clearance[] | null }
  /** What is to be flat and is not, with nothing on its way that closes it, is tried again. */
  | { readonly kind: 'flatten'; readonly ts: Micros }
  /** What the venue of a live session said of an order. */
  | { readonly kind: 'venue'; readonly ts: Micros; readonly event: VenueEvent }
  /** The session, begun or come back, was joined to its venue: no order from before was sent after `since`, and the gate is shut. */
  | { readonly kind: 'joined'; readonly ts: Micros; readonly since: Micros }
  /** The desk remembers an order again that has ended long ago: the venue tells more of it. */
  | { readonly kind: 'recall'; readonly ts: Micros; readonly order: SavedOrder }
  /** An order that a person placed at the venue becomes one of the strategy `manual`, if risk lets it. */
  | ({ readonly kind: 'adopt'; readonly ts: Micros } & PlacedByHand)
  /** All that others did at the venue until then is booked. */
  | { readonly kind: 'seen'; readonly ts: Micros; readonly until: Micros }
  | { readonly kind: 'gate'; readonly ts: Micros; readonly state: GateState; readonly reason: string }
  | {
      readonly kind: 'instrument';
      readonly ts: Micros;
      readonly instrumentId: string;
      readonly state: 'ACTIVE' | 'HALTED';
      readonly by: string;
      readonly reason: string;
    }
  | {
      readonly kind: 'adjustment';
      readonly ts: Micros;
      readonly currency: Currency;
      readonly amount: Money;
      readonly cause: AdjustmentCause;
      readonly ref: string;
    }
  /** The venue has listed instruments by other rules; a snapshot follows, from which the session goes on by them. */
  | { readonly kind: 'rules'; readonly ts: Micros; readonly rules: SessionRules }
  /** A comparison with the venue ended; what differed, in words. */
  | { readonly kind: 'reconciliation'; readonly ts: Micros; readonly found: readonly string[] }
  /** A person orders or exits by hand: the same intents that strategies return. */
  | { readonly kind: 'manual'; readonly ts: Micros; readonly by: string; readonly instrumentId: string; readonly intent: StrategyIntent }
  /** A person sets a limit, signed with their key. */
  | { readonly kind: 'limit'; readonly ts: Micros; readonly change: LimitChange; readonly signature: string }
  /** A person closes all that is held in an instrument. */
  | { readonly kind: 'close'; readonly ts: Micros; readonly by: string; readonly instrumentId: string }
  /** A person cancels open orders. */
  | { readonly kind: 'cancel'; readonly ts: Micros; readonly by: string; readonly intentIds: readonly number[] }
  /** The handler call of this number never came back; or, with the number 0, which no call has, the strategy's state cannot be saved. */
  | {
      readonly kind: 'stop-strategy';
      readonly ts: Micros;
      readonly strategyId: string;
      readonly handler: string;
      readonly call: number;
      readonly code: ErrorCode;
      readonly message: string;
    };

/** How the payloads of one kind are written, and how older ones are read. */
export interface InputForm {
  /** The version that is written. A form that changes gets the next number, and an upcaster for the one before it. */
  readonly version: number;
  /** By version: makes a payload of it one of the next version. */
  readonly upcasters: Readonly<Record<number, (payload: Record<string, unknown>) => Record<string, unknown>>>;
}

/** The form of every kind of input. */
export const INPUT_FORMS: Readonly<Record<SessionInput['kind'], InputForm>> = {
  // Version 1 kept the fingerprint only.
  start: { version: 2, upcasters: { 1: (payload) => payload } },
  // Version 1 left it to a setting, at the time of the replay, whether a bar was stale.
  bar: { version: 2, upcasters: { 1: (payload) => ({ ...payload, stale: false }) } },
  'slice-end': { version: 1, upcasters: {} },
  tick: { version: 1, upcasters: {} },
  // Version 1 knew all trading only.
  'trading-state': { version: 2, upcasters: { 1: (payload) => payload } },
  clearance: { version: 1, upcasters: {} },
  flatten: { version: 1, upcasters: {} },
  venue: { version: 1, upcasters: {} },
  joined: { version: 1, upcasters: {} },
  adopt: { version: 1, upcasters: {} },
  recall: { version: 1, upcasters: {} },
  seen: { version: 1, upcasters: {} },
  gate: { version: 1, upcasters: {} },
  instrument: { version: 1, upcasters: {} },
  adjustment: { version: 1, upcasters: {} },
  rules: { version: 1, upcasters: {} },
  reconciliation: { version: 1, upcasters: {} },
  limit: { version: 1, upcasters: {} },
  manual: { version: 1, upcasters: {} },
  close: { version: 1, upcasters: {} },
  cancel: { version: 1, upcasters: {} },
  'stop-strategy': { version: 1, upcasters: {} },
};

/** An input as the journal keeps it. */
export function encodeInput(seq: number, input: SessionInput): JournalEntry {
  const { kind, ts, ...payload } = input;
  return { seq, ts, kind, version: INPUT_FORMS[kind].version, payload: JSON.stringify(payload) };
}

/** The input of a journal entry. Errors: `JOURNAL_NEWER` for one that a newer Ballast wrote: it is refused, never misread. */
export function decodeInput(entry: JournalEntry): SessionInput {
  const form = Object.hasOwn(INPUT_FORMS, entry.kind) ? INPUT_FORMS[entry.kind as SessionInput['kind']] : undefined;
  if (form === undefined || entry.version > form.version) {
    return fail('JOURNAL_NEWER', `input ${entry.seq} is a "${entry.kind}" of version ${entry.version}, which this Ballast does not know`);
  }
  let payload = JSON.parse(entry.payload) as Record<string, unknown>;
  for (let version = entry.version; version < form.version; version += 1) {
    const upcast = form.upcasters[version] ?? fail('JOURNAL_NEWER', `there is no way from version ${version} of "${entry.kind}"`);
    payload = upcast(payload);
  }
  return { kind: entry.kind, ts: entry.ts, ...payload } as SessionInput;
}
