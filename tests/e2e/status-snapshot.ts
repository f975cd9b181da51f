import type { StatusSnapshot } from '../../src/ports/status-source.ts';

/** A session in full swing: one strategy runs, one was stopped. */
export const busySession: StatusSnapshot = {
  version: '0.1.0',
  stage: 'paper',
  sessionId: 'main',
  startedAt: 1_700_000_000_000_000,
  now: 1_700_003_600_000_000,
  trading: { state: 'ACTIVE', reason: 'started' },
  orders: 12,
  openOrders: 1,
  fills: 9,
  refusals: 2,
  account: { currency: 'USDT', equity: '10123.45678901', cash: '523.1', startCash: '10000' },
  positions: [
    {
      strategyId: 'trend',
      instrumentId: 'BTC/USDT.BINANCE',
      quantity: '0.15',
      averagePrice: '63000.5',
      lastPrice: '64002.37',
      openProfit: '150.28',
    },
    {
      strategyId: 'revert',
      instrumentId: 'ETH/USDT.BINANCE',
      quantity: '-2',
      averagePrice: '3000',
      lastPrice: undefined,
      openProfit: undefined,
    },
  ],
  lastFills: [
    {
      time: 1_700_003_540_000_000,
      strategyId: 'trend',
      instrumentId: 'BTC/USDT.BINANCE',
      side: 'buy',
      quantity: '0.15',
      price: '63000.5',
      fee: '9.45',
    },
    {
      time: 1_700_003_000_000_000,
      strategyId: 'revert',
      instrumentId: 'ETH/USDT.BINANCE',
      side: 'sell',
      quantity: '2',
      price: '3000',
      fee: '6',
    },
  ],
  strategies: [
    { id: 'trend', state: 'running', reason: '', orders: 8, fills: 6 },
    { id: 'revert', state: 'stopped', reason: 'STRATEGY_THREW: onBar at 2023-11-14T23:00:00Z: x is not a function', orders: 4, fills: 3 },
  ],
  halted: [],
  feed: { name: 'synthetic', connected: true, age: 1_500_000, reconnects: 1, backfilledBars: 3 },
  steps: 4321,
  commitTime: 400,
  commitAge: 250_000,
  uncommittedAge: 0,
};
