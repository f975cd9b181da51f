import assert from 'node:assert/strict';
import { createHmac, sign } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';

import { buildInstrument } from '../domain/instrument-spec.ts';
import { SeededRandom } from '../kernel/random.ts';
import { COINBASE_RULES, CoinbaseFace } from './coinbase/coinbase-face.ts';
import { Exchange } from './exchange/exchange.ts';
import type { VenueRules } from './exchange/venue-rules.ts';
import { apiSign } from './kraken/api-sign.ts';
import { KRAKEN_RULES, KrakenFace } from './kraken/kraken-face.ts';
import { MEXC_RULES, MexcFace } from './mexc/mexc-face.ts';
import type { FaceTerms, VenueFace, WireRequest } from './wire/venue-face.ts';

interface Key {
  readonly id: string;
  readonly secret: string;
}

type Fields = Readonly<Record<string, string>>;

/** A venue, what can be asked of it, and how a request of it is signed. */
interface Venue {
  readonly symbol: string;
  readonly rules: VenueRules;
  readonly newFace: (terms: FaceTerms) => VenueFace;
  readonly asked: readonly string[];
  readonly names: readonly string[];
  readonly request: (method: string, path: string, fields: Fields, key: Key, second: number) => Omit<WireRequest, 'address'>;
}

const START = 1_714_564_830;
const VALUES = [
  '',
  'x',
  '-1',
  '0',
  '1',
  '99.5',
  '1e9',
  '0.00000000001',
  '99999999999999999999',
  'constructor',
  '__proto__',
  'null',
  '[]',
  '{}',
  'é',
];

const VENUES: Readonly<Record<string, Venue>> = {
  MEXC: {
    symbol: 'BTC/USDT.MEXC',
    rules: MEXC_RULES,
    newFace: (terms) => new MexcFace(terms),
    asked: [
      ...['order', 'order/test', 'userDataStream'].map((path) => `POST /api/v3/${path}`),
      ...['order', 'openOrders', 'userDataStream'].map((path) => `DELETE /api/v3/${path}`),
      ...['order', 'openOrders', 'allOrders', 'myTrades', 'capital/deposit/hisrec', 'klines', 'depth', 'nothing'].map(
        (path) => `GET /api/v3/${path}`,
      ),
    ],
    names: [
      'symbol',
      'side',
      'type',
      'quantity',
      'price',
      'quoteOrderQty',
      'newClientOrderId',
      'orderId',
      'limit',
      'startTime',
      'interval',
      'listenKey',
    ],
    request: (method, path, fields, { id, secret }, second) => {
      const query = new URLSearchParams({ ...fields, timestamp: `${second}000` }).toString();
      const signature = createHmac('sha256', secret).update(query).digest('hex');
      return { method, path, query: `${query}&signature=${signature}`, headers: { 'x-mexc-apikey': id }, body: '' };
    },
  },
  Kraken: {
    symbol: 'BTC/USD.KRAKEN',
    rules: KRAKEN_RULES,
    newFace: (terms) => new KrakenFace(terms),
    asked: [
      ...['AddOrder', 'CancelOrder', 'CancelAllOrdersAfter', 'QueryOrders', 'OpenOrders', 'ClosedOrders', 'TradesHistory', 'QueryTrades'],
      ...['DepositStatus', 'Nothing'],
    ].map((path) => `POST /0/private/${path}`),
    names: [
      'pair',
      'type',
      'ordertype',
      'volume',
      'price',
      'price2',
      'cl_ord_id',
      'txid',
      'ofs',
      'start',
      'timeout',
      'deadline',
      'oflags',
      'timeinforce',
    ],
    request: (method, path, fields, { id, secret }, second) => {
      const nonce = String(second);
      const body = new URLSearchParams({ nonce, ...fields }).toString();
      return { method, path, query: '', headers: { 'api-key': id, 'api-sign': apiSign({ path, nonce, body }, secret) }, body };
    },
  },
  Coinbase: {
    symbol: 'BTC/USD.COINBASE',
    rules: COINBASE_RULES,
    newFace: (terms) => new CoinbaseFace(terms),
    asked: [
      ...['orders', 'orders/preview', 'orders/batch_cancel'].map((path) => `POST /api/v3/brokerage/${path}`),
      ...[
        'orders/historical/batch',
        'orders/historical/fills',
        'orders/historical/x',
        'accounts',
        'accounts/x',
        'products/BTC-USD/candles',
      ].map((path) => `GET /api/v3/brokerage/${path}`),
    ],
    names: [
      'product_id',
      'side',
      'client_order_id',
      'order_configuration',
      'order_ids',
      'limit',
      'cursor',
      'start_date',
      'order_status',
      'granularity',
    ],
    request: (method, path, fields, { id, secret }, second) => {
      const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
      const claims = { sub: id, nbf: second, exp: second + 120, uri: `${method} host${path}` };
      const signed = `${part({ alg: 'ES256', kid: id })}.${part(claims)}`;
      const signature = sign('sha256', Buffer.from(signed), { key: secret, dsaEncoding: 'ieee-p1363' }).toString('base64url');
      const headers = { host: 'host', authorization: `Bearer ${signed}.${signature}` };
      return { method, path, query: new URLSearchParams(fields).toString(), headers, body: JSON.stringify(fields) };
    },
  },
};

/** Asks a new exchange as the venue, one second after the other, and tells the status of each answer. */
function statusesOf({ symbol, rules, newFace, request }: Venue, asked: readonly (readonly [string, Fields])[]): readonly number[] {
  const exchange = new Exchange({ rules, now: START * 1e6 });
  exchange.list(buildInstrument({ id: symbol, kind: 'spot', calendar: '24/7', tick: '0.01', lot: '0.00001', effectiveFrom: 0 }));
  exchange.openAccount('ann');
  let second = START;
  const cancel: FaceTerms['cancel'] = (accountId, orderId) => exchange.cancel(accountId, orderId);
  const face = newFace({ exchange, time: () => second * 1e6, cancel, random: new SeededRandom(1) });
  const key = face.makeKey((count) => new Uint8Array(count).fill(7));
  exchange.addKey('ann', { ...key, permissions: { trade: true, withdraw: false } });
  return asked.map(([what, fields]) => {
    second += 10;
    exchange.advance(second * 1e6);
    const [method = '', path = ''] = what.split(' ');
    return face.answer({ ...request(method, path, fields, key, second), address: 'test' }).status;
  });
}

for (const [name, venue] of Object.entries(VENUES)) {
  test(`${name} has an answer to whatever it is asked, and it is never that something broke`, () => {
    const market = venue.symbol.split('.')[0]?.replace('/', name === 'Coinbase' ? '-' : '') ?? '';
    const value = fc.constantFrom(...VALUES, market, 'BUY', 'buy', 'LIMIT', 'limit', 'MARKET', 'market');
    const fields = fc.dictionary(fc.constantFrom(...venue.names), value);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...venue.asked), fields), { maxLength: 20 }), (asked) => {
        assert.deepEqual(
          statusesOf(venue, asked).filter((status) => status >= 500 || status === 401),
          [],
        );
      }),
      { numRuns: 150 },
    );
  });
}
