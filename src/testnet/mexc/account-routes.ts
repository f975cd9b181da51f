import { MICROS_PER_DAY, type Micros } from '../../kernel/time.ts';
import type { Transfer } from '../exchange/exchange-event.ts';
import type { ExchangeOrder, OrderRequest } from '../exchange/exchange-order.ts';
import type { Exchange } from '../exchange/exchange.ts';
import type { Refusal } from '../exchange/refusal.ts';
import { plainDecimal } from '../plain-decimal.ts';
import type { FaceTerms } from '../wire/venue-face.ts';
import type { ListenKeys } from './listen-keys.ts';
import { marketOf, readCount, readTime } from './market-routes.ts';
import type { MexcCall, MexcRoute } from './mexc-route.ts';
import { readOrderForm } from './order-form.ts';
import { MexcRefusal, REFUSALS, REFUSALS_OF_EXCHANGE } from './refusals.ts';
import { accountReply, canceledReply, fillReply, millis, orderReply, placedReply, readOrderId } from './replies.ts';

/** The most rows of one answer. */
const MOST = { orders: 1_000, fills: 100, transfers: 1_000 } as const;

/** What MEXC does for the owner of a key. */
export function accountRoutes(terms: FaceTerms, listenKeys: ListenKeys): Readonly<Record<string, MexcRoute>> {
  const desk = new AccountDesk(terms);
  const read = (weight: number, answer: MexcRoute['answer']): MexcRoute => ({ weight, right: 'read', answer });
  const trade = (weight: number, answer: MexcRoute['answer']): MexcRoute => ({ weight, right: 'trade', answer });
  return {
    'POST /api/v3/order': trade(1, (call) => desk.place(call)),
    'POST /api/v3/order/test': trade(1, (call) => desk.test(call)),
    'DELETE /api/v3/order': trade(1, (call) => desk.cancel(call)),
    'DELETE /api/v3/openOrders': trade(1, (call) => desk.cancelAll(call)),
    'GET /api/v3/order': read(2, (call) => desk.order(call)),
    'GET /api/v3/openOrders': read(3, (call) => desk.openOrders(call)),
    'GET /api/v3/allOrders': read(10, (call) => desk.allOrders(call)),
    'GET /api/v3/myTrades': read(10, (call) => desk.fills(call)),
    'GET /api/v3/account': read(10, (call) => desk.account(call)),
    'GET /api/v3/capital/config/getall': read(10, () => desk.currencies()),
    'GET /api/v3/capital/deposit/hisrec': read(1, (call) => desk.transfers(call, 'in')),
    'GET /api/v3/capital/withdraw/history': read(1, (call) => desk.transfers(call, 'out')),
    ...listenKeyRoutes(terms, listenKeys),
  };
}

function listenKeyRoutes(terms: FaceTerms, keys: ListenKeys): Readonly<Record<string, MexcRoute>> {
  const ofKey =
    (act: (key: string, call: MexcCall) => boolean): MexcRoute['answer'] =>
    (call) => {
      const listenKey = call.query.get('listenKey') ?? '';
      return act(listenKey, call) ? { listenKey } : REFUSALS.listenKeyUnknown;
    };
  const path = '/api/v3/userDataStream';
  return {
    [`POST ${path}`]: { weight: 1, right: 'read', answer: ({ accountId }) => ({ listenKey: keys.open(accountId, terms.time()) }) },
    [`GET ${path}`]: { weight: 1, right: 'read', answer: ({ accountId }) => ({ listenKey: keys.list(accountId, terms.time()) }) },
    [`PUT ${path}`]: { weight: 1, right: 'read', answer: ofKey((key, { accountId }) => keys.renew(key, accountId, terms.time())) },
    [`DELETE ${path}`]: { weight: 1, right: 'read', answer: ofKey((key, { accountId }) => keys.close(key, accountId, terms.time())) },
  };
}

class AccountDesk {
  readonly #terms: FaceTerms;
  readonly #exchange: Exchange;

  constructor(terms: FaceTerms) {
    this.#terms = terms;
    this.#exchange = terms.exchange;
  }

  place({ query, accountId }: MexcCall): unknown {
    const request = this.#readOrder(query);
    if (request instanceof MexcRefusal) return request;
    const answer = this.#exchange.place(accountId, request);
    return answer.kind === 'refused' ? refusalOf(answer.refusal, request) : placedReply(answer.order);
  }

  test({ query, accountId }: MexcCall): unknown {
    const request = this.#readOrder(query);
    if (request instanceof MexcRefusal) return request;
    const refusal = this.#exchange.check(accountId, request);
    return refusal === undefined ? {} : refusalOf(refusal, request);
  }

  cancel({ query, accountId }: MexcCall): unknown {
    const order = this.#named(query, accountId, REFUSALS.cancelUnknown);
    if (order instanceof MexcRefusal) return order;
    const canceled = this.#terms.cancel(accountId, order.id);
    return canceled === 'unknown-order' ? REFUSALS.cancelUnknown : canceledReply(canceled);
  }

  cancelAll({ query, accountId }: MexcCall): unknown {
    const open = this.#ofMarket(query, this.#exchange.history(accountId).openOrders(this.#now));
    if (open instanceof MexcRefusal) return open;
    return open.flatMap(({ id }) => {
      const canceled = this.#terms.cancel(accountId, id);
      return canceled === 'unknown-order' ? [] : [canceledReply(canceled)];
    });
  }

  order({ query, accountId }: MexcCall): unknown {
    const order = this.#named(query, accountId, REFUSALS.orderUnknown);
    return order instanceof MexcRefusal ? order : orderReply(order);
  }

