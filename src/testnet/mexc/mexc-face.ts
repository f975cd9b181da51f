import type { VenueRules } from '../exchange/venue-rules.ts';
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
import { RequestBucket } from '../wire/request-bucket.ts';
import { ListenKeys } from './listen-keys.ts';
import { MexcRest } from './mexc-rest.ts';
import { MexcStreams } from './mexc-streams.ts';
import { MexcRefusal, REFUSALS } from './refusals.ts';

/** Wherein MEXC differs in substance. */
export const MEXC_RULES: VenueRules = {
  clientIds: 'unique-open',
  feesIn: 'quote',
  makerFeePpm: 0,
  takerFeePpm: 500,
  selfTrade: 'allow',
};

/** What an address may ask for. */
const LIMIT = { weight: 500, perSecond: 50 } as const;

const OPERATIONS: Readonly<Record<string, Operation>> = {
  'POST /api/v3/order': 'place',
  'DELETE /api/v3/order': 'cancel',
  'DELETE /api/v3/openOrders': 'cancel',
  'GET /api/v3/order': 'order',
  'GET /api/v3/openOrders': 'open-orders',
  'GET /api/v3/allOrders': 'orders',
  'GET /api/v3/myTrades': 'fills',
  'GET /api/v3/account': 'balances',
  'GET /api/v3/capital/deposit/hisrec': 'transfers',
  'GET /api/v3/capital/withdraw/history': 'transfers',
  'GET /api/v3/exchangeInfo': 'market',
  'GET /api/v3/klines': 'market',
  'GET /api/v3/aggTrades': 'market',
  'GET /api/v3/depth': 'market',
};

const TROUBLES: Readonly<Record<Trouble, MexcRefusal>> = {
  limited: REFUSALS.tooMany,
  banned: REFUSALS.forbidden,
  timeout: REFUSALS.timeout,
  unavailable: REFUSALS.unavailable,
  maintenance: REFUSALS.maintenance,
};

/** MEXC's spot market: REST v3, and streams in protobuf. */
export class MexcFace implements VenueFace {
  readonly venue = 'mexc';
  readonly #terms: FaceTerms;
  readonly #bucket = new RequestBucket(LIMIT.weight, LIMIT.perSecond);
  readonly #listenKeys: ListenKeys;
  readonly #rest: MexcRest;
  readonly #streams: MexcStreams;

  constructor(terms: FaceTerms) {
    this.#terms = terms;
    this.#listenKeys = new ListenKeys(() => randomHex(terms, 64));
    this.#rest = new MexcRest(terms, this.#listenKeys);
    this.#streams = new MexcStreams(terms, this.#listenKeys);
  }

  operationOf({ method, path }: WireRequest): Operation {
    return OPERATIONS[`${method} ${path}`] ?? 'other';
  }

  answer(request: WireRequest): WireReply {
    const wait = this.#bucket.spend(request.address, this.#rest.weightOf(request), this.#terms.time());
    if (wait > 0) return this.trouble('limited', wait);
    const answer = this.#rest.answer(request);
    return answer instanceof MexcRefusal ? refused(answer) : { status: 200, body: answer };
  }

  trouble(kind: Trouble, retryAfter: number): WireReply {
    return troubleReply(kind, refused(TROUBLES[kind]), retryAfter);
  }

  open(connection: WireConnection): StreamHandler | undefined {
    return connection.path === '/ws' ? this.#streams.open(connection) : undefined;
  }

  tick(): void {
    this.#streams.tick();
  }

  expireStreams(): void {
    this.#listenKeys.expireAll();
    this.#streams.tick();
  }

  makeKey(bytes: (count: number) => Uint8Array): { readonly id: string; readonly secret: string } {
    return { id: `mx0v${Buffer.from(bytes(7)).toString('hex')}`, secret: Buffer.from(bytes(16)).toString('hex') };
  }
}

function refused({ status, msg, code }: MexcRefusal): WireReply {
  return { status, body: { msg, code, _extend: null } };
}

function randomHex({ random }: FaceTerms, digits: number): string {
  return Array.from({ length: digits }, () => Math.floor(random.next() * 16).toString(16)).join('');
}
