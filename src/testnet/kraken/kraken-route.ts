import type { ApiKey } from '../exchange/account.ts';

/** A request whose signature, where one is due, was found right. */
export interface KrakenCall {
  /** The query of a public request, the form of a private one. */
  readonly form: URLSearchParams;
  readonly key: ApiKey | undefined;
  readonly accountId: string;
}

/** What is done with the requests of one path. */
export interface KrakenRoute {
  /** What a request counts against the limit of its key. */
  readonly cost: number;
  /** The right that a private request takes; undefined for what anybody may ask. */
  readonly right?: 'read' | 'trade';
  /** The `result` of the answer, or a `KrakenRefusal`. */
  readonly answer: (call: KrakenCall) => unknown;
}
