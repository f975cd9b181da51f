import { formatTime, MICROS_PER_SECOND, type Micros } from '../../kernel/time.ts';
import type { ExchangeFill, ExchangeOrder } from '../exchange/exchange-order.ts';
import type { FillsByOrder } from '../fills-by-order.ts';
import type { FaceTerms } from '../wire/venue-face.ts';
import { fillTxid, orderTxid, readOrderTxid } from './kraken-ids.ts';
import type { KrakenCall } from './kraken-route.ts';
import { findMarket } from './market-routes.ts';
import { readOrderForm } from './order-form.ts';
import { KrakenRefusal, REFUSALS, REFUSALS_OF_EXCHANGE } from './refusals.ts';
import { describeOrder, fillReply, orderReply, statusName } from './replies.ts';

/** Rows of one page, and how many orders or trades can be asked for by their ids at once. */
const PAGE = 50;

/** The orders and trades of Kraken's clients: placing, cancelling, looking up, paging through history. */
export class OrderDesk {
  readonly #terms: FaceTerms;
  readonly #fills: FillsByOrder;
  /** When all orders of an account are to be cancelled unless it says otherwise before. */
  readonly #deadMen = new Map<string, Micros>();

  constructor(terms: FaceTerms, fills: FillsByOrder) {
    this.#terms = terms;
    this.#fills = fills;
  }

