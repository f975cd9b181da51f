import { canonicalJson } from '../kernel/canonical-json.ts';
import { fail } from '../kernel/errors.ts';
import type { Store } from '../ports/store.ts';
import type { SessionTerms } from './session-fingerprint.ts';
import { decodeInput } from './session-input.ts';

/** A session that is to be continued, and what it would now trade by. */
export interface Continuation {
  readonly sessionId: string;
  readonly store: Pick<Store, 'journal'>;
  readonly fingerprint: string;
  /** What the fingerprint is of; left out where nobody can be told what has changed. */
  readonly terms?: SessionTerms;
}

/** Makes sure that a session goes on by what it was begun with. Errors: `RUN_SESSION_CHANGED`, which says what has changed since. */
export async function checkSameSession(stored: string, { sessionId, store, fingerprint, terms }: Continuation): Promise<void> {
  if (stored === fingerprint) return;
  const begun = await termsAtBeginning(store, sessionId);
  const changes = begun === undefined || terms === undefined ? [] : changesBetween(begun, terms);
  const told = changes.length === 0 ? ' with other strategies, parameters or trading settings' : ` otherwise:\n${changes.join('\n')}`;
  fail('RUN_SESSION_CHANGED', `session ${sessionId} was begun${told}`, { where: sessionId });
}

/** What a session was begun with; undefined for one that an older Ballast began, which did not keep it. */
export async function termsAtBeginning(store: Pick<Store, 'journal'>, sessionId: string): Promise<SessionTerms | undefined> {
  for await (const entry of store.journal(sessionId, 0)) {
    const input = decodeInput(entry);
    return input.kind === 'start' ? input.terms : undefined;
  }
  return undefined;
}

/** What differs between the terms of a session then and now, a line for each part: what it is, what it was, what it has become. */
export function changesBetween(then: SessionTerms, now: SessionTerms): readonly string[] {
  const changes = [
    ...settingChanges('', then.settings, now.settings),
    ...eachChange('strategy', then.strategies, now.strategies),
    ...eachChange('instrument', then.instruments, now.instruments),
  ];
  return changes.length > 0 ? changes : ['its strategies or instruments stood in another order'];
}

type Fields = Readonly<Record<string, unknown>>;

/** Changes of things that have a name: those that came or went, and of the others what is different. */
function eachChange(kind: string, then: Fields, now: Fields): readonly string[] {
  return namesOf(then, now).flatMap((name) => {
    if (!Object.hasOwn(now, name)) return [`${kind} ${name} was in it, and is not any more`];
    if (!Object.hasOwn(then, name)) return [`${kind} ${name} was not in it`];
    return settingChanges('', then[name], now[name]).map((change) => `${kind} ${name}: ${change}`);
  });
}

/** Changes of values by their path, such as `fees.taker was "0.1%", and is "0.2%"`. */
function settingChanges(path: string, then: unknown, now: unknown): readonly string[] {
  if (isFields(then) && isFields(now))
    return namesOf(then, now).flatMap((name) => settingChanges(path === '' ? name : `${path}.${name}`, then[name], now[name]));
  if (textOf(then) === textOf(now)) return [];
  if (path === 'hash') return [`its code was another (${hashOf(then)}, and is ${hashOf(now)})`];
  return [`${path} was ${textOf(then)}, and is ${textOf(now)}`];
}

function namesOf(then: Fields, now: Fields): readonly string[] {
  return [...new Set([...Object.keys(then), ...Object.keys(now)])].sort();
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string {
  return value === undefined ? 'not set' : canonicalJson(value);
}

/** Enough of a hash to tell it from others, as lists show it. */
function hashOf(value: unknown): string {
  return String(value).slice(0, 12);
}
