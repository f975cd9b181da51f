import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTime } from '../kernel/time.ts';
import { resultRegimes, type RegimeHistory } from './regime-spans.ts';

const at = (time: string): number => parseTime(`2024-01-0${time}`);
const HISTORY: RegimeHistory = {
  model: 'rules',
  interval: '15m',
  instrumentIds: ['A.X', 'B.X'],
  changes: [
    { ts: at('1T00:00:00Z'), instrumentId: 'A.X', regime: 'range' },
    { ts: at('1T00:00:00Z'), instrumentId: undefined, regime: 'range' },
    { ts: at('1T18:00:00Z'), instrumentId: 'A.X', regime: 'crisis' },
  ],
  stops: [{ ts: at('1T18:00:00Z'), strategyId: 'one', message: 'a crisis' }],
  end: at('2T00:00:00Z'),
};

test('regimes are told by instrument, then of the market, each with its share of the time since it was known', () => {
  assert.deepEqual(resultRegimes(HISTORY).series, [
    {
      instrument: 'A.X',
      shares: { trend: 0, range: 0.75, 'high-volatility': 0, crisis: 0.25 },
      changes: [
        ['2024-01-01T00:00:00Z', 'range'],
        ['2024-01-01T18:00:00Z', 'crisis'],
      ],
    },
    { instrument: 'B.X', shares: { trend: 0, range: 0, 'high-volatility': 0, crisis: 0 }, changes: [] },
    { instrument: null, shares: { trend: 0, range: 1, 'high-volatility': 0, crisis: 0 }, changes: [['2024-01-01T00:00:00Z', 'range']] },
  ]);
});

test('a strategy that a regime stopped is told with the time', () => {
  assert.deepEqual(resultRegimes(HISTORY).stops, [{ time: '2024-01-01T18:00:00Z', strategyId: 'one', reason: 'a crisis' }]);
});