  /** With `validate` the order is only looked at: `test` of other venues would be a real order here. */
  add({ form, accountId }: KrakenCall): unknown {
    const { exchange } = this.#terms;
    const market = findMarket(exchange, form.get('pair') ?? '');
    if (market === undefined) return REFUSALS.pairUnknown;
    const request = readOrderForm(form, market.instrument, this.#terms.time());
    if (request instanceof KrakenRefusal) return request;
    const { instrument } = market;
    const descr = { order: describeOrder({ price: undefined, stopPrice: undefined, ...request, instrument }) };
    if (form.get('validate') === 'true' || form.get('validate') === '1') {
      const refusal = exchange.check(accountId, request);
      return refusal === undefined ? { descr } : REFUSALS_OF_EXCHANGE[refusal];
    }
    const answer = exchange.place(accountId, request);
    return answer.kind === 'refused' ? REFUSALS_OF_EXCHANGE[answer.refusal] : { descr, txid: [orderTxid(answer.order.id)] };
  }

  cancel({ form, accountId }: KrakenCall): unknown {
    const history = this.#history(accountId);
    const [txid, clientId] = [form.get('txid') ?? '', form.get('cl_ord_id') ?? ''];
    const id = clientId === '' ? readOrderTxid(txid) : history.latestByClientId(clientId)?.id;
    if (id === undefined) return clientId === '' ? REFUSALS.orderInvalid : REFUSALS.orderUnknown;
    return this.#terms.cancel(accountId, id) === 'unknown-order' ? REFUSALS.orderUnknown : { count: 1 };
  }

  cancelAll({ accountId }: KrakenCall): unknown {
    const open = this.#terms.exchange.history(accountId).openOrders(this.#now);
    return { count: open.filter(({ id }) => this.#terms.cancel(accountId, id) !== 'unknown-order').length };
  }

  /** Starts the countdown to cancelling everything anew; 0 seconds ends it. */
  cancelAllAfter({ form, accountId }: KrakenCall): unknown {
    const timeout = Number(form.get('timeout') ?? NaN);
    if (!Number.isInteger(timeout) || timeout < 0) return REFUSALS.argumentsInvalid;
    const now = this.#terms.time();
    const triggerAt = now + timeout * MICROS_PER_SECOND;
    if (timeout === 0) this.#deadMen.delete(accountId);
    else this.#deadMen.set(accountId, triggerAt);
    return { currentTime: formatTime(now), triggerTime: timeout === 0 ? '0' : formatTime(triggerAt) };
  }

  /** Cancels the orders of whoever let a countdown run out. */
  tick(): void {
    for (const [accountId, at] of this.#deadMen) {
      if (this.#terms.time() < at) continue;
      this.#deadMen.delete(accountId);
      for (const { id } of this.#terms.exchange.history(accountId).openOrders(this.#now)) this.#terms.exchange.cancel(accountId, id);
    }
  }

  /** Orders by their ids; those that do not exist are left out. */
  query({ form, accountId }: KrakenCall): unknown {
    const ids = (form.get('txid') ?? '').split(',').map(readOrderTxid);
    if (form.has('userref') && !/^-?\d+$/.test(form.get('userref') ?? '')) return REFUSALS.userrefInvalid;
    if (ids.includes(undefined) || ids.length > PAGE) return REFUSALS.orderInvalid;
    const orders = ids.flatMap((id) => this.#history(accountId).order(id ?? -1, this.#now) ?? []);
    return this.#list(orders, form);
  }

  open({ form, accountId }: KrakenCall): unknown {
    return { open: this.#list(this.#wanted(this.#history(accountId).openOrders(this.#now), form), form) };
  }

  /** Ended orders, newest first, a page at a time from `ofs` on. */
  closed({ form, accountId }: KrakenCall): unknown {
    const ended = this.#history(accountId)
      .orders(this.#now)
      .filter((order) => statusName(order) !== 'open');
    const by = form.get('closetime') ?? 'both';
    const isWithin = rangeOf(form);
    const wanted = this.#wanted(ended, form).filter(
      ({ createdAt, updatedAt }) => (by !== 'close' && isWithin(createdAt)) || (by !== 'open' && isWithin(updatedAt)),
    );
    const newest = [...wanted].sort((left, right) => right.updatedAt - left.updatedAt);
    return { closed: this.#list(pageOf(newest, form), form), count: wanted.length };
  }

  /** Fills, newest first, a page at a time from `ofs` on. */
  trades({ form, accountId }: KrakenCall): unknown {
    const isWithin = rangeOf(form);
    const wanted = this.#history(accountId)
      .fills(this.#now)
      .filter(({ ts }) => isWithin(ts));
    return { trades: this.#listFills(pageOf([...wanted].reverse(), form), accountId), count: wanted.length };
  }

  /** Fills by their ids. */
  queryTrades({ form, accountId }: KrakenCall): unknown {
    const ids = new Set((form.get('txid') ?? '').split(','));
    const wanted = this.#history(accountId)
      .fills(this.#now)
      .filter((fill) => ids.has(fillTxid(this.#terms.exchange, fill)));
    return this.#listFills(wanted, accountId);
  }

  #wanted(orders: readonly ExchangeOrder[], form: URLSearchParams): readonly ExchangeOrder[] {
    const clientId = form.get('cl_ord_id');
    return clientId === null ? orders : orders.filter(({ clientOrderId }) => clientOrderId === clientId);
  }

  #list(orders: readonly ExchangeOrder[], form: URLSearchParams): object {
    const withTrades = form.get('trades') === 'true' || form.get('trades') === '1';
    return Object.fromEntries(
      orders.map((order) => {
        const fills = this.#fills.of(order);
        const tradeIds = withTrades ? fills.map((fill) => fillTxid(this.#terms.exchange, fill)) : undefined;
        return [orderTxid(order.id), orderReply(order, { fees: this.#fills.fees(order), tradeIds })];
      }),
    );
  }

  #listFills(fills: readonly ExchangeFill[], accountId: string): object {
    return Object.fromEntries(
      fills.map((fill) => {
        const order = this.#history(accountId).order(fill.orderId, this.#now);
        return [fillTxid(this.#terms.exchange, fill), fillReply(fill, orderTxid(fill.orderId), order)];
      }),
    );
  }

  get #now(): Micros {
    return this.#terms.exchange.now;
  }

  #history(accountId: string): ReturnType<FaceTerms['exchange']['history']> {
    return this.#terms.exchange.history(accountId);
  }
}

/** Whether a time lies after `start` and not after `end`, which are in seconds. */
function rangeOf(form: URLSearchParams): (time: Micros) => boolean {
  const start = Number(form.get('start') ?? '0') * MICROS_PER_SECOND;
  const end = form.has('end') ? Number(form.get('end')) * MICROS_PER_SECOND : Infinity;
  return (time) => time > start && time <= end;
}

function pageOf<T>(rows: readonly T[], form: URLSearchParams): readonly T[] {
  const offset = Number(form.get('ofs') ?? '0');
  return rows.slice(offset, offset + PAGE);
}
