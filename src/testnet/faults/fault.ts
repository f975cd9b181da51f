import type { Micros } from '../../kernel/time.ts';
import type { Operation } from '../wire/venue-face.ts';

/** Every fault that can be ordered, by what it falls on, and what it does. docs/testnet.md shows this table. */
export const FAULTS = {
  'drop-request': { falls: 'request', does: 'The request is not carried out, and the connection breaks without an answer.' },
  'drop-reply': { falls: 'request', does: 'The request is carried out, and the connection breaks without an answer.' },
  'hang-request': { falls: 'request', does: 'The request is not carried out, and no answer ever comes.' },
  'hang-reply': { falls: 'request', does: 'The request is carried out, and no answer ever comes.' },
  'late-reply': { falls: 'request', does: 'The request is carried out, and the answer comes `milliseconds` later.' },
  'late-request': { falls: 'request', does: 'The request is on its way for `milliseconds` before the venue sees it.' },
  timeout: { falls: 'request', does: 'The request is carried out, and answered as a timeout in the words of the venue.' },
  unavailable: { falls: 'request', does: 'The request is not carried out, and answered as a server error in the words of the venue.' },
  maintenance: { falls: 'request', does: 'The request is refused because of maintenance.' },
  limited: { falls: 'request', does: 'The request is refused as one too many, with `retryAfter` seconds to wait.' },
  banned: { falls: 'request', does: 'The request is refused because the address is banned, for `retryAfter` seconds.' },
  'empty-body': { falls: 'request', does: 'The request is carried out, and answered with status 200 and nothing.' },
  'empty-object': { falls: 'request', does: 'The request is carried out, and answered with `{}`.' },
  'empty-list': { falls: 'request', does: 'The request is carried out, and answered with `[]`.' },
  html: { falls: 'request', does: 'The request is not carried out, and answered with a page of HTML and status 200.' },
  'cut-body': { falls: 'request', does: 'The request is carried out, and the answer ends in the middle.' },
  'cut-page': { falls: 'request', does: 'Lists in the answer lose the second half of their entries.' },
  'cancel-crosses-fill': { falls: 'cancel', does: 'The order fills whole, right before its cancel arrives.' },
  mute: { falls: 'stream', does: 'A zombie: connections stay up and answer pings, and no news comes.' },
  'mute-private': { falls: 'stream', does: 'News of accounts no longer comes; news of the market does.' },
  double: { falls: 'stream', does: 'Every message of news comes three times.' },
  reorder: { falls: 'stream', does: 'Messages of news change places with the one after them.' },
  skip: { falls: 'stream', does: 'Every other message of news is lost.' },
  garbage: { falls: 'stream', does: 'Before every message of news comes one that is no message.' },
  'late-news': { falls: 'stream', does: 'News comes `milliseconds` late.' },
  'cut-streams': { falls: 'moment', does: 'All streams break without a word, once.' },
  'expire-streams': { falls: 'moment', does: 'Private data ends as the venue ends it, once: listen keys, tokens, subscriptions.' },
  lag: { falls: 'venue', does: 'Orders and fills are seen in queries only `milliseconds` after they happened.' },
  skew: { falls: 'venue', does: 'The clock of the venue is off by `milliseconds`.' },
} as const satisfies Readonly<Record<string, { readonly falls: FaultGround; readonly does: string }>>;

/** What a fault falls on. Those of requests and cancels are used up one by one, those of a moment at once; the others last. */
export type FaultGround = 'request' | 'cancel' | 'moment' | 'stream' | 'venue';

/** The name of a fault. */
export type FaultKind = keyof typeof FAULTS;

/** A fault as it is ordered. */
export interface FaultOrder {
  readonly kind: FaultKind;
  /** Which requests it falls on; any where left out. */
  readonly on?: Operation | undefined;
  /** How many requests it falls on; one where neither this nor `seconds` is said. */
  readonly times?: number | undefined;
  /** On which share of those it falls, 0 to 1; on all of them where left out. */
  readonly share?: number | undefined;
  /** How long it lasts; until it is cleared where left out. */
  readonly seconds?: number | undefined;
  readonly milliseconds?: number | undefined;
  readonly retryAfter?: number | undefined;
}

/** A fault that is in force. */
export interface Fault extends FaultOrder {
  readonly id: number;
  /** How often it can still fall. */
  readonly left: number;
  readonly until: Micros;
}
