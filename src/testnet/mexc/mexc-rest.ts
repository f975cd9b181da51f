import { MICROS_PER_MILLISECOND, MICROS_PER_SECOND } from '../../kernel/time.ts';
import type { FaceTerms, WireRequest } from '../wire/venue-face.ts';
import { accountRoutes } from './account-routes.ts';
import type { ListenKeys } from './listen-keys.ts';
import { marketRoutes, readCount } from './market-routes.ts';
import type { MexcCall, MexcRoute } from './mexc-route.ts';
import { isSignedQuery } from './query-signature.ts';
import { MexcRefusal, REFUSALS } from './refusals.ts';

/** The window in which a signed request has to arrive, unless it says another; and the longest that it may say. In milliseconds. */
const WINDOW = { usual: 5_000, most: 60_000 } as const;
/** How far a request may be signed in the future. */
const AHEAD = MICROS_PER_SECOND;

const NOBODY: Omit<MexcCall, 'query'> = { key: undefined, accountId: '' };

/** The REST interface of MEXC's spot market. */
export class MexcRest {
  readonly #terms: FaceTerms;
  readonly #routes: Readonly<Record<string, MexcRoute>>;

  constructor(terms: FaceTerms, listenKeys: ListenKeys) {
    this.#terms = terms;
    this.#routes = { ...marketRoutes(terms), ...accountRoutes(terms, listenKeys) };
  }

  /** What a request counts against the limits, before anything about it is looked at. */
  weightOf({ method, path }: WireRequest): number {
    return this.#routes[`${method} ${path}`]?.weight ?? 1;
  }

  /** The body of the answer, or a refusal. */
  answer(request: WireRequest): unknown {
    const route = this.#routes[`${request.method} ${request.path}`];
    if (route === undefined) return REFUSALS.notFound;
    const query = new URLSearchParams(request.query);
    if (route.right === undefined) return route.answer({ ...NOBODY, query });
    const caller = this.#callerOf(request, query);
    if (caller instanceof MexcRefusal) return caller;
    if (route.right === 'trade' && caller.key?.permissions.trade !== true) return REFUSALS.noPermission;
    return route.answer({ ...caller, query });
  }

  /** Whose request it is, if key, signature and time are right. */
  #callerOf(request: WireRequest, query: URLSearchParams): Omit<MexcCall, 'query'> | MexcRefusal {
    const keyId = request.headers['x-mexc-apikey'] ?? '';
    if (keyId === '') return REFUSALS.keyMissing;
    const found = this.#terms.exchange.findKey(keyId);
    if (found === undefined) return REFUSALS.keyUnknown;
    if (!isSignedQuery(request.query, found.key.secret)) return REFUSALS.signatureInvalid;
    return this.#checkTime(query) ?? { key: found.key, accountId: found.accountId };
  }

  #checkTime(query: URLSearchParams): MexcRefusal | undefined {
    const window = readCount(query, 'recvWindow', WINDOW.usual);
    if (window > WINDOW.most) return REFUSALS.windowTooLong;
    const signedAt = readCount(query, 'timestamp', -1) * MICROS_PER_MILLISECOND;
    if (signedAt < 0) return REFUSALS.timestampMissing;
    const age = this.#terms.time() - signedAt;
    return age < -AHEAD || age > window * MICROS_PER_MILLISECOND ? REFUSALS.outsideWindow : undefined;
  }
}
