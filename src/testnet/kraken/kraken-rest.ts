import type { KeyPermissions } from '../exchange/account.ts';
import type { Transfer } from '../exchange/exchange-event.ts';
import { formatDecimal } from '../../kernel/exact.ts';
import { MICROS_PER_SECOND } from '../../kernel/time.ts';
import { readJson } from '../read-json.ts';
import type { FaceTerms, WireRequest } from '../wire/venue-face.ts';
import { isApiSigned } from './api-sign.ts';
import { assetName } from './currency-names.ts';
import type { KrakenCall, KrakenRoute } from './kraken-route.ts';
import { marketRoutes } from './market-routes.ts';
import type { OrderDesk } from './order-desk.ts';
import { KrakenRefusal, REFUSALS } from './refusals.ts';
import { balancesReply, seconds } from './replies.ts';
import type { StreamTokens } from './stream-tokens.ts';

const NOBODY: Omit<KrakenCall, 'form'> = { key: undefined, accountId: '' };

/** The REST interface of Kraken's spot market. */
export class KrakenRest {
  readonly #terms: FaceTerms;
  readonly #routes: Readonly<Record<string, KrakenRoute>>;
  /** The last nonce of each key. */
  readonly #nonces = new Map<string, number>();

  constructor(terms: FaceTerms, options: { readonly desk: OrderDesk; readonly tokens: StreamTokens }) {
    this.#terms = terms;
    this.#routes = { ...marketRoutes(terms), ...orderRoutes(options.desk), ...accountRoutes(terms, options.tokens) };
  }

  /** What a request counts against the limit of its key. */
  costOf({ path }: WireRequest): number {
    return this.#routes[path]?.cost ?? 1;
  }

  /** The `result` of the answer, or a refusal. */
  answer(request: WireRequest): unknown {
    const route = this.#routes[request.path];
    if (route === undefined) return REFUSALS.methodUnknown;
    if (route.right === undefined) return route.answer({ ...NOBODY, form: new URLSearchParams(request.query) });
    const form = readForm(request);
    const caller = this.#callerOf(request, form);
    if (caller instanceof KrakenRefusal) return caller;
    if (route.right === 'trade' && caller.key?.permissions.trade !== true) return REFUSALS.noPermission;
    return route.answer({ ...caller, form });
  }

  /** Whose request it is, if key, signature and nonce are right. A nonce has to be higher than all before it. */
  #callerOf({ path, body, headers }: WireRequest, form: URLSearchParams): Omit<KrakenCall, 'form'> | KrakenRefusal {
    const found = this.#terms.exchange.findKey(headers['api-key'] ?? '');
    const nonce = form.get('nonce') ?? '';
    if (found === undefined) return REFUSALS.keyUnknown;
    if (!isApiSigned({ path, nonce, body }, headers['api-sign'] ?? '', found.key.secret)) return REFUSALS.signatureInvalid;
    const number = /^\d{1,19}$/.test(nonce) ? Number(nonce) : -1;
    if (number <= (this.#nonces.get(found.key.id) ?? 0)) return REFUSALS.nonceInvalid;
    this.#nonces.set(found.key.id, number);
    return { key: found.key, accountId: found.accountId };
  }
}

/** The fields of a body, which is a form, or for a few requests JSON. */
function readForm({ body, headers }: WireRequest): URLSearchParams {
  if (headers['content-type']?.startsWith('application/json') !== true) return new URLSearchParams(body);
  return new URLSearchParams(Object.entries(readJson(body)).map(([name, value]) => [name, String(value)] as [string, string]));
}

function orderRoutes(desk: OrderDesk): Readonly<Record<string, KrakenRoute>> {
  const trade = (answer: KrakenRoute['answer']): KrakenRoute => ({ cost: 0, right: 'trade', answer });
  const read = (cost: number, answer: KrakenRoute['answer']): KrakenRoute => ({ cost, right: 'read', answer });
  return {
    '/0/private/AddOrder': trade((call) => desk.add(call)),
    '/0/private/CancelOrder': trade((call) => desk.cancel(call)),
    '/0/private/CancelAll': trade((call) => desk.cancelAll(call)),
    '/0/private/CancelAllOrdersAfter': trade((call) => desk.cancelAllAfter(call)),
    '/0/private/QueryOrders': read(1, (call) => desk.query(call)),
    '/0/private/OpenOrders': read(1, (call) => desk.open(call)),
    '/0/private/ClosedOrders': read(1, (call) => desk.closed(call)),
    '/0/private/TradesHistory': read(2, (call) => desk.trades(call)),
    '/0/private/QueryTrades': read(2, (call) => desk.queryTrades(call)),
  };
}

function accountRoutes(terms: FaceTerms, tokens: StreamTokens): Readonly<Record<string, KrakenRoute>> {
  const { exchange } = terms;
  const read = (answer: KrakenRoute['answer']): KrakenRoute => ({ cost: 1, right: 'read', answer });
  const transfers = ({ accountId, form }: KrakenCall, way: 'in' | 'out'): unknown => {
    const asset = form.get('asset');
    const start = Number(form.get('start') ?? '0') * MICROS_PER_SECOND;
    return exchange
      .history(accountId)
      .transfers.filter(({ amount, ts }) => amount > 0 === (way === 'in') && ts >= start)
      .filter(({ balance }) => asset === null || assetName(balance.currency.code) === asset)
      .map(transferReply)
      .reverse();
  };
  return {
    '/0/private/Balance': read(({ accountId }) => balancesReply(exchange.balances(accountId), false)),
    '/0/private/BalanceEx': read(({ accountId }) => balancesReply(exchange.balances(accountId), true)),
    '/0/private/DepositStatus': read((call) => transfers(call, 'in')),
    '/0/private/WithdrawStatus': read((call) => transfers(call, 'out')),
    '/0/private/GetWebSocketsToken': read(({ accountId }) => tokens.open(accountId, terms.time())),
    '/0/private/GetApiKeyInfo': read(({ key }) => ({
      api_key_name: 'ballast',
      api_key: key?.id ?? '',
      permissions: permissionNames(key?.permissions),
      valid_until: '0',
    })),
  };
}

function permissionNames(permissions: KeyPermissions | undefined): readonly string[] {
  const always = ['query-funds', 'query-open-trades', 'query-closed-trades', 'query-ledger', 'create-ws-token'];
  const trade = permissions?.trade === true ? ['modify-trades', 'close-trades'] : [];
  return [...always, ...trade, ...(permissions?.withdraw === true ? ['withdraw-funds'] : [])];
}

function transferReply({ id, balance, amount, ts }: Transfer): object {
  const { code, scale } = balance.currency;
  return {
    method: code,
    aclass: 'currency',
    asset: assetName(code),
    refid: `R${id}`,
    txid: `transfer${id}`,
    info: '',
    amount: formatDecimal(Math.abs(amount), scale),
    fee: formatDecimal(0, scale),
    time: Math.floor(seconds(ts)),
    status: 'Success',
  };
}
