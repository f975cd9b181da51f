import type { Operation, WireReply, WireRequest } from '../wire/venue-face.ts';
import { ACCOUNT_ROUTES } from './account-routes.ts';
import type { BinanceRoute, BinanceRoutes, Caller, RouteTerms, SignedRoute } from './binance-route.ts';
import { LIST_ROUTES } from './list-routes.ts';
import { MARKET_ROUTES } from './market-routes.ts';
import { ORDER_ROUTES } from './order-routes.ts';
import { BinanceRefused, refusalReply, refuse, REFUSALS, missing } from './refusals.ts';
import type { Counted, RequestLimits } from './request-limits.ts';
import { RequestParameters } from './request-parameters.ts';
import { isSignedRequest } from './signature.ts';

const ROUTES: BinanceRoutes = { ...MARKET_ROUTES, ...ORDER_ROUTES, ...LIST_ROUTES, ...ACCOUNT_ROUTES };

const KEY = /^[A-Za-z0-9]{64}$/;
/** A request may be so many milliseconds ahead of the venue's clock, and so many behind where it does not say how many. */
const AHEAD = 1_000;
const USUAL_WINDOW = 5_000;
const LONGEST_WINDOW = 60_000;

/** A request whose signature can be checked, however it came. */
export interface SignedCall {
  readonly keyId: string | undefined;
  readonly form: RequestParameters;
  readonly isSigned: (secret: string) => boolean;
}

/** Binance's REST interface over the exchange: limits, keys, signatures and clocks first, then the routes. */
export class BinanceRest {
  readonly #terms: RouteTerms;
  readonly #limits: RequestLimits;

  constructor(terms: RouteTerms) {
    this.#terms = terms;
    this.#limits = terms.limits;
  }

  /** What a request is about. */
  operationOf({ method, path }: WireRequest): Operation {
    return ROUTES[`${method} ${path}`]?.operation ?? 'other';
  }

  /** Answers a request. */
  answer(request: WireRequest): WireReply {
    const form = RequestParameters.of(request);
    const { query, body, headers } = request;
    return this.call(`${request.method} ${request.path}`, request.address, {
      keyId: headers['x-mbx-apikey'],
      form,
      isSigned: (secret) => isSignedRequest(query, body, secret),
    });
  }

  /** Carries out the call of a route. */
  call(name: string, address: string, call: SignedCall): WireReply {
    const route = ROUTES[name];
    const now = this.#terms.time();
    const weight = this.#limits.countRequest(address, route === undefined ? 1 : weightOf(route, call.form), now);
    if (weight.verdict !== 'fine') {
      return tooMuch(weight, weight.verdict === 'banned' ? REFUSALS.banned : REFUSALS.tooManyRequests);
    }
    let headers = weight.headers;
    try {
      if (route === undefined) return refusalReply(REFUSALS.notFound, headers);
      if (!route.isSigned) return { status: 200, headers, body: route.answer(call.form, this.#terms) };
      const caller = this.authenticate(call);
      if (route.trades === true && !caller.key.permissions.trade) return refusalReply(REFUSALS.keyUnknown, headers);
      const orders = this.#countOrders(route, caller);
      headers = { ...headers, ...orders?.headers };
      if (orders?.verdict === 'limited') return tooMuch({ ...orders, headers }, REFUSALS.tooManyOrders);
      return { status: 200, headers, body: route.answer(call.form, this.#terms, caller) };
    } catch (error) {
      if (error instanceof BinanceRefused) return refusalReply(error.refusal, headers);
      throw error;
    }
  }

  /** Who signed a call. Leaves by a refusal where nobody did, or too long ago. */
  authenticate({ keyId, form, isSigned }: SignedCall): Caller {
    if (keyId === undefined || !KEY.test(keyId)) return refuse(REFUSALS.keyFormat);
    const found = this.#terms.exchange.findKey(keyId) ?? refuse(REFUSALS.keyUnknown);
    const timestamp = form.whole('timestamp') ?? refuse(missing('timestamp'));
    if (form.text('signature') === undefined) return refuse(missing('signature'));
    const window = Number(form.decimal('recvWindow') ?? USUAL_WINDOW);
    if (window > LONGEST_WINDOW) return refuse(REFUSALS.windowTooLong);
    const now = Math.floor(this.#terms.time() / 1_000);
    if (timestamp >= now + AHEAD) return refuse(REFUSALS.ahead);
    if (now - timestamp > window) return refuse(REFUSALS.outsideWindow);
    return isSigned(found.key.secret) ? found : refuse(REFUSALS.signatureInvalid);
  }

  #countOrders({ orders = 0 }: SignedRoute, { accountId }: Caller): Counted | undefined {
    return orders === 0 ? undefined : this.#limits.countOrders(accountId, orders, this.#terms.time());
  }
}

/** How many seconds of the venue's time an address is kept out, told in the answer and its header. */
function tooMuch({ retryAfter, headers }: Counted, refusal: (typeof REFUSALS)[keyof typeof REFUSALS]): WireReply {
  return refusalReply(refusal, { ...headers, 'retry-after': String(retryAfter) });
}

function weightOf({ weight }: BinanceRoute, form: RequestParameters): number {
  if (typeof weight === 'number') return weight;
  try {
    return weight(form);
  } catch (error) {
    // What cannot be read is refused by the route itself.
    if (error instanceof BinanceRefused) return 1;
    throw error;
  }
}
