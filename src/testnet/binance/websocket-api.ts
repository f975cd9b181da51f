import type { ExchangeEvent } from '../exchange/exchange-event.ts';
import { readJson } from '../read-json.ts';
import type { FaceTerms, StreamHandler, WireConnection } from '../wire/venue-face.ts';
import type { BinanceRest, SignedCall } from './binance-rest.ts';
import { millis } from './binance-words.ts';
import { BinanceRefused, type BinanceRefusal } from './refusals.ts';
import { RequestParameters } from './request-parameters.ts';
import { isSignedMessage } from './signature.ts';
import { accountPosition, balanceUpdate, executionReport, listStatus } from './stream-messages.ts';

/** Methods of the WebSocket API that are routes of the REST interface under another name. */
const METHODS: Readonly<Record<string, string>> = {
  ping: 'GET /api/v3/ping',
  time: 'GET /api/v3/time',
  exchangeInfo: 'GET /api/v3/exchangeInfo',
  depth: 'GET /api/v3/depth',
  klines: 'GET /api/v3/klines',
  'trades.recent': 'GET /api/v3/trades',
  'order.place': 'POST /api/v3/order',
  'order.test': 'POST /api/v3/order/test',
  'order.status': 'GET /api/v3/order',
  'order.cancel': 'DELETE /api/v3/order',
  'order.cancelReplace': 'POST /api/v3/order/cancelReplace',
  'openOrders.status': 'GET /api/v3/openOrders',
  'openOrders.cancelAll': 'DELETE /api/v3/openOrders',
  allOrders: 'GET /api/v3/allOrders',
  myTrades: 'GET /api/v3/myTrades',
  'account.status': 'GET /api/v3/account',
};

type PrivateEvent = Extract<ExchangeEvent, { kind: 'order' | 'list' | 'balance' | 'transfer' }>;

interface Subscription {
  readonly connection: WireConnection;
  readonly id: number;
  readonly accountId: string;
}

/** Binance's WebSocket API: requests over a stream, and the user data that is subscribed to with a signature. */
export class WebsocketApi {
  readonly #terms: FaceTerms;
  readonly #rest: BinanceRest;
  #subscriptions: readonly Subscription[] = [];
  #lastSubscription = -1;
  #lastExecution = 0;

  constructor(terms: FaceTerms, rest: BinanceRest) {
    this.#terms = terms;
    this.#rest = rest;
    terms.exchange.listen((event) => this.#tell(event));
  }

  /** Takes in a connection. */
  open(connection: WireConnection): StreamHandler {
    return {
      message: (text) => this.#hear(connection, text),
      closed: () => this.#end((subscription) => subscription.connection === connection),
    };
  }

  /** Ends all user data; each client is told, and has to subscribe anew. */
  expire(): void {
    for (const { connection, id } of this.#subscriptions) {
      const event = { e: 'eventStreamTerminated', E: millis(this.#terms.time()) };
      connection.send({ subscriptionId: id, event }, 'private');
    }
    this.#subscriptions = [];
  }

  /** Tells every subscriber that its connection will end. */
  announceShutdown(): void {
    const event = { e: 'serverShutdown', E: millis(this.#terms.time()) };
    for (const { connection } of this.#subscriptions) connection.send({ event }, 'control');
  }

  #hear(connection: WireConnection, text: string): void {
    const { id = null, method, params } = readJson(text);
    const call = callOf(params);
    const answer = (status: number, body: object): void => connection.send({ id, status, ...body, rateLimits: [] }, 'control');
    if (method === 'userDataStream.subscribe.signature') return this.#subscribe(connection, call, answer);
    if (method === 'userDataStream.unsubscribe') {
      this.#end((subscription) => subscription.connection === connection);
      return answer(200, { result: {} });
    }
    const route = typeof method === 'string' ? METHODS[method] : undefined;
    if (route === undefined) return answer(400, { error: { code: -1000, msg: 'Unknown method.' } });
    const { status, body } = this.#rest.call(route, 'websocket', call);
    answer(status, status === 200 ? { result: body } : { error: body });
  }

  #subscribe(connection: WireConnection, call: SignedCall, answer: (status: number, body: object) => void): void {
    try {
      const { accountId } = this.#rest.authenticate(call);
      const id = ++this.#lastSubscription;
      this.#subscriptions = [...this.#subscriptions, { connection, id, accountId }];
      answer(200, { result: { subscriptionId: id } });
    } catch (error) {
      if (!(error instanceof BinanceRefused)) throw error;
      const { status, code, msg }: BinanceRefusal = error.refusal;
      answer(status, { error: { code, msg } });
    }
  }

  #end(is: (subscription: Subscription) => boolean): void {
    this.#subscriptions = this.#subscriptions.filter((subscription) => !is(subscription));
  }

  #tell(event: ExchangeEvent): void {
    if (event.kind !== 'order' && event.kind !== 'list' && event.kind !== 'balance' && event.kind !== 'transfer') return;
    if (event.kind === 'order') this.#lastExecution += 1;
    const accountId = ownerOf(event);
    for (const { connection, id } of this.#subscriptions.filter((subscription) => subscription.accountId === accountId)) {
      connection.send({ subscriptionId: id, event: this.#messageOf(event) }, 'private');
    }
  }

  #messageOf(event: PrivateEvent): object {
    const now = this.#terms.time();
    switch (event.kind) {
      case 'order':
        return executionReport(event, this.#lastExecution, now);
      case 'list':
        return listStatus(event, now);
      case 'balance':
        return accountPosition(event, now);
      case 'transfer':
        return balanceUpdate(event, now);
    }
  }
}

function ownerOf(event: PrivateEvent): string | undefined {
  if (event.kind === 'order') return event.order.accountId;
  return event.kind === 'list' ? event.orders[0]?.accountId : event.accountId;
}

/** A message's parameters as a call: all of them texts, the key among them. */
function callOf(params: unknown): SignedCall {
  const given = typeof params === 'object' && params !== null ? Object.entries(params) : [];
  const values = Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
  return { keyId: values['apiKey'], form: new RequestParameters(values), isSigned: (secret) => isSignedMessage(values, secret) };
}