  openOrders({ query, accountId }: MexcCall): unknown {
    const open = this.#exchange.history(accountId).openOrders(this.#now);
    const wanted = query.has('symbol') ? this.#ofMarket(query, open) : open;
    return wanted instanceof MexcRefusal ? wanted : wanted.map(orderReply).reverse();
  }

  /** Newest first; of the last day unless the client says since when. */
  allOrders({ query, accountId }: MexcCall): unknown {
    const orders = this.#ofMarket(query, this.#exchange.history(accountId).orders(this.#now));
    if (orders instanceof MexcRefusal) return orders;
    const to = readTime(query, 'endTime', this.#now);
    const from = readTime(query, 'startTime', to - MICROS_PER_DAY);
    const limit = Math.min(readCount(query, 'limit', 500), MOST.orders);
    return newest(orders, limit, ({ createdAt }) => createdAt >= from && createdAt <= to).map(orderReply);
  }

  /** Newest first, and never more than a hundred. */
  fills({ query, accountId }: MexcCall): unknown {
    const fills = this.#ofMarket(query, this.#exchange.history(accountId).fills(this.#now));
    if (fills instanceof MexcRefusal) return fills;
    const [from, to] = [readTime(query, 'startTime', 0), readTime(query, 'endTime', this.#now)];
    const orderId = query.has('orderId') ? (readOrderId(query.get('orderId') ?? '') ?? -1) : undefined;
    const limit = Math.min(readCount(query, 'limit', MOST.fills), MOST.fills);
    return newest(fills, limit, (fill) => fill.ts >= from && fill.ts <= to && (orderId ?? fill.orderId) === fill.orderId).map(fillReply);
  }

  account({ key, accountId }: MexcCall): unknown {
    return accountReply(this.#exchange.balances(accountId), key?.permissions ?? { trade: false, withdraw: false });
  }

  currencies(): unknown {
    const codes = new Set(this.#exchange.markets().flatMap(({ instrument }) => [instrument.base.code, instrument.quote.code]));
    return [...codes].map((coin) => ({ coin, name: coin, networkList: [] }));
  }

  transfers({ query, accountId }: MexcCall, way: 'in' | 'out'): unknown {
    const [from, to] = [readTime(query, 'startTime', this.#now - 7 * MICROS_PER_DAY), readTime(query, 'endTime', this.#now)];
    const coin = query.get('coin');
    const limit = Math.min(readCount(query, 'limit', MOST.transfers), MOST.transfers);
    const isWanted = ({ amount, balance, ts }: Transfer): boolean =>
      amount > 0 === (way === 'in') && ts >= from && ts <= to && (coin ?? balance.currency.code) === balance.currency.code;
    return newest(this.#exchange.history(accountId).transfers, limit, isWanted).map(way === 'in' ? depositReply : withdrawalReply);
  }

  get #now(): Micros {
    return this.#exchange.now;
  }

  #readOrder(query: URLSearchParams): OrderRequest | MexcRefusal {
    const market = marketOf(this.#exchange, query);
    if (market instanceof MexcRefusal) return market;
    return market.status === 'api-closed' ? REFUSALS.symbolNotForApi : readOrderForm(query, market.instrument);
  }

  /** The order that a query names, by MEXC's id or the client's. */
  #named(query: URLSearchParams, accountId: string, unknown: MexcRefusal): ExchangeOrder | MexcRefusal {
    const market = marketOf(this.#exchange, query);
    if (market instanceof MexcRefusal) return market;
    const [id, clientId] = [query.get('orderId') ?? '', query.get('origClientOrderId') ?? ''];
    if (id === '' && clientId === '') return REFUSALS.orderNotNamed;
    const history = this.#exchange.history(accountId);
    const order = id === '' ? history.orderByClientId(clientId, this.#now) : history.order(readOrderId(id) ?? -1, this.#now);
    return order?.instrument.id === market.instrument.id ? order : unknown;
  }

  #ofMarket<T extends Pick<ExchangeOrder, 'instrument'>>(query: URLSearchParams, rows: readonly T[]): readonly T[] | MexcRefusal {
    const market = marketOf(this.#exchange, query);
    if (market instanceof MexcRefusal) return market;
    return rows.filter(({ instrument }) => instrument.id === market.instrument.id);
  }
}

function refusalOf(refusal: Refusal, { side }: OrderRequest): MexcRefusal {
  return refusal === 'no-funds' && side === 'sell' ? REFUSALS.oversold : REFUSALS_OF_EXCHANGE[refusal];
}

function newest<T>(rows: readonly T[], limit: number, isWanted: (row: T) => boolean): readonly T[] {
  const found: T[] = [];
  for (let at = rows.length - 1; at >= 0 && found.length < limit; at--) {
    const row = rows[at] as T;
    if (isWanted(row)) found.push(row);
  }
  return found;
}

function depositReply({ id, balance, amount, ts }: Transfer): object {
  const { code, scale } = balance.currency;
  return {
    amount: plainDecimal(amount, scale),
    coin: code,
    network: code,
    status: 5,
    address: '',
    txId: `deposit${id}`,
    insertTime: millis(ts),
    unlockConfirm: '1',
    confirmTimes: '1',
    memo: null,
  };
}

function withdrawalReply({ id, balance, amount, ts }: Transfer): object {
  const { code, scale } = balance.currency;
  return {
    id: `withdrawal${id}`,
    withdrawOrderId: null,
    txId: `withdrawal${id}`,
    coin: code,
    network: code,
    address: '',
    amount: plainDecimal(-amount, scale),
    transferType: 0,
    status: 7,
    transactionFee: '0',
    confirmNo: null,
    applyTime: millis(ts),
    remark: '',
    memo: null,
    transHash: `withdrawal${id}`,
    updateTime: millis(ts),
  };
}
