import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { buildInstrument } from '../../domain/instrument-spec.ts';
import { Exchange } from './exchange.ts';
import type { ExchangeEvent } from './exchange-event.ts';
import { isWorking, type ExchangeOrder } from './exchange-order.ts';
import type { VenueRules } from './venue-rules.ts';

const BTC = buildInstrument({
  id: 'BTC/USD.TEST',
  kind: 'spot',
  calendar: '24/7',
  tick: '0.1',
  lot: '0.00000001',
  minNotional: '1',
  effectiveFrom: 0,
});
const WHO = ['ann', 'bob', 'eve'] as const;
const HELD = { USD: 100_000 * 1e6, BTC: 100 * 1e8 };

const order = fc.record({
  kind: fc.constant('order' as const),
  who: fc.constantFrom(...WHO),
  side: fc.constantFrom('buy' as const, 'sell' as const),
  type: fc.constantFrom('limit', 'limit', 'limit', 'market', 'stop', 'stop-limit', 'take-profit', 'take-profit-limit' as const),
  timeInForce: fc.constantFrom('GTC', 'GTC', 'IOC', 'FOK' as const),
  selfTrade: fc.constantFrom('allow', 'expire-taker', 'expire-maker', 'expire-both' as const),
  price: fc.integer({ min: 990, max: 1_010 }),
  stopPrice: fc.integer({ min: 990, max: 1_010 }),
  quantity: fc.integer({ min: 1_000_000, max: 3_000_000_017 }),
  postOnly: fc.boolean(),
  isList: fc.boolean(),
});
const cancel = fc.record({ kind: fc.constant('cancel' as const), at: fc.nat(50) });
const story = fc.array(fc.oneof({ arbitrary: order, weight: 4 }, { arbitrary: cancel, weight: 1 }), { maxLength: 60 });
const rules = fc.record({
  clientIds: fc.constant('free' as const),
  feesIn: fc.constantFrom('received' as const, 'quote' as const),
  makerFeePpm: fc.constantFrom(0, 1_000, 2_500),
  takerFeePpm: fc.constantFrom(0, 1_000, 4_000),
  selfTrade: fc.constant('allow' as const),
});

/** Plays a story; gives the exchange and what it told. */
function play(steps: readonly (typeof story extends fc.Arbitrary<readonly (infer T)[]> ? T : never)[], rules: VenueRules): Told {
  const exchange = new Exchange({ rules, now: 0 });
  const events: ExchangeEvent[] = [];
  exchange.list(BTC);
  for (const who of WHO) {
    exchange.openAccount(who);
    exchange.transfer(who, BTC.quote, HELD.USD);
    exchange.transfer(who, BTC.base, HELD.BTC);
  }
  exchange.print(BTC.id, { price: 1_000, quantity: 1, takerSide: 'buy' });
  exchange.listen((event) => events.push(event));
  const ids: [string, number][] = [];
  for (const [at, step] of steps.entries()) {
    exchange.advance(at);
    if (step.kind === 'cancel') {
      const [who, id] = ids[step.at] ?? ['ann', -1];
      exchange.cancel(who, id);
      continue;
    }
    const { kind: _kind, who, isList, ...asked } = step;
    const request = { ...asked, instrumentId: BTC.id, clientOrderId: '' };
    const answer = isList
      ? exchange.placeList(who, [
          { ...request, type: 'limit' },
          { ...request, type: 'stop-limit' },
        ])
      : exchange.place(who, { ...request, postOnly: request.postOnly && request.type === 'limit' });
    if (answer.kind !== 'placed') continue;
    for (const { id } of 'orders' in answer ? answer.orders : [answer.order]) ids.push([who, id]);
  }
  return { exchange, events };
}

