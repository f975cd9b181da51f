import { formatTime, MICROS_PER_DAY } from '../../kernel/time.ts';
import type { Transfer } from '../exchange/exchange-event.ts';
import { marketOf, type BinanceRoutes, type Caller, type RouteTerms, type SignedRoute } from './binance-route.ts';
import { decimal8, fillJson, millis, orderJson } from './binance-words.ts';
import { findOrder, openOrders } from './order-routes.ts';
import { refuse, REFUSALS } from './refusals.ts';
import { rateLimits } from './market-routes.ts';
import type { RequestParameters } from './request-parameters.ts';

type Answer = SignedRoute['answer'];

const ask = (operation: SignedRoute['operation'], weight: SignedRoute['weight'], answer: Answer): SignedRoute => ({
  isSigned: true,
  operation,
  weight,
  answer,
});

/** What an account asks for. */
export const ACCOUNT_ROUTES: BinanceRoutes = {
  'GET /api/v3/account': ask('balances', 20, account),
  'GET /api/v3/order': ask('order', 4, (form, terms, caller) => {
    marketOf(form, terms);
    return orderJson(findOrder(form, terms, caller) ?? refuse(REFUSALS.orderUnknown));
  }),
  'GET /api/v3/openOrders': ask(
    'open-orders',
    (form) => (form.text('symbol') === undefined ? 80 : 6),
    (form, terms, caller) => {
      const only = form.text('symbol') === undefined ? undefined : marketOf(form, terms).instrument.id;
      return openOrders(terms, caller)
        .filter(({ instrument }) => only === undefined || instrument.id === only)
        .map(orderJson);
    },
  ),
  'GET /api/v3/allOrders': ask('orders', 20, allOrders),
  'GET /api/v3/myTrades': ask('fills', (form) => (form.text('orderId') === undefined ? 20 : 5), myTrades),
  'GET /api/v3/rateLimit/order': ask('other', 40, (_form, terms, { accountId }) => {
    const counts = terms.limits.orderCounts(accountId, terms.time());
    return rateLimits(terms.limits.limits)
      .slice(1)
      .map((limit, at) => ({ ...limit, count: counts[at] }));
  }),
  'GET /sapi/v1/account/apiRestrictions': ask('other', 1, restrictions),
  'GET /sapi/v1/capital/config/getall': ask('other', 10, coins),
  'GET /sapi/v1/capital/deposit/hisrec': ask('transfers', 1, (form, terms, caller) => transfers(form, terms, caller, 1).map(depositJson)),
  'GET /sapi/v1/capital/withdraw/history': ask('transfers', 1, (form, terms, caller) =>
    transfers(form, terms, caller, -1).map(withdrawalJson),
  ),
};

function account(form: RequestParameters, terms: RouteTerms, { accountId, key }: Caller): object {
  const { exchange } = terms;
  const { makerFeePpm, takerFeePpm } = exchange.rules;
  const rate = (ppm: number): string => decimal8(ppm, 6);
  const held = exchange.balances(accountId).filter(({ free, locked }) => form.text('omitZeroBalances') !== 'true' || free + locked > 0);
  return {
    makerCommission: makerFeePpm / 100,
    takerCommission: takerFeePpm / 100,
    buyerCommission: 0,
    sellerCommission: 0,
    commissionRates: { maker: rate(makerFeePpm), taker: rate(takerFeePpm), buyer: rate(0), seller: rate(0) },
    canTrade: key.permissions.trade,
    canWithdraw: true,
    canDeposit: true,
    brokered: false,
    requireSelfTradePrevention: false,
    preventSor: false,
    updateTime: millis(terms.time()),
    accountType: 'SPOT',
    balances: held.map(({ currency: { code, scale }, free, locked }) => ({
      asset: code,
      free: decimal8(free, scale),
      locked: decimal8(locked, scale),
    })),
    permissions: ['SPOT'],
    uid: exchange.accounts().indexOf(accountId) + 1,
  };
}

interface Period {
  readonly from: number;
  /** The first moment that is out. */
  readonly to: number;
  readonly isAsked: boolean;
}

function periodOf(form: RequestParameters): Period {
  const [from, until] = [form.time('startTime'), form.time('endTime')];
  if (from !== undefined && until !== undefined && until - from > MICROS_PER_DAY) return refuse(REFUSALS.tooLongApart);
  return { from: from ?? 0, to: until === undefined ? Infinity : until + 1_000, isAsked: from !== undefined };
}

