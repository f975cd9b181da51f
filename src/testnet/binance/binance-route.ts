import type { Market } from '../exchange/market.ts';
import type { FaceTerms, Operation } from '../wire/venue-face.ts';
import type { ApiKey } from '../exchange/account.ts';
import { symbolOf } from './binance-words.ts';
import { refuse, REFUSALS } from './refusals.ts';
import type { RequestLimits } from './request-limits.ts';
import type { RequestParameters } from './request-parameters.ts';

/** Who asks: the account, and the key that was shown. */
export interface Caller {
  readonly accountId: string;
  readonly key: ApiKey;
}

/** What a route is given to answer with. */
export interface RouteTerms extends FaceTerms {
  readonly limits: RequestLimits;
  /** An id as Binance makes them for orders without one. */
  readonly makeId: () => string;
}

interface RouteCore {
  /** Weight that a request costs. */
  readonly weight: number | ((form: RequestParameters) => number);
  readonly operation: Operation;
}

/** What is answered to anybody. */
export interface PublicRoute extends RouteCore {
  readonly isSigned: false;
  answer(form: RequestParameters, terms: RouteTerms): unknown;
}

/** What is answered to an account that signs. */
export interface SignedRoute extends RouteCore {
  readonly isSigned: true;
  /** How many new orders it counts as. */
  readonly orders?: number;
  /** Whether the key has to be allowed to trade. */
  readonly trades?: boolean;
  answer(form: RequestParameters, terms: RouteTerms, caller: Caller): unknown;
}

/** One request of Binance's REST interface. */
export type BinanceRoute = PublicRoute | SignedRoute;

/** Routes by method and path: `GET /api/v3/time`. */
export type BinanceRoutes = Readonly<Record<string, BinanceRoute>>;

/** The market of a symbol that is listed; undefined where there is none. */
export function findMarket({ exchange }: FaceTerms, symbol: string): Market | undefined {
  return exchange.markets().find(({ instrument, status }) => status !== 'delisted' && symbolOf(instrument) === symbol);
}

/** The market that a request names. Leaves by a refusal where there is none. */
export function marketOf(form: RequestParameters, terms: FaceTerms): Market {
  return findMarket(terms, form.required('symbol')) ?? refuse(REFUSALS.symbolInvalid);
}
