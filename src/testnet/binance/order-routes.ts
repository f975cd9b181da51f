import type { Micros } from '../../kernel/time.ts';
import type { ExchangeOrder, OrderRequest } from '../exchange/exchange-order.ts';
import type { Market } from '../exchange/market.ts';
import type { PlaceAnswer } from '../exchange/exchange.ts';
import type { Refusal } from '../exchange/refusal.ts';
import { marketOf, type BinanceRoutes, type Caller, type RouteTerms, type SignedRoute } from './binance-route.ts';
import { canceledJson, placedJson } from './binance-words.ts';
import { MOST_OPEN_ORDERS, PRICE_BAND } from './market-routes.ts';
import { CLIENT_ID, readOrder } from './order-form.ts';
import { BinanceRefused, missing, OF_EXCHANGE, refuse, REFUSALS } from './refusals.ts';
import type { RequestParameters } from './request-parameters.ts';

type Answer = SignedRoute['answer'];

const trade = (operation: SignedRoute['operation'], orders: number, answer: Answer): SignedRoute => ({
  isSigned: true,
  trades: true,
  weight: 1,
  operation,
  orders,
  answer,
});

/** What an account does with orders. */
export const ORDER_ROUTES: BinanceRoutes = {
  'POST /api/v3/order': trade('place', 1, (form, terms, caller) => {
    const market = marketOf(form, terms);
    return place(form, terms, caller, market);
  }),
  'POST /api/v3/order/test': trade('other', 0, (form, terms, caller) => {
    const market = marketOf(form, terms);
    const request = readOrder(form, market.instrument, terms.makeId);
    const refusal = refusalOf(terms, caller, market, request);
    if (refusal !== undefined) refuse(OF_EXCHANGE[refusal]);
    return {};
  }),
  'DELETE /api/v3/order': trade('cancel', 0, (form, terms, caller) => {
    marketOf(form, terms);
    const order = findOrder(form, terms, caller, AS_THEY_ARE) ?? refuse(REFUSALS.cancelUnknown);
    return cancel(form, terms, caller, order);
  }),
  'DELETE /api/v3/openOrders': trade('cancel', 0, (form, terms, caller) => {
    const { instrument } = marketOf(form, terms);
    const open = openOrders(terms, caller, AS_THEY_ARE).filter((order) => order.instrument.id === instrument.id);
    if (open.length === 0) return refuse(REFUSALS.cancelUnknown);
    const ended = open.map(({ id }) => terms.cancel(caller.accountId, id));
    return ended.flatMap((order) => (order === 'unknown-order' ? [] : [canceledJson(order, terms.makeId())]));
  }),
  'POST /api/v3/order/cancelReplace': trade('place', 1, cancelReplace),
};

/** What acts on orders sees them as they are; only questions may trail behind. */
export const AS_THEY_ARE = Infinity;

/** Orders that live, as queries show them. */
export function openOrders({ exchange }: RouteTerms, { accountId }: Caller, asOf: Micros = exchange.now): readonly ExchangeOrder[] {
  return exchange.history(accountId).openOrders(asOf);
}

/** The order that a request names by one of its ids, as queries show it. */
export function findOrder(
  form: RequestParameters,
  { exchange }: RouteTerms,
  { accountId }: Caller,
  asOf: Micros = exchange.now,
): ExchangeOrder | undefined {
  const [id, clientId] = [form.whole('orderId'), form.text('origClientOrderId')];
  if (id === undefined && clientId === undefined) return refuse(missing('orderId'));
  const history = exchange.history(accountId);
  return id === undefined ? history.orderByClientId(clientId ?? '', asOf) : history.order(id, asOf);
}

function place(form: RequestParameters, terms: RouteTerms, caller: Caller, market: Market): object {
  const request = readOrder(form, market.instrument, terms.makeId);
  checkPlace(terms, caller, market, request);
  const answer = placed(terms.exchange.place(caller.accountId, request));
  const style = form.text('newOrderRespType') ?? (request.type === 'market' || request.type === 'limit' ? 'FULL' : 'ACK');
  if (style === 'ACK') return ackOf(answer.order);
  return placedJson(answer.order, style === 'FULL' ? answer.fills : undefined);
}

