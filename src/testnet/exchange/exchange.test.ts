import assert from 'node:assert/strict';
import { test } from 'node:test';

import { buildInstrument } from '../../domain/instrument-spec.ts';
import { currency } from '../../domain/money.ts';
import { formatDecimal, parseDecimal } from '../../kernel/exact.ts';
import { Exchange, type PlaceAnswer } from './exchange.ts';
import type { ExchangeEvent } from './exchange-event.ts';
import type { ExchangeOrder, OrderRequest } from './exchange-order.ts';
import type { VenueRules } from './venue-rules.ts';

const BTC = buildInstrument({
  id: 'BTC/USDT.TEST',
  kind: 'spot',
  calendar: '24/7',
  tick: '0.01',
  lot: '0.00001',
  minNotional: '5',
  effectiveFrom: 0,
});
const RULES: VenueRules = {
  clientIds: 'unique-open',
  feesIn: 'received',
  makerFeePpm: 1_000,
  takerFeePpm: 1_000,
  selfTrade: 'expire-maker',
};

type Asked = Partial<Omit<OrderRequest, 'quantity' | 'price' | 'stopPrice' | 'spend'>> &
  Partial<Record<'quantity' | 'price' | 'stopPrice' | 'spend', string>>;

/** An exchange with two traders who hold 100,000 USDT and 10 BTC each, and a last price of 100. */
class Floor {
  readonly exchange: Exchange;
  readonly events: ExchangeEvent[] = [];

  constructor(rules: Partial<VenueRules> = {}) {
    this.exchange = new Exchange({ rules: { ...RULES, ...rules }, now: 1_000_000 });
    this.exchange.list(BTC);
    for (const id of ['ann', 'bob']) {
      this.exchange.openAccount(id);
      this.exchange.transfer(id, currency('USDT'), parseDecimal('100000', 8));
      this.exchange.transfer(id, currency('BTC'), parseDecimal('10', 8));
    }
    this.exchange.print(BTC.id, { price: 100_00, quantity: 1, takerSide: 'buy' });
    this.exchange.listen((event) => this.events.push(event));
  }

  ask(who: string, asked: Asked): PlaceAnswer {
    const { quantity = '0', price, stopPrice, spend, ...rest } = asked;
    return this.exchange.place(who, {
      instrumentId: BTC.id,
      side: 'buy',
      type: 'limit',
      timeInForce: 'GTC',
      clientOrderId: '',
      ...rest,
      quantity: parseDecimal(quantity, 5),
      price: price === undefined ? undefined : parseDecimal(price, 2),
      stopPrice: stopPrice === undefined ? undefined : parseDecimal(stopPrice, 2),
      spend: spend === undefined ? undefined : parseDecimal(spend, 8),
    });
  }

  place(who: string, asked: Asked): ExchangeOrder {
    const answer = this.ask(who, asked);
    assert.equal(answer.kind, 'placed', JSON.stringify(answer));
    return (answer as { order: ExchangeOrder }).order;
  }

  refused(who: string, asked: Asked): string {
    const answer = this.ask(who, asked);
    return answer.kind === 'refused' ? answer.refusal : answer.kind;
  }

  now(id: number, who = 'ann'): ExchangeOrder {
    const order = this.exchange.history(who).order(id, this.exchange.now);
    assert.ok(order !== undefined);
    return order;
  }

  /** `free+locked` of a currency. */
  holds(who: string, code: string): string {
    const held = this.exchange.balances(who).find(({ currency }) => currency.code === code);
    return `${formatDecimal(held?.free ?? 0, 8)}+${formatDecimal(held?.locked ?? 0, 8)}`.replaceAll(/\.?0+(?=\+|$)/g, '');
  }

  fills(who: string): string[] {
    return this.exchange
      .history(who)
      .fills(this.exchange.now)
      .map((fill) => {
        const fee = `${formatDecimal(fill.fee, fill.feeCurrency.scale)} ${fill.feeCurrency.code}`;
        return `${fill.side} ${formatDecimal(fill.quantity, 5)} at ${formatDecimal(fill.price, 2)} as ${fill.isMaker ? 'maker' : 'taker'} fee ${fee}`;
      });
  }
}

test('the better price trades first, and the earlier order within a price', () => {
  const floor = new Floor();
  const [late, early, best] = [
    { price: '101', quantity: '1' },
    { price: '100', quantity: '1' },
    { price: '99', quantity: '1' },
  ].map((asked) => floor.place('bob', { ...asked, side: 'sell' }).id);
  const second = floor.place('bob', { side: 'sell', price: '100', quantity: '1' }).id;
  floor.place('ann', { price: '100', quantity: '2.5' });
  const left = [best, early, second, late].map((id) => floor.now(id as number, 'bob').filledQuantity);
  assert.deepEqual(left, [100_000, 100_000, 50_000, 0]);
});

