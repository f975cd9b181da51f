import { FillsByOrder } from '../fills-by-order.ts';
import type { VenueRules } from '../exchange/venue-rules.ts';
import { RequestBucket } from '../wire/request-bucket.ts';
import type {
  FaceTerms,
  Operation,
  StreamHandler,
  Trouble,
  VenueFace,
  WireConnection,
  WireReply,
  WireRequest,
} from '../wire/venue-face.ts';
import { troubleReply } from '../wire/trouble-reply.ts';
import { CoinbaseRest } from './coinbase-rest.ts';
import { CoinbaseStreams } from './coinbase-streams.ts';
import { REQUEST_REFUSALS, RequestRefusal } from './refusals.ts';
import { namedUuid } from './uuid.ts';
import { claimedKey, signingKeyOf } from './web-token.ts';

/** Wherein Coinbase differs in substance. */
export const COINBASE_RULES: VenueRules = {
  clientIds: 'return-existing',
  feesIn: 'quote',
  makerFeePpm: 6_000,
  takerFeePpm: 12_000,
  selfTrade: 'expire-taker',
};

/** Requests in a second: of a key, and of an address that shows none. */
const LIMITS = { signed: 30, open: 10 } as const;

const PREFIX = '/api/v3/brokerage';
const OPERATIONS: Readonly<Record<string, Operation>> = {
  [`POST ${PREFIX}/orders`]: 'place',
  [`POST ${PREFIX}/orders/batch_cancel`]: 'cancel',
  [`GET ${PREFIX}/orders/historical/batch`]: 'orders',
  [`GET ${PREFIX}/orders/historical/fills`]: 'fills',
  [`GET ${PREFIX}/accounts`]: 'balances',
  'GET /v2/accounts': 'balances',
};

const TROUBLES: Readonly<Record<Trouble, RequestRefusal>> = {
  limited: REQUEST_REFUSALS.tooMany,
  banned: REQUEST_REFUSALS.banned,
  timeout: REQUEST_REFUSALS.timeout,
  unavailable: REQUEST_REFUSALS.internal,
  maintenance: REQUEST_REFUSALS.maintenance,
};

/** Coinbase Advanced: REST version 3, and the streams of markets and of the user. */
export class CoinbaseFace implements VenueFace {
  readonly venue = 'coinbase';
  readonly #terms: FaceTerms;
  readonly #signed = new RequestBucket(LIMITS.signed, LIMITS.signed);
  readonly #open = new RequestBucket(LIMITS.open, LIMITS.open);
  readonly #rest: CoinbaseRest;
  readonly #streams: CoinbaseStreams;

  constructor(terms: FaceTerms) {
    const fills = new FillsByOrder(terms.exchange);
    this.#terms = terms;
    this.#rest = new CoinbaseRest(terms, fills);
    this.#streams = new CoinbaseStreams(terms, fills);
  }

  operationOf({ method, path, query }: WireRequest): Operation {
    const operation = OPERATIONS[`${method} ${path}`];
    if (operation === 'orders' && query.includes('order_status=OPEN')) return 'open-orders';
    if (operation !== undefined) return operation;
    if (path.startsWith(`${PREFIX}/orders/historical/`)) return 'order';
    if (/^\/v2\/accounts\/[^/]+\/(transactions|deposits|withdrawals)$/.test(path)) return 'transfers';
    return /\/products(\/|$)/.test(path) ? 'market' : 'other';
  }

  answer(request: WireRequest): WireReply {
    const keyId = claimedKey(request.headers['authorization']?.slice('Bearer '.length) ?? '') ?? '';
    const bucket = this.#terms.exchange.findKey(keyId) === undefined ? this.#open : this.#signed;
    const wait = bucket.spend(bucket === this.#signed ? keyId : request.address, 1, this.#terms.time());
    if (wait > 0) return this.trouble('limited', wait);
    const answer = this.#rest.answer(request);
    return answer instanceof RequestRefusal ? refused(answer) : { status: 200, body: answer };
  }

  trouble(kind: Trouble, retryAfter: number): WireReply {
    return troubleReply(kind, refused(TROUBLES[kind]), retryAfter);
  }

  open(connection: WireConnection): StreamHandler | undefined {
    return connection.path === '/' ? this.#streams.open(connection) : undefined;
  }

  tick(): void {
    this.#streams.tick();
  }

  expireStreams(): void {
    this.#streams.cutPrivate();
  }

  makeKey(bytes: (count: number) => Uint8Array): { readonly id: string; readonly secret: string } {
    const name = namedUuid(Buffer.from(bytes(16)).toString('hex'));
    return { id: `organizations/${namedUuid('ballast')}/apiKeys/${name}`, secret: signingKeyOf(bytes(32)) };
  }
}

/** A request without a right token is refused in plain text. */
function refused({ status, error, message }: RequestRefusal): WireReply {
  return { status, body: status === 401 ? `${message}\n` : { error, error_details: message, message } };
}