function ackOf(order: ExchangeOrder): object {
  const { symbol, orderId, orderListId, clientOrderId, transactTime } = placedJson(order, undefined) as Record<string, unknown>;
  return { symbol, orderId, orderListId, clientOrderId, transactTime };
}

function placed(answer: PlaceAnswer): Extract<PlaceAnswer, { kind: 'placed' }> {
  if (answer.kind === 'placed') return answer;
  return refuse(answer.kind === 'refused' ? OF_EXCHANGE[answer.refusal] : REFUSALS.internal);
}

function refusalOf(terms: RouteTerms, caller: Caller, market: Market, request: OrderRequest): Refusal | undefined {
  checkPlace(terms, caller, market, request);
  return terms.exchange.check(caller.accountId, request);
}

/** The filters of Binance that the exchange itself does not have. */
function checkPlace(terms: RouteTerms, caller: Caller, market: Market, { price }: OrderRequest): void {
  const last = market.lastPrice;
  if (price !== undefined && price > 0 && last !== undefined && (price > last * PRICE_BAND.up || price < last * PRICE_BAND.down))
    refuse(REFUSALS.percentPrice);
  if (openOrders(terms, caller, AS_THEY_ARE).filter(({ instrument }) => instrument.id === market.instrument.id).length >= MOST_OPEN_ORDERS)
    refuse(REFUSALS.tooManyOpen);
}

function cancel(form: RequestParameters, terms: RouteTerms, { accountId }: Caller, order: ExchangeOrder): object {
  const cancelId = form.fitting('newClientOrderId', CLIENT_ID) ?? terms.makeId();
  const ended = terms.cancel(accountId, order.id);
  if (ended === 'unknown-order') return refuse(REFUSALS.cancelUnknown);
  return canceledJson(ended, cancelId);
}

/** Two requests in one; each is settled by itself, and a refusal says how far both came. */
function cancelReplace(form: RequestParameters, terms: RouteTerms, caller: Caller): unknown {
  const market = marketOf(form, terms);
  const onFailure = form.required('cancelReplaceMode');
  const cancelForm = form.renamed({
    orderId: 'cancelOrderId',
    origClientOrderId: 'cancelOrigClientOrderId',
    newClientOrderId: 'cancelNewClientOrderId',
  });
  const canceled = attempt(() =>
    cancel(cancelForm, terms, caller, findOrder(cancelForm, terms, caller, AS_THEY_ARE) ?? refuse(REFUSALS.cancelUnknown)),
  );
  const isStopped = canceled.result === 'FAILURE' && onFailure === 'STOP_ON_FAILURE';
  const replaced = isStopped ? { result: 'NOT_ATTEMPTED' as const, response: null } : attempt(() => place(form, terms, caller, market));
  const data = {
    cancelResult: canceled.result,
    newOrderResult: replaced.result,
    cancelResponse: canceled.response,
    newOrderResponse: replaced.response,
  };
  if (canceled.result === 'SUCCESS' && replaced.result === 'SUCCESS') return data;
  const isHalf = canceled.result === 'SUCCESS' || replaced.result === 'SUCCESS';
  const [code, msg] = isHalf ? [-2021, 'Order cancel-replace partially failed.'] : [-2022, 'Order cancel-replace failed.'];
  throw new BinanceRefused({ status: isHalf ? 409 : 400, code, msg, data });
}

function attempt(act: () => object): { readonly result: 'SUCCESS' | 'FAILURE'; readonly response: object } {
  try {
    return { result: 'SUCCESS', response: act() };
  } catch (error) {
    if (!(error instanceof BinanceRefused)) throw error;
    const { code, msg } = error.refusal;
    return { result: 'FAILURE', response: { code, msg } };
  }
}