test('a trade takes the fee from what it brings, and frees what a better price leaves', () => {
  const floor = new Floor();
  floor.place('bob', { side: 'sell', price: '100', quantity: '1' });
  const order = floor.place('ann', { price: '110', quantity: '2' });
  assert.equal(order.status, 'open');
  assert.deepEqual(floor.fills('ann'), ['buy 1.00000 at 100.00 as taker fee 0.00100000 BTC']);
  assert.deepEqual(floor.fills('bob'), ['sell 1.00000 at 100.00 as maker fee 0.10000000 USDT']);
  assert.equal(floor.holds('ann', 'USDT'), '99790+110');
  assert.equal(floor.holds('ann', 'BTC'), '10.999+0');
  assert.equal(floor.holds('bob', 'USDT'), '100099.9+0');
  floor.exchange.cancel('ann', order.id);
  assert.equal(floor.holds('ann', 'USDT'), '99900+0');
});

test('where fees are paid in the quote currency, a buyer locks them too', () => {
  const floor = new Floor({ feesIn: 'quote' });
  floor.place('ann', { price: '100', quantity: '1' });
  assert.equal(floor.holds('ann', 'USDT'), '99899.9+100.1');
  floor.place('bob', { side: 'sell', type: 'market', quantity: '1' });
  assert.deepEqual(floor.fills('ann'), ['buy 1.00000 at 100.00 as maker fee 0.10000000 USDT']);
  assert.equal(floor.holds('ann', 'USDT'), '99899.9+0');
  assert.equal(floor.holds('ann', 'BTC'), '11+0');
});

test('what finds no counterpart rests, ends or is refused, as its time in force says', () => {
  const floor = new Floor();
  floor.place('bob', { side: 'sell', price: '100', quantity: '1' });
  const table = {
    'FOK for more than there is': floor.place('ann', { price: '100', quantity: '2', timeInForce: 'FOK' }),
    'IOC for more than there is': floor.place('ann', { price: '100', quantity: '2', timeInForce: 'IOC' }),
    'a market order with nobody there': floor.place('ann', { type: 'market', quantity: '1' }),
    'a limit below the market': floor.place('ann', { price: '99', quantity: '1' }),
  };
  assert.deepEqual(
    Object.entries(table).map(([name, order]) => `${name}: ${order.status} ${formatDecimal(order.filledQuantity, 5)}`),
    [
      'FOK for more than there is: expired 0.00000',
      'IOC for more than there is: expired 1.00000',
      'a market order with nobody there: expired 0.00000',
      'a limit below the market: open 0.00000',
    ],
  );
});

test('a market order for an amount of money buys as many lots as that pays', () => {
  const floor = new Floor();
  floor.place('bob', { side: 'sell', price: '100', quantity: '1' });
  floor.place('bob', { side: 'sell', price: '200', quantity: '1' });
  const order = floor.place('ann', { type: 'market', spend: '250.001' });
  assert.deepEqual([order.status, order.quantity, order.filledNotional], ['filled', 175_000, parseDecimal('250', 8)]);
});

test('requests that break the rules of the market are refused by name', () => {
  const floor = new Floor();
  floor.place('bob', { side: 'sell', price: '101', quantity: '1' });
  floor.place('ann', { price: '90', quantity: '1', clientOrderId: 'mine' });
  const rows: [string, Asked][] = [
    ['price-missing', { quantity: '1' }],
    ['quantity-too-small', { price: '100', quantity: '0' }],
    ['value-too-small', { price: '100', quantity: '0.04999' }],
    ['would-take', { price: '101', quantity: '1', postOnly: true }],
    ['stop-missing', { type: 'stop', side: 'sell', quantity: '1' }],
    ['would-trigger', { type: 'stop', side: 'sell', quantity: '1', stopPrice: '100' }],
    ['would-trigger', { type: 'take-profit', side: 'sell', quantity: '1', stopPrice: '99' }],
    ['client-id-used', { price: '90', quantity: '1', clientOrderId: 'mine' }],
    ['no-funds', { price: '100', quantity: '1000' }],
    ['no-funds', { side: 'sell', price: '100', quantity: '11' }],
    ['no-funds', { side: 'sell', type: 'market', quantity: '11' }],
    ['unknown-instrument', { instrumentId: 'XRP/USDT.TEST', price: '1', quantity: '9' }],
  ];
  for (const [refusal, asked] of rows) assert.equal(floor.refused('ann', asked), refusal, JSON.stringify(asked));
  floor.exchange.setStatus(BTC.id, 'halted');
  assert.equal(floor.refused('ann', { price: '100', quantity: '1' }), 'not-trading');
});

