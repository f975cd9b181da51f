import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { OrderIntent, OrderType } from '../../src/domain/order.ts';
import type { SubmitAnswer } from '../../src/ports/venue.ts';
import type { WireRequest } from '../../src/testnet/wire/venue-face.ts';
import { BENCH_VENUES } from '../tools/bench-venues.ts';
import { intentOf } from '../tools/risk-cases.ts';
import { openTestnetBench, type TestnetVenue } from '../tools/testnet-bench.ts';
import type { VenueBench } from '../tools/venue-bench.ts';

const PRICE = 6_000_000;

/** Every order that a strategy can want, by what it is called. */
const ORDERS: Readonly<Record<string, Partial<OrderIntent> & { readonly type: OrderType }>> = {
  market: { type: 'market' },
  limit: { type: 'limit', limitPrice: PRICE },
  IOC: { type: 'limit', limitPrice: PRICE, timeInForce: 'IOC' },
  FOK: { type: 'limit', limitPrice: PRICE, timeInForce: 'FOK' },
  'post-only': { type: 'limit', limitPrice: PRICE, postOnly: true },
  stop: { type: 'stop', stopPrice: PRICE + 1_000 },
  'stop-limit': { type: 'stop-limit', stopPrice: PRICE + 1_000, limitPrice: PRICE + 2_000 },
};

/** What stands on the wire for each of them; an order that is not there is one that the venue does not have. */
const SENT: Readonly<Record<keyof typeof BENCH_VENUES, { readonly always: object; readonly orders: Readonly<Record<string, object>> }>> = {
  BINANCE: {
    always: {
      symbol: 'BTCUSDT',
      side: 'BUY',
      quantity: '0.02',
      newClientOrderId: 'abc123-1',
      newOrderRespType: 'RESULT',
      recvWindow: '3000',
    },
    orders: {
      market: { type: 'MARKET' },
      limit: { type: 'LIMIT', price: '60000', timeInForce: 'GTC' },
      IOC: { type: 'LIMIT', price: '60000', timeInForce: 'IOC' },
      FOK: { type: 'LIMIT', price: '60000', timeInForce: 'FOK' },
      'post-only': { type: 'LIMIT_MAKER', price: '60000' },
      stop: { type: 'STOP_LOSS', stopPrice: '60010' },
      'stop-limit': { type: 'STOP_LOSS_LIMIT', stopPrice: '60010', price: '60020', timeInForce: 'GTC' },
    },
  },
  MEXC: {
    always: { symbol: 'BTCUSDT', side: 'BUY', quantity: '0.02', newClientOrderId: 'abc123-1', recvWindow: '5000' },
    orders: {
      market: { type: 'MARKET' },
      limit: { type: 'LIMIT', price: '60000' },
      IOC: { type: 'IMMEDIATE_OR_CANCEL', price: '60000' },
      FOK: { type: 'FILL_OR_KILL', price: '60000' },
      'post-only': { type: 'LIMIT_MAKER', price: '60000' },
    },
  },
  KRAKEN: {
    always: { pair: 'XXBTZUSD', type: 'buy', volume: '0.02', cl_ord_id: 'abc123-1', deadline: '2024-05-01T12:00:35.500Z' },
    orders: {
      market: { ordertype: 'market', oflags: 'fciq' },
      limit: { ordertype: 'limit', price: '60000', timeinforce: 'GTC', oflags: 'fciq' },
      IOC: { ordertype: 'limit', price: '60000', timeinforce: 'IOC', oflags: 'fciq' },
      FOK: { ordertype: 'limit', price: '60000', timeinforce: 'FOK', oflags: 'fciq' },
      'post-only': { ordertype: 'limit', price: '60000', oflags: 'post,fciq' },
      stop: { ordertype: 'stop-loss', price: '60010', oflags: 'fciq' },
      'stop-limit': { ordertype: 'stop-loss-limit', price: '60010', price2: '60020', oflags: 'fciq' },
    },
  },
  COINBASE: {
    always: { product_id: 'BTC-USD', side: 'BUY', client_order_id: 'abc123-1' },
    orders: {
      market: { market_market_ioc: { base_size: '0.02' } },
      limit: { limit_limit_gtc: { base_size: '0.02', limit_price: '60000', post_only: false } },
      IOC: { sor_limit_ioc: { base_size: '0.02', limit_price: '60000' } },
      FOK: { limit_limit_fok: { base_size: '0.02', limit_price: '60000' } },
      'post-only': { limit_limit_gtc: { base_size: '0.02', limit_price: '60000', post_only: true } },
      'stop-limit': {
        stop_limit_stop_limit_gtc: {
          base_size: '0.02',
          limit_price: '60020',
          stop_price: '60010',
          stop_direction: 'STOP_DIRECTION_STOP_UP',
        },
      },
    },
  },
};

