import type { ExchangeOrder } from '../exchange/exchange-order.ts';
import type { Refusal } from '../exchange/refusal.ts';
import { marketOf, type BinanceRoutes, type Caller, type RouteTerms, type SignedRoute } from './binance-route.ts';
import { canceledJson, listNames, millis, placedJson } from './binance-words.ts';
import { AS_THEY_ARE, openOrders } from './order-routes.ts';
import { readLeg, type FormNames } from './order-form.ts';
import { missing, OF_EXCHANGE, refuse, REFUSALS } from './refusals.ts';
import type { RequestParameters } from './request-parameters.ts';

const listed = (route: Omit<SignedRoute, 'isSigned'>): SignedRoute => ({ isSigned: true, ...route });

/** Lists of two orders of which one ends the other (OCO). */
export const LIST_ROUTES: BinanceRoutes = {
  'POST /api/v3/orderList/oco': listed({ weight: 1, operation: 'place', orders: 2, trades: true, answer: placeOco }),
  'DELETE /api/v3/orderList': listed({ weight: 1, operation: 'cancel', trades: true, answer: cancelList }),
  'GET /api/v3/orderList': listed({ weight: 4, operation: 'order', answer: findList }),
  'GET /api/v3/openOrderList': listed({ weight: 6, operation: 'open-orders', answer: openLists }),
};

const LEG = ['above', 'below'] as const;

/** The names under which a list holds one of its orders. */
function namesOf(leg: (typeof LEG)[number]): FormNames & { readonly type: string } {
  return {
    type: `${leg}Type`,
    price: `${leg}Price`,
    stopPrice: `${leg}StopPrice`,
    timeInForce: `${leg}TimeInForce`,
    clientOrderId: `${leg}ClientOrderId`,
  };
}

function placeOco(form: RequestParameters, terms: RouteTerms, { accountId }: Caller): object {
  const { instrument } = marketOf(form, terms);
  form.required('quantity');
  const legs = LEG.map((leg) => {
    const names = namesOf(leg);
    return readLeg(form, instrument, { type: form.required(names.type), names, makeId: terms.makeId });
  });
  const profit = legs.find(({ type, postOnly }) => type === 'take-profit' || type === 'take-profit-limit' || postOnly === true);
  const stop = legs.find(({ type }) => type === 'stop' || type === 'stop-limit');
  if (profit === undefined || stop === undefined) return refuse(REFUSALS.combination);
  const answer = terms.exchange.placeList(accountId, [profit, stop]);
  if (answer.kind === 'refused') return refuse(isOfPrices(answer.refusal) ? REFUSALS.relationship : OF_EXCHANGE[answer.refusal]);
  // Binance tells the stop first.
  const orders = [...answer.orders].reverse();
  return { ...listJson(answer.listId, orders, terms), orderReports: orders.map((order) => placedJson(order, undefined)) };
}

/** The market has passed one of the prices already. */
function isOfPrices(refusal: Refusal): boolean {
  return refusal === 'would-trigger' || refusal === 'would-take';
}

function cancelList(form: RequestParameters, terms: RouteTerms, caller: Caller): object {
  marketOf(form, terms);
  const listId = form.whole('orderListId') ?? refuse(missing('orderListId'));
  const living = openOrders(terms, caller, AS_THEY_ARE).filter((order) => order.listId === listId);
  const [first] = living;
  if (first === undefined || terms.cancel(caller.accountId, first.id) === 'unknown-order') return refuse(REFUSALS.cancelUnknown);
  const history = terms.exchange.history(caller.accountId);
  const ended = living.flatMap(({ id }) => history.order(id, AS_THEY_ARE) ?? []);
  const reports = ended.map((order) => canceledJson(order, terms.makeId()));
  return { ...listJson(listId, ended, terms), orderReports: reports };
}

function findList(form: RequestParameters, terms: RouteTerms, { accountId }: Caller): object {
  const listId = form.whole('orderListId') ?? refuse(missing('orderListId'));
  const orders = terms.exchange.history(accountId).orders(terms.exchange.now);
  const own = orders.filter((order) => order.listId === listId);
  return own.length === 0 ? refuse(REFUSALS.orderUnknown) : listJson(listId, own, terms);
}

function openLists(_form: RequestParameters, terms: RouteTerms, caller: Caller): readonly object[] {
  const lists = Map.groupBy(
    openOrders(terms, caller).filter(({ listId }) => listId !== undefined),
    ({ listId }) => listId as number,
  );
  return [...lists].map(([listId, orders]) => listJson(listId, orders, terms));
}

function listJson(listId: number, orders: readonly ExchangeOrder[], terms: RouteTerms): object {
  const names = listNames(orders);
  const isOver = orders.every(({ status }) => status !== 'open' && status !== 'waiting');
  return {
    orderListId: listId,
    contingencyType: 'OCO',
    listStatusType: isOver ? 'ALL_DONE' : 'EXEC_STARTED',
    listOrderStatus: isOver ? 'ALL_DONE' : 'EXECUTING',
    listClientOrderId: `list-${listId}`,
    transactionTime: millis(terms.time()),
    symbol: names[0]?.symbol,
    orders: names,
  };
}