interface Told {
  readonly exchange: Exchange;
  readonly events: readonly ExchangeEvent[];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

/** All accounts' orders as they stand. */
function ordersOf({ exchange }: Told): readonly ExchangeOrder[] {
  return WHO.flatMap((who) => exchange.history(who).orders(exchange.now));
}

test('nothing is made or lost but fees, whoever trades with whom', () => {
  fc.assert(
    fc.property(story, rules, (steps, rules) => {
      const told = play(steps, rules);
      for (const [code, held] of Object.entries(HELD)) {
        const left = sum(
          WHO.flatMap((who) => told.exchange.balances(who))
            .filter(({ currency }) => currency.code === code)
            .map(({ free, locked }) => free + locked),
        );
        const fills = WHO.flatMap((who) => told.exchange.history(who).fills(told.exchange.now));
        const fees = sum(fills.filter(({ feeCurrency }) => feeCurrency.code === code).map(({ fee }) => fee));
        assert.equal(left + fees, held * WHO.length, code);
      }
    }),
    { numRuns: 300 },
  );
});

test('what is locked is what open orders may still have to pay, and nothing is locked without one', () => {
  fc.assert(
    fc.property(story, rules, (steps, rules) => {
      const told = play(steps, rules);
      for (const who of WHO) {
        const open = told.exchange.history(who).openOrders(told.exchange.now);
        for (const { currency, locked, free } of told.exchange.balances(who)) {
          assert.ok(free >= 0 && locked >= 0);
          const paying = open.filter(({ side }) => (side === 'buy' ? 'USD' : 'BTC') === currency.code);
          if (paying.length === 0) assert.equal(locked, 0);
          const coins = sum(paying.map(({ quantity, filledQuantity }) => quantity - filledQuantity));
          const shared = sum(paying.filter(({ listId, type }) => listId !== undefined && type !== 'limit').map(({ quantity }) => quantity));
          if (currency.code === 'BTC') assert.ok(locked <= coins && locked >= coins - shared, `${locked} of ${coins}`);
        }
      }
    }),
    { numRuns: 300 },
  );
});

test('an order fills at its limit or better, never beyond its quantity, and as much as its fills say', () => {
  fc.assert(
    fc.property(story, rules, (steps, rules) => {
      const told = play(steps, rules);
      const fills = WHO.flatMap((who) => told.exchange.history(who).fills(told.exchange.now));
      for (const each of ordersOf(told)) {
        const own = fills.filter(({ orderId }) => orderId === each.id);
        assert.equal(sum(own.map(({ quantity }) => quantity)), each.filledQuantity);
        assert.equal(sum(own.map(({ notional }) => notional)), each.filledNotional);
        assert.ok(each.filledQuantity <= each.quantity);
        assert.equal(each.status === 'filled', each.filledQuantity === each.quantity);
        const { price, side } = each;
        if (price !== undefined) assert.ok(own.every((fill) => (side === 'buy' ? fill.price <= price : fill.price >= price)));
      }
    }),
    { numRuns: 300 },
  );
});

test('the book that events tell is the book that stands, and is never crossed', () => {
  fc.assert(
    fc.property(story, rules, (steps, rules) => {
      const { exchange, events } = play(steps, rules);
      const told = { bids: new Map<number, number>(), asks: new Map<number, number>() };
      let last = 0;
      for (const event of events) {
        if (event.kind !== 'book') continue;
        assert.equal(event.firstUpdateId, last + 1);
        last = event.lastUpdateId;
        for (const side of ['bids', 'asks'] as const) {
          for (const [price, quantity] of event[side]) told[side].set(price, quantity);
          for (const [price, quantity] of event[side]) if (quantity === 0) told[side].delete(price);
        }
        assert.ok(Math.max(...told.bids.keys()) < Math.min(...told.asks.keys()) || told.bids.size * told.asks.size === 0);
      }
      const { book } = exchange.market(BTC.id);
      assert.deepEqual(
        [...told.bids].sort(([left], [right]) => right - left),
        book.levels('buy', 1_000),
      );
      assert.deepEqual(
        [...told.asks].sort(([left], [right]) => left - right),
        book.levels('sell', 1_000),
      );
    }),
    { numRuns: 300 },
  );
});

test('of an order is told that it came, each fill, and one end at most; and the same story tells the same', () => {
  fc.assert(
    fc.property(story, rules, (steps, rules) => {
      const told = play(steps, rules);
      for (const each of ordersOf(told)) {
        const own = told.events.filter((event) => event.kind === 'order' && event.order.id === each.id);
        const ends = own.filter((event) => event.kind === 'order' && !isWorking(event.order));
        assert.equal(own[0]?.kind === 'order' && own[0].cause, 'new');
        assert.equal(ends.length, isWorking(each) ? 0 : 1);
      }
      assert.deepEqual(play(steps, rules).events, told.events);
    }),
    { numRuns: 100 },
  );
});
