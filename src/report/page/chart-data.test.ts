import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { BacktestResult, EquityPoint, ResultFill } from '../result.ts';
import { sampleResult } from '../../../tests/e2e/report-sample.ts';
import { chartData } from './chart-data.ts';

const MONEY = { decimals: 2, currency: 'USDT' };
const base = sampleResult({ bars: 10 });

function point(time: string, equity: number, low = equity, high = equity): EquityPoint {
  return {
    time: `2024-01-01T${time}Z`,
    equity: String(equity),
    low: String(low),
    high: String(high),
    benchmark: '1',
    exposed: false,
    price: ['1', '1', '1', '1'],
  };
}

function fillAt(time: string, side: 'buy' | 'sell', instrument = 'BTC/USDT.BINANCE'): ResultFill {
  return {
    seq: 1,
    time: `2024-01-01T${time}Z`,
    instrument,
    side,
    quantity: '1',
    price: '1',
    notional: '1',
    fee: '0',
    role: 'order',
    liquidity: 'taker',
    orderId: 'o',
    tradeId: 't',
    realised: '0',
  };
}

function withPoints(points: EquityPoint[], fills: ResultFill[] = [], fill: 'next-open' | 'same-close' = 'next-open'): BacktestResult {
  return { ...base, settings: { ...base.settings, fill, cash: '100' }, fills, equity: { ...base.equity, points } };
}

test('drawdown is the low of a point against the highest equity before it, and never tells more than there was', () => {
  const { drawdown } = chartData(
    withPoints([point('00:01:00', 100), point('00:02:00', 120, 90, 125), point('00:03:00', 130, 100, 130)]),
    MONEY,
  );
  assert.deepEqual(drawdown, [0, -0.1, -0.2]);
});

test('of two points in one second the last one is drawn, since a chart has place for one', () => {
  const { time, equity } = chartData(withPoints([point('00:01:00', 1), point('00:01:00.500', 2), point('00:02:00', 3)]), MONEY);
  assert.equal(time.length, 2);
  assert.deepEqual(equity, [2, 3]);
});

const points = [point('00:01:00', 1), point('00:02:00', 1), point('00:03:00', 1)];
const fills = [fillAt('00:01:00', 'buy'), fillAt('00:01:00', 'buy'), fillAt('00:01:30', 'sell'), fillAt('00:09:00', 'sell')];

test('a fill at the next open is marked on the bar that it opened, fills beyond the last point on that one', () => {
  assert.deepEqual(chartData(withPoints(points, fills), MONEY).fills, [
    [1, 1],
    [1, -1],
    [2, -1],
  ]);
});

test('a fill at the same close is marked on the bar that closed', () => {
  assert.deepEqual(chartData(withPoints(points, fills, 'same-close'), MONEY).fills, [
    [0, 1],
    [1, -1],
    [2, -1],
  ]);
});

test('fills of other instruments are not drawn on the first one', () => {
  assert.deepEqual(chartData(withPoints(points, [fillAt('00:01:00', 'buy', 'ETH/USDT.BINANCE')]), MONEY).fills, []);
});

test('a point shows the regime at its end, but one of high volatility or a crisis within it', () => {
  const changes: [string, 'trend' | 'range' | 'crisis'][] = [
    ['2024-01-01T00:02:00Z', 'trend'],
    ['2024-01-01T00:02:10Z', 'crisis'],
    ['2024-01-01T00:02:50Z', 'range'],
    ['2024-01-01T00:04:00Z', 'trend'],
  ];
  const shares = { trend: 0, range: 0, 'high-volatility': 0, crisis: 0 };
  const series = [
    { instrument: 'BTC/USDT.BINANCE', shares, changes },
    { instrument: null, shares, changes: [] },
  ];
  const result: BacktestResult = {
    ...withPoints([...points, point('00:04:00', 1)]),
    regimes: { model: 'rules', interval: '1m', series, stops: [] },
  };
  const { regimes, regimeNames } = chartData(result, MONEY);
  assert.deepEqual(
    regimes.map((regime) => regimeNames[regime]),
    [undefined, 'trend', 'crisis', 'trend'],
  );
});