/** What signs a request and differs each time. */
const SIGNING = ['signature', 'timestamp', 'nonce'];

for (const id of Object.keys(SENT) as (keyof typeof SENT)[]) {
  const { always, orders } = SENT[id];
  describe(`what is sent to ${id}`, () => {
    for (const [name, given] of Object.entries(ORDERS)) {
      const wanted = orders[name];
      it(`for ${name}: ${wanted === undefined ? 'nothing, since it has none' : 'its own order, with our id and an end to its life'}`, async () => {
        const { sent, answer, capabilities } = await submitTo(BENCH_VENUES[id], given);
        const has = capabilities.orderTypes.includes(given.type) && capabilities.timesInForce.includes(given.timeInForce ?? 'GTC');
        assert.equal(wanted !== undefined, has, 'the table of capabilities says otherwise');
        if (wanted === undefined) assert.deepEqual([answer, sent], ['VENUE_CANNOT', []]);
        else assert.deepEqual(sent, [id === 'COINBASE' ? { ...always, order_configuration: wanted } : { ...always, ...wanted }]);
      });
    }
  });
}

it('sends a stop and its target to Binance as one list, both to trade at the market once it reaches them', async () => {
  const leg = { side: 'sell', quantity: 1_000 } as const;
  const { sent, answer } = await sendTo(BENCH_VENUES.BINANCE, async ({ venue, instrument }) => {
    const stop = intentOf({ ...leg, instrument, clientOrderId: 'abc123-2', type: 'stop', stopPrice: PRICE - 1_000, limitPrice: undefined });
    const target = intentOf({ ...leg, instrument, clientOrderId: 'abc123-3', type: 'limit', limitPrice: PRICE + 1_000 });
    return (await venue.submitLinked(stop, target))[0];
  });
  assert.equal(answer, 'accepted');
  assert.deepEqual(sent, [
    {
      symbol: 'BTCUSDT',
      side: 'SELL',
      quantity: '0.01',
      aboveType: 'TAKE_PROFIT',
      aboveStopPrice: '60010',
      aboveClientOrderId: 'abc123-3',
      belowType: 'STOP_LOSS',
      belowStopPrice: '59990',
      belowClientOrderId: 'abc123-2',
      newOrderRespType: 'RESULT',
      recvWindow: '3000',
    },
  ]);
});

/** Sends an order to buy 0.02, and gives what stood on the wire. */
function submitTo(venue: TestnetVenue, given: Partial<OrderIntent>) {
  return sendTo(venue, ({ venue: to, instrument }) =>
    to.submit(intentOf({ instrument, clientOrderId: 'abc123-1', quantity: 2_000, limitPrice: undefined, ...given })),
  );
}

async function sendTo(venue: TestnetVenue, send: (bench: VenueBench) => Promise<SubmitAnswer>) {
  const requests: WireRequest[] = [];
  const bench = await openTestnetBench({ ...venue, face: recording(venue.face, requests) });
  try {
    bench.print(PRICE);
    const answer = await send(bench);
    const orders = requests.filter(({ method, path }) => method === 'POST' && /\/(order|orders|oco|AddOrder)$/.test(path));
    const code = answer.kind === 'rejected' ? answer.code : answer.kind;
    return { answer: code, sent: orders.map(fieldsOf), capabilities: bench.venue.capabilities };
  } finally {
    await bench.dispose();
  }
}

function recording(make: TestnetVenue['face'], requests: WireRequest[]): TestnetVenue['face'] {
  return (terms) => {
    const face = make(terms);
    const answer = face.answer.bind(face);
    face.answer = (request) => {
      requests.push(request);
      return answer(request);
    };
    return face;
  };
}

/** What a request says: in its query, its form or its JSON. */
function fieldsOf({ query, body }: WireRequest): object {
  if (body.startsWith('{')) return JSON.parse(body) as object;
  const fields = [...new URLSearchParams(query), ...new URLSearchParams(body)];
  return Object.fromEntries(fields.filter(([name]) => !SIGNING.includes(name)));
}
