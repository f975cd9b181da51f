import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AllocationLog } from './allocation-log.ts';

const HOUR = 3_600_000_000;
const shares = (one: number, two: number) => [
  { strategyId: 'one', instrumentId: 'X', budget: 500_000, share: one, isStale: false, why: '' },
  { strategyId: 'two', instrumentId: 'X', budget: 500_000, share: two, isStale: false, why: 'it is not ready yet' },
];

test('a mean share counts for as long as each was held, and fills and refusals belong to their strategy', () => {
  const log = new AllocationLog();
  log.fill('one', 'X', { turnover: 1, fee: 1, profit: 1 });
  log.change(0, 'begun', shares(100_000, 20_000));
  log.fill('one', 'X', { turnover: 5_000, fee: 5, profit: -5 });
  log.change(HOUR, 'moved', shares(500_000, 20_000));
  log.fill('one', 'X', { turnover: 6_000, fee: 6, profit: 994 });
  log.refusal('two', 'X', 'ALLOCATION_NO_BUDGET');
  log.refusal('two', 'X', 'RISK_DAILY_LOSS');
  const told = log.summary(4 * HOUR, 2);
  assert.deepEqual(told?.lines, [
    { strategyId: 'one', instrument: 'X', fills: 2, refused: 0, meanShare: 0.4, turnover: '110.00', fees: '0.11', profit: '9.89' },
    { strategyId: 'two', instrument: 'X', fills: 0, refused: 1, meanShare: 0.02, turnover: '0.00', fees: '0.00', profit: '0.00' },
  ]);
  assert.deepEqual(told?.changes, [
    { time: '1970-01-01T00:00:00Z', reason: 'begun', shares: [0.1, 0.02] },
    { time: '1970-01-01T01:00:00Z', reason: 'moved', shares: [0.5, 0.02] },
  ]);
});

test('where nothing is allocated, nothing is told', () => {
  assert.equal(new AllocationLog().summary(1, 2), undefined);
});
