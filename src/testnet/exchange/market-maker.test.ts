import assert from 'node:assert/strict';
import { test } from 'node:test';

import { allocateBars } from '../../domain/bars.ts';
import { buildInstrument } from '../../domain/instrument-spec.ts';
import { currency } from '../../domain/money.ts';
import { MICROS_PER_MINUTE } from '../../kernel/time.ts';
import { instrumentMarket } from '../../sim/instrument-market.ts';
import { Exchange } from './exchange.ts';
import type { ExchangeEvent } from './exchange-event.ts';
import { MarketMaker, playMarkets } from './market-maker.ts';
import { pricePath } from './price-path.ts';

const BTC = buildInstrument({
  id: 'BTC/USDT.TEST',
  kind: 'spot',
  calendar: '24/7',
  tick: '0.01',
  lot: '0.00001',
  minNotional: '5',
  effectiveFrom: 0,
});
const START = 1_000 * MICROS_PER_MINUTE;
const RULES = { clientIds: 'free', feesIn: 'quote', makerFeePpm: 0, takerFeePpm: 0, selfTrade: 'allow' } as const;

function open(speed: number): { exchange: Exchange; maker: MarketMaker; bars: ReturnType<typeof allocateBars> } {
  const bars = allocateBars(3);
  instrumentMarket(BTC, { seed: 7, startTime: 0, interval: MICROS_PER_MINUTE }).fill(bars, 3);
  const exchange = new Exchange({ rules: RULES, now: START });
  exchange.list(BTC);
  const path = pricePath(BTC, { chunks: [bars], priceScale: BTC.priceScale }, { start: START, speed });
  return { exchange, maker: new MarketMaker(exchange, BTC, path, { seed: 7 }), bars };
}

test('at its own speed a path makes the candles that its bars were', () => {
  const { exchange, maker, bars } = open(1);
  const end = START + 3 * MICROS_PER_MINUTE;
  playMarkets(exchange, [maker], end - 1);
  const candles = exchange.market(BTC.id).candles.between('1m', { from: START, to: end, limit: 10, fromEnd: false, now: end - 1 });
  assert.deepEqual(
    candles.map(({ open, high, low, close, volume }) => [open, high, low, close, volume / 1e5]),
    [0, 1, 2].map((row) => [bars.open[row], bars.high[row], bars.low[row], bars.close[row], bars.volume[row]]),
  );
});

test('at ten times the speed a candle of a minute holds all of three bars', () => {
  const { exchange, maker, bars } = open(10);
  playMarkets(exchange, [maker], START + MICROS_PER_MINUTE - 1);
  const [candle] = exchange.market(BTC.id).candles.between('1m', { from: START, to: Infinity, limit: 10, fromEnd: true, now: START });
  assert.deepEqual([candle?.open, candle?.high, candle?.close], [bars.open[0], Math.max(...bars.high), bars.close[2]]);
});

test('an order that the market trades through is filled, part by part as volume comes', () => {
  const { exchange, maker } = open(1);
  exchange.openAccount('ann');
  exchange.transfer('ann', currency('USDT'), 1e15);
  playMarkets(exchange, [maker], START);
  const last = exchange.market(BTC.id).lastPrice ?? 0;
  const asked = { instrumentId: BTC.id, side: 'buy', type: 'limit', quantity: 20 * 1e5, price: last, timeInForce: 'GTC' } as const;
  const answer = exchange.place('ann', { ...asked, clientOrderId: '' });
  assert.equal(answer.kind === 'placed' && answer.order.status, 'open');
  playMarkets(exchange, [maker], START + 3 * MICROS_PER_MINUTE);
  const fills = exchange.history('ann').fills(exchange.now);
  assert.ok(fills.length > 1, `${fills.length} fills`);
  assert.ok(fills.every(({ price, isMaker }) => price === last && isMaker));
});

test('a stop that the market reaches finds somebody', () => {
  const { exchange, maker } = open(1);
  exchange.openAccount('ann');
  exchange.transfer('ann', currency('BTC'), 1e8);
  playMarkets(exchange, [maker], START);
  const asked = { instrumentId: BTC.id, side: 'sell', type: 'stop', quantity: 1_000, timeInForce: 'GTC', clientOrderId: '' } as const;
  const answer = exchange.place('ann', { ...asked, stopPrice: (exchange.market(BTC.id).lastPrice ?? 0) - BTC.tick });
  assert.ok(answer.kind === 'placed');
  playMarkets(exchange, [maker], START + 3 * MICROS_PER_MINUTE);
  assert.equal(exchange.history('ann').order(answer.order.id, exchange.now)?.status, 'filled');
});

test('the same seed tells the same story', () => {
  const story = (): ExchangeEvent[] => {
    const { exchange, maker } = open(1);
    const events: ExchangeEvent[] = [];
    exchange.listen((event) => events.push(event));
    playMarkets(exchange, [maker], START + MICROS_PER_MINUTE);
    return events;
  };
  assert.deepEqual(story(), story());
});
