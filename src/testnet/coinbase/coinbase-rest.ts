import { MICROS_PER_SECOND } from '../../kernel/time.ts';
import type { FillsByOrder } from '../fills-by-order.ts';
import { readJson } from '../read-json.ts';
import type { FaceTerms, WireRequest } from '../wire/venue-face.ts';
import { accountRoutes } from './account-routes.ts';
import { findRoute, type CoinbaseCall, type CoinbaseRoutes } from './coinbase-route.ts';
import { productRoutes } from './product-routes.ts';
import { REQUEST_REFUSALS } from './refusals.ts';
import { claimedKey, isValidToken } from './web-token.ts';

const BEARER = 'Bearer ';

/** The REST interface of Coinbase Advanced. */
export class CoinbaseRest {
  readonly #terms: FaceTerms;
  readonly #routes: CoinbaseRoutes;

  constructor(terms: FaceTerms, fills: FillsByOrder) {
    this.#terms = terms;
    this.#routes = { ...productRoutes(terms), ...accountRoutes(terms, fills) };
  }

  /** The body of the answer, or a `RequestRefusal`. */
  answer(request: WireRequest): unknown {
    const found = findRoute(this.#routes, request.method, request.path);
    if (found === undefined) return REQUEST_REFUSALS.notFound;
    const { route, id } = found;
    const call = { query: new URLSearchParams(request.query), body: readJson(request.body), id };
    if (route.right === undefined) return route.answer({ ...call, key: undefined, accountId: '' });
    const caller = this.#callerOf(request);
    if (caller === undefined) return REQUEST_REFUSALS.unauthorized;
    if (route.right === 'trade' && caller.key?.permissions.trade !== true) return REQUEST_REFUSALS.forbidden;
    return route.answer({ ...call, ...caller });
  }

  /** Whose request it is, if its token is right: of a key that is known, for this method, host and path, and alive. */
  #callerOf({ method, path, headers }: WireRequest): Pick<CoinbaseCall, 'key' | 'accountId'> | undefined {
    const { authorization = '', host = '' } = headers;
    const token = authorization.startsWith(BEARER) ? authorization.slice(BEARER.length) : '';
    const found = this.#terms.exchange.findKey(claimedKey(token) ?? '');
    if (found === undefined) return undefined;
    const terms = { keyName: found.key.id, secret: found.key.secret, uri: `${method} ${host}${path}` };
    return isValidToken(token, { ...terms, now: Math.floor(this.#terms.time() / MICROS_PER_SECOND) }) ? found : undefined;
  }
}
