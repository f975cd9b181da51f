import { createHash } from 'node:crypto';

import type { VenueRules } from '../exchange/venue-rules.ts';
import { FillsByOrder } from '../fills-by-order.ts';
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
import { KrakenRest } from './kraken-rest.ts';
import { KrakenStreams } from './kraken-streams.ts';
import { OrderDesk } from './order-desk.ts';
import { KrakenRefusal, REFUSALS } from './refusals.ts';
import { StreamTokens } from './stream-tokens.ts';

/** Wherein Kraken differs in substance. */
export const KRAKEN_RULES: VenueRules = {
  clientIds: 'unique-open',
  feesIn: 'quote',
  makerFeePpm: 2_500,
  takerFeePpm: 4_000,
  selfTrade: 'expire-taker',
};

/** What a key may ask for, as the highest tier of clients may: a counter that falls by itself; orders have one of their own. */
const LIMITS = { questions: { most: 20, perSecond: 1 }, orders: { most: 225, perSecond: 3.75 } } as const;

const OPERATIONS: Readonly<Record<string, Operation>> = {
  '/0/private/AddOrder': 'place',
  '/0/private/CancelOrder': 'cancel',
  '/0/private/CancelAll': 'cancel',
  '/0/private/QueryOrders': 'order',
  '/0/private/OpenOrders': 'open-orders',
  '/0/private/ClosedOrders': 'orders',
  '/0/private/TradesHistory': 'fills',
  '/0/private/QueryTrades': 'fills',
  '/0/private/Balance': 'balances',
  '/0/private/BalanceEx': 'balances',
  '/0/private/DepositStatus': 'transfers',
  '/0/private/WithdrawStatus': 'transfers',
  '/0/public/Assets': 'market',
  '/0/public/AssetPairs': 'market',
  '/0/public/OHLC': 'market',
  '/0/public/Trades': 'market',
  '/0/public/Depth': 'market',
};

/** Most of Kraken's trouble comes with status 200, like all its refusals. */
const TROUBLES: Readonly<Record<Trouble, { readonly status: number; readonly refusal: KrakenRefusal }>> = {
  limited: { status: 200, refusal: REFUSALS.requestRate },
  banned: { status: 200, refusal: REFUSALS.lockout },
  timeout: { status: 504, refusal: REFUSALS.internal },
  unavailable: { status: 503, refusal: REFUSALS.unavailable },
  maintenance: { status: 200, refusal: REFUSALS.unavailable },
};

/** Kraken's spot market: REST, and streams of version 2. */
export class KrakenFace implements VenueFace {
  readonly venue = 'kraken';
  readonly #terms: FaceTerms;
  readonly #questions = new RequestBucket(LIMITS.questions.most, LIMITS.questions.perSecond);
  readonly #orders = new RequestBucket(LIMITS.orders.most, LIMITS.orders.perSecond);
  readonly #tokens: StreamTokens;
  readonly #desk: OrderDesk;
  readonly #rest: KrakenRest;
  readonly #streams: KrakenStreams;

  constructor(terms: FaceTerms) {
    this.#terms = terms;
    this.#tokens = new StreamTokens(() => createHash('sha256').update(String(terms.random.next())).digest('base64'));
    this.#desk = new OrderDesk(terms, new FillsByOrder(terms.exchange));
    this.#rest = new KrakenRest(terms, { desk: this.#desk, tokens: this.#tokens });
    this.#streams = new KrakenStreams(terms, this.#tokens);
  }

  operationOf({ path }: WireRequest): Operation {
    return OPERATIONS[path] ?? 'other';
  }

  answer(request: WireRequest): WireReply {
    const operation = this.operationOf(request);
    const client = this.#terms.exchange.findKey(request.headers['api-key'] ?? '')?.key.id ?? request.address;
    const now = this.#terms.time();
    if (operation === 'place' || operation === 'cancel') {
      if (this.#orders.spend(client, 1, now) > 0) return refused(REFUSALS.orderRate);
    } else if (this.#questions.spend(client, this.#rest.costOf(request), now) > 0) return refused(REFUSALS.requestRate);
    const result = this.#rest.answer(request);
    return result instanceof KrakenRefusal ? refused(result) : { status: 200, body: { error: [], result } };
  }

  trouble(kind: Trouble): WireReply {
    const { status, refusal } = TROUBLES[kind];
    return refused(refusal, status);
  }

  open(connection: WireConnection): StreamHandler | undefined {
    return connection.path === '/v2' ? this.#streams.open(connection) : undefined;
  }

  tick(): void {
    this.#desk.tick();
    this.#streams.tick();
  }

  expireStreams(): void {
    this.#tokens.expireAll();
    this.#streams.cutPrivate();
  }

  makeKey(bytes: (count: number) => Uint8Array): { readonly id: string; readonly secret: string } {
    return { id: Buffer.from(bytes(42)).toString('base64'), secret: Buffer.from(bytes(64)).toString('base64') };
  }
}

function refused({ words }: KrakenRefusal, status = 200): WireReply {
  return { status, body: { error: [words] } };
}
