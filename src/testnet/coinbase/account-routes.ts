import { parseTime, type Micros } from '../../kernel/time.ts';
import type { ExchangeFill, ExchangeOrder, OrderRequest } from '../exchange/exchange-order.ts';
import type { FillsByOrder } from '../fills-by-order.ts';
import type { FaceTerms } from '../wire/venue-face.ts';
import type { CoinbaseCall, CoinbaseRoute, CoinbaseRoutes } from './coinbase-route.ts';
import { readOrderForm } from './order-form.ts';
import { feeTier, findMarket } from './product-routes.ts';
import { ORDER_REFUSALS, OrderRefusal, REFUSALS_OF_EXCHANGE, REQUEST_REFUSALS } from './refusals.ts';
import {
  accountReply,
  accountUuid,
  fillReply,
  orderReply,
  placedReply,
  productOf,
  statusName,
  transferReply,
  tradeUuid,
  walletReply,
} from './replies.ts';
import { namedUuid, readOrderUuid } from './uuid.ts';

/** Rows of one answer: unless a client says how many, and at most. */
const ROWS = { orders: [100, 1_000], fills: [100, 1_000], accounts: [49, 250] } as const;

/** How the older interface says that an answer is whole. */
const ONE_PAGE = { ending_before: null, starting_after: null, limit: 250, order: 'desc', previous_uri: null, next_uri: null } as const;

/** What Coinbase does for the owner of a key. */
export function accountRoutes(terms: FaceTerms, fills: FillsByOrder): CoinbaseRoutes {
  const desk = new AccountDesk(terms, fills);
  const read = (answer: CoinbaseRoute['answer']): CoinbaseRoute => ({ right: 'read', answer });
  const trade = (answer: CoinbaseRoute['answer']): CoinbaseRoute => ({ right: 'trade', answer });
  return {
    'POST /api/v3/brokerage/orders': trade((call) => desk.place(call)),
    'POST /api/v3/brokerage/orders/preview': read((call) => desk.preview(call)),
    'POST /api/v3/brokerage/orders/batch_cancel': trade((call) => desk.cancel(call)),
    'GET /api/v3/brokerage/orders/historical/batch': read((call) => desk.orders(call)),
    'GET /api/v3/brokerage/orders/historical/fills': read((call) => desk.fills(call)),
    'GET /api/v3/brokerage/orders/historical/:id': read((call) => desk.order(call)),
    'GET /api/v3/brokerage/accounts': read((call) => desk.accounts(call)),
    'GET /api/v3/brokerage/accounts/:id': read((call) => desk.account(call)),
    'GET /api/v3/brokerage/transaction_summary': read(() => feeTier(terms.exchange)),
    'GET /api/v3/brokerage/key_permissions': read(({ key, accountId }) => ({
      can_view: true,
      can_trade: key?.permissions.trade ?? false,
      can_transfer: key?.permissions.withdraw ?? false,
      portfolio_uuid: namedUuid(`portfolio ${accountId}`),
      portfolio_type: 'DEFAULT',
    })),
    'GET /v2/accounts': read((call) => desk.wallets(call)),
    'GET /v2/accounts/:id/transactions': read((call) => desk.transfers(call, () => true)),
    'GET /v2/accounts/:id/deposits': read((call) => desk.transfers(call, (amount) => amount > 0)),
    'GET /v2/accounts/:id/withdrawals': read((call) => desk.transfers(call, (amount) => amount < 0)),
  };
}

class AccountDesk {
  readonly #terms: FaceTerms;
  readonly #fills: FillsByOrder;

  constructor(terms: FaceTerms, fills: FillsByOrder) {
    this.#terms = terms;
    this.#fills = fills;
  }

  /** A second order under the id of an earlier one is answered with that one. */
  place({ body, accountId }: CoinbaseCall): unknown {
    if (typeof body['client_order_id'] !== 'string' || body['client_order_id'] === '') return REQUEST_REFUSALS.clientIdMissing;
    const request = this.#readOrder(body);
    if (request instanceof OrderRefusal) return refused(request, body);
    const answer = this.#terms.exchange.place(accountId, request);
    return answer.kind === 'refused' ? refused(REFUSALS_OF_EXCHANGE[answer.refusal], body) : placedReply(answer.order);
  }

  preview({ body, accountId }: CoinbaseCall): unknown {
    const request = this.#readOrder(body);
    if (request instanceof OrderRefusal) return { errs: [request.preview] };
    const refusal = this.#terms.exchange.check(accountId, request);
    return { success: refusal === undefined, errs: refusal === undefined ? [] : [REFUSALS_OF_EXCHANGE[refusal].preview] };
  }

  cancel({ body, accountId }: CoinbaseCall): unknown {
    const ids = Array.isArray(body['order_ids']) ? body['order_ids'] : [];
    if (ids.length === 0) return REQUEST_REFUSALS.invalid;
    const results = ids.map((id: unknown) => {
      const success = this.#terms.cancel(accountId, readOrderUuid(String(id)) ?? -1) !== 'unknown-order';
      return { success, failure_reason: success ? 'UNKNOWN_CANCEL_FAILURE_REASON' : 'UNKNOWN_CANCEL_ORDER', order_id: id };
    });
    return { results };
  }