function allOrders(form: RequestParameters, terms: RouteTerms, { accountId }: Caller): unknown {
  const { instrument } = marketOf(form, terms);
  const [{ from, to, isAsked }, fromId] = [periodOf(form), form.whole('orderId')];
  const orders = terms.exchange
    .history(accountId)
    .orders(terms.exchange.now)
    .filter(
      (order) => order.instrument.id === instrument.id && order.createdAt >= from && order.createdAt < to && order.id >= (fromId ?? 0),
    );
  return page(orders, form, isAsked || fromId !== undefined).map(orderJson);
}

function myTrades(form: RequestParameters, terms: RouteTerms, { accountId }: Caller): unknown {
  const { instrument } = marketOf(form, terms);
  const [{ from, to, isAsked }, fromId, orderId] = [periodOf(form), form.whole('fromId'), form.whole('orderId')];
  if (fromId !== undefined && (isAsked || to < Infinity)) return refuse(REFUSALS.combination);
  const history = terms.exchange.history(accountId);
  const fills = history
    .fills(terms.exchange.now)
    .filter((fill) => fill.instrument.id === instrument.id && fill.ts >= from && fill.ts < to && fill.tradeId >= (fromId ?? 0))
    .filter((fill) => orderId === undefined || fill.orderId === orderId);
  const listOf = (id: number): number | undefined => history.order(id, terms.exchange.now)?.listId;
  return page(fills, form, isAsked || fromId !== undefined).map((fill) => fillJson(fill, listOf(fill.orderId)));
}

/** The oldest rows where a beginning was said, else the newest; oldest first in both cases. */
function page<T>(rows: readonly T[], form: RequestParameters, fromStart: boolean): readonly T[] {
  const limit = form.limit(500, 1_000);
  return fromStart ? rows.slice(0, limit) : rows.slice(-limit);
}

function restrictions(_form: RequestParameters, _terms: RouteTerms, { key }: Caller): object {
  return {
    ipRestrict: false,
    createTime: 1_698_645_219_000,
    enableReading: true,
    enableSpotAndMarginTrading: key.permissions.trade,
    enableWithdrawals: key.permissions.withdraw,
    enableInternalTransfer: false,
    enableMargin: false,
    enableFutures: false,
    enablePortfolioMarginTrading: false,
    enableVanillaOptions: false,
    permitsUniversalTransfer: false,
  };
}

function coins(_form: RequestParameters, { exchange }: RouteTerms, { accountId }: Caller): unknown {
  return exchange.balances(accountId).map(({ currency: { code, scale }, free, locked }) => ({
    coin: code,
    name: code,
    free: decimal8(free, scale),
    locked: decimal8(locked, scale),
    freeze: '0.00000000',
    storage: '0.00000000',
    withdrawing: '0.00000000',
    ipoable: '0.00000000',
    ipoing: '0.00000000',
    isLegalMoney: false,
    trading: true,
    depositAllEnable: true,
    withdrawAllEnable: true,
    networkList: [],
  }));
}

function transfers(form: RequestParameters, { exchange }: RouteTerms, { accountId }: Caller, sign: 1 | -1): readonly Transfer[] {
  const [from, until, coin] = [form.time('startTime') ?? 0, form.time('endTime') ?? Infinity, form.text('coin')];
  const asked = exchange
    .history(accountId)
    .transfers.filter(({ amount, ts }) => Math.sign(amount) === sign && ts >= from && ts < until + 1_000)
    .filter(({ balance }) => coin === undefined || balance.currency.code === coin);
  const offset = form.whole('offset') ?? 0;
  return [...asked].reverse().slice(offset, offset + form.limit(1_000, 1_000));
}

/** What deposits and withdrawals have in common. */
function transferCore({ id, amount, balance: { currency } }: Transfer): object {
  return {
    id: String(id),
    amount: decimal8(Math.abs(amount), currency.scale),
    coin: currency.code,
    network: currency.code,
    address: `testnet-${currency.code}`,
    txId: `testnet-${id}`,
    transferType: 0,
    walletType: 0,
  };
}

function depositJson(transfer: Transfer): object {
  return { ...transferCore(transfer), status: 1, addressTag: '', insertTime: millis(transfer.ts), confirmTimes: '1/1', unlockConfirm: 0 };
}

function withdrawalJson(transfer: Transfer): object {
  const time = formatTime(transfer.ts).slice(0, 19).replace('T', ' ');
  return {
    ...transferCore(transfer),
    status: 6,
    transactionFee: '0',
    applyTime: time,
    completeTime: time,
    info: '',
    confirmNo: 1,
    txKey: '',
  };
}
