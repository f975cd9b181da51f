import type { ApiKey } from '../exchange/account.ts';

/** A question or an order of a client whose signature, where one is due, was found right. */
export interface MexcCall {
  readonly query: URLSearchParams;
  readonly key: ApiKey | undefined;
  readonly accountId: string;
}

/** What is done with the requests of one method and path. */
export interface MexcRoute {
  /** What a request counts against the limit. */
  readonly weight: number;
  /** The right that a signed request takes; undefined for what anybody may ask. */
  readonly right?: 'read' | 'trade';
  /** What goes into the answer's body, or a `MexcRefusal`. */
  readonly answer: (call: MexcCall) => unknown;
}