  order({ id, accountId }: CoinbaseCall): unknown {
    const order = this.#history(accountId).order(readOrderUuid(id) ?? -1, this.#now);
    return order === undefined ? REQUEST_REFUSALS.orderUnknown : { order: this.#tell(order) };
  }

  /** Orders, newest first, page after page. */
  orders({ query, accountId }: CoinbaseCall): unknown {
    const range = readRange(query, 'start_date', 'end_date');
    if (range === undefined) return REQUEST_REFUSALS.invalid;
    const wanted = filterOf(query, {
      product: (order: ExchangeOrder) => productOf(order.instrument),
      order_status: statusName,
      order_id: ({ id }) => String(id),
    });
    const all = this.#history(accountId)
      .orders(this.#now)
      .filter((order) => wanted(order) && range(order.createdAt));
    const { rows, ...page } = pageOf(all, query, ROWS.orders);
    return { orders: rows.map((order) => this.#tell(order)), sequence: '0', ...page };
  }

  /** Fills, newest first, page after page. */
  fills({ query, accountId }: CoinbaseCall): unknown {
    const range = readRange(query, 'start_sequence_timestamp', 'end_sequence_timestamp');
    if (range === undefined) return REQUEST_REFUSALS.invalid;
    const wanted = filterOf(query, {
      product: (fill: ExchangeFill) => productOf(fill.instrument),
      order_id: ({ orderId }) => String(orderId),
      trade_id: tradeUuid,
    });
    const all = this.#history(accountId)
      .fills(this.#now)
      .filter((fill) => wanted(fill) && range(fill.ts));
    const { rows, cursor } = pageOf(all, query, ROWS.fills);
    return { fills: rows.map(fillReply), cursor };
  }

  accounts({ query, accountId }: CoinbaseCall): unknown {
    const { rows, ...page } = pageOf(this.#terms.exchange.balances(accountId), query, ROWS.accounts);
    return { accounts: rows.map((balance) => accountReply(balance, accountId)), size: rows.length, ...page };
  }

  account({ id, accountId }: CoinbaseCall): unknown {
    const found = this.#terms.exchange.balances(accountId).find(({ currency }) => accountUuid(accountId, currency) === id);
    return found === undefined ? REQUEST_REFUSALS.notFound : { account: accountReply(found, accountId) };
  }

  /** The accounts as the older interface tells them: all that they hold, and nothing of what orders lock. */
  wallets({ accountId }: CoinbaseCall): unknown {
    return { pagination: ONE_PAGE, data: this.#terms.exchange.balances(accountId).map((balance) => walletReply(balance, accountId)) };
  }

  /** What came to or left the account of one currency, newest first; all of it on one page. */
  transfers({ id, accountId }: CoinbaseCall, isWanted: (amount: number) => boolean): unknown {
    const { transfers } = this.#history(accountId);
    const own = transfers.filter(({ balance, amount }) => accountUuid(accountId, balance.currency) === id && isWanted(amount));
    return { pagination: ONE_PAGE, data: own.map(transferReply).reverse() };
  }

  get #now(): Micros {
    return this.#terms.exchange.now;
  }

  #history(accountId: string): ReturnType<FaceTerms['exchange']['history']> {
    return this.#terms.exchange.history(accountId);
  }

  #tell(order: ExchangeOrder): object {
    return orderReply(order, this.#fills.of(order));
  }

  #readOrder(body: CoinbaseCall['body']): OrderRequest | OrderRefusal {
    const market = findMarket(this.#terms.exchange, String(body['product_id']));
    return market === undefined ? ORDER_REFUSALS.productUnknown : readOrderForm(body, market.instrument);
  }
}

function refused({ error, message, preview }: OrderRefusal, body: CoinbaseCall['body']): object {
  return {
    success: false,
    failure_reason: 'UNKNOWN_FAILURE_REASON',
    order_id: '',
    error_response: { error, message, error_details: '', preview_failure_reason: preview },
    order_configuration: body['order_configuration'] ?? {},
  };
}

/** Whether a row is one of those that a query names; it may name several of each, in the singular or the plural. */
function filterOf<T>(query: URLSearchParams, named: Readonly<Record<string, (row: T) => string>>): (row: T) => boolean {
  const tests = Object.entries(named).flatMap(([name, of]) => {
    const asked = name === 'product' ? ['product_id', 'product_ids'] : [name, `${name}s`];
    const values = asked.flatMap((parameter) => query.getAll(parameter));
    const wanted = new Set(name === 'order_id' ? values.map((id) => String(readOrderUuid(id))) : values);
    return wanted.size === 0 ? [] : [(row: T) => wanted.has(of(row))];
  });
  return (row) => tests.every((test) => test(row));
}

/** Whether a time lies within a query's range; undefined where the range is none. */
function readRange(query: URLSearchParams, start: string, end: string): ((time: Micros) => boolean) | undefined {
  try {
    const from = query.has(start) ? parseTime(query.get(start) ?? '') : 0;
    const to = query.has(end) ? parseTime(query.get(end) ?? '') : Infinity;
    return (time) => time >= from && time <= to;
  } catch {
    return undefined;
  }
}

/** A page of rows that come oldest first, newest first. The cursor counts from the oldest, so that what comes meanwhile moves nothing. */
function pageOf<T>(
  rows: readonly T[],
  query: URLSearchParams,
  [usual, most]: readonly [number, number],
): { readonly rows: readonly T[]; readonly cursor: string; readonly has_next: boolean } {
  const limit = Math.min(Math.max(1, Number(query.get('limit') ?? usual) || usual), most);
  const cursor = query.get('cursor') ?? '';
  const to = /^\d+$/.test(cursor) ? Math.min(Number(cursor), rows.length) : rows.length;
  const from = Math.max(0, to - limit);
  return { rows: rows.slice(from, to).reverse(), cursor: from > 0 ? String(from) : '', has_next: from > 0 };
}