test('a client order id is free again as the venue says', () => {
  const asked = { price: '90', quantity: '1', clientOrderId: 'mine' };
  const second = (clientIds: VenueRules['clientIds']): string => {
    const floor = new Floor({ clientIds });
    floor.exchange.cancel('ann', floor.place('ann', asked).id);
    const answer = floor.ask('ann', asked);
    return answer.kind === 'refused' ? answer.refusal : answer.kind;
  };
  assert.deepEqual((['unique-open', 'unique-ever', 'return-existing', 'free'] as const).map(second), [
    'placed',
    'client-id-used',
    'existing',
    'placed',
  ]);
});

test('nobody trades with themselves where that is prevented', () => {
  const ends = (['expire-taker', 'expire-maker', 'expire-both', 'allow'] as const).map((selfTrade) => {
    const floor = new Floor({ selfTrade });
    const maker = floor.place('ann', { side: 'sell', price: '100', quantity: '1' });
    const taker = floor.place('ann', { price: '100', quantity: '1' });
    return `${selfTrade}: ${floor.now(maker.id).status} and ${floor.now(taker.id).status}`;
  });
  assert.deepEqual(ends, [
    'expire-taker: open and expired',
    'expire-maker: expired and open',
    'expire-both: expired and expired',
    'allow: filled and filled',
  ]);
});

test('a stop waits for its price, then trades; what it sets off is set off too', () => {
  const floor = new Floor();
  const stop = floor.place('ann', { side: 'sell', type: 'stop', quantity: '1', stopPrice: '95' });
  const below = floor.place('ann', { side: 'sell', type: 'stop-limit', quantity: '1', stopPrice: '90', price: '89' });
  assert.deepEqual([stop.status, floor.holds('ann', 'BTC')], ['waiting', '8+2']);
  floor.place('bob', { price: '90', quantity: '1' });
  floor.exchange.print(BTC.id, { price: 94_00, quantity: 1, takerSide: 'sell' });
  assert.equal(floor.now(stop.id).status, 'filled');
  assert.deepEqual([floor.now(below.id).status, floor.now(below.id).triggeredAt], ['open', 1_000_000]);
});

test('of two orders in a list the one that trades or triggers ends the other', () => {
  const floor = new Floor();
  const base = { instrumentId: BTC.id, side: 'sell', quantity: 100_000, timeInForce: 'GTC' } as const;
  const list = (): readonly ExchangeOrder[] => {
    const answer = floor.exchange.placeList('ann', [
      { ...base, type: 'limit', price: 110_00, clientOrderId: '' },
      { ...base, type: 'stop-limit', stopPrice: 95_00, price: 90_00, clientOrderId: '' },
    ]);
    assert.equal(answer.kind, 'placed');
    return (answer as { orders: readonly ExchangeOrder[] }).orders;
  };
  const ends = (orders: readonly ExchangeOrder[]): string[] => orders.map(({ id }) => floor.now(id).status);
  const first = list();
  assert.equal(floor.holds('ann', 'BTC'), '9+1');
  floor.place('bob', { price: '110', quantity: '0.4' });
  assert.deepEqual(ends(first), ['open', 'expired']);
  floor.exchange.cancel('ann', (first[0] as ExchangeOrder).id);
  const second = list();
  floor.exchange.print(BTC.id, { price: 95_00, quantity: 1, takerSide: 'sell' });
  assert.deepEqual(ends(second), ['expired', 'open']);
  assert.equal(floor.holds('ann', 'BTC'), '8.6+1');
});

test('what happened is told in order: the order, its trades on both sides, the book, the balances', () => {
  const floor = new Floor();
  floor.place('bob', { side: 'sell', price: '100', quantity: '1' });
  floor.events.length = 0;
  floor.place('ann', { price: '100', quantity: '1' });
  const told = floor.events.map((event) => (event.kind === 'order' ? `${event.order.accountId} ${event.cause}` : event.kind));
  assert.deepEqual(told, ['ann new', 'trade', 'bob trade', 'ann trade', 'book', 'balance', 'balance']);
});

test('questions can trail behind what happened', () => {
  const floor = new Floor();
  const history = floor.exchange.history('ann');
  history.lag = 500;
  const { id } = floor.place('ann', { price: '90', quantity: '1' });
  assert.equal(history.order(id, 1_000_000), undefined);
  floor.exchange.advance(1_000_400);
  floor.exchange.fill(id, 40_000);
  assert.deepEqual([history.order(id, 1_000_500)?.filledQuantity, history.fills(1_000_500).length], [0, 0]);
  assert.deepEqual([history.order(id, 1_000_900)?.filledQuantity, history.fills(1_000_900).length], [40_000, 1]);
});
