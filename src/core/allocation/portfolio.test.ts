import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { rulesWith } from '../../../tests/tools/allocation-rules.ts';
import { MILLION } from '../../kernel/exact.ts';
import { MICROS_PER_DAY, MICROS_PER_HOUR } from '../../kernel/time.ts';
import type { AllocationShare } from '../../domain/allocation-share.ts';
import { NO_REGIMES, REGIMES, type Regime, type RegimeReadings } from '../../domain/regime.ts';
import type { StrategyBudget } from './allocation-rules.ts';
import { Portfolio } from './portfolio.ts';

const START = 20_000 * MICROS_PER_DAY;
const inRegime = (regime: Regime | undefined): RegimeReadings => ({ market: regime, of: () => regime });

function budgetOf(strategyId: string, budget: number, more: Partial<StrategyBudget> = {}): StrategyBudget {
  return { strategyId, instrumentIds: ['X', 'Y'], budget, byRegime: undefined, isApproved: true, ...more };
}

function fillOf(portfolio: Portfolio, strategyId: string, times: number): void {
  for (let at = 0; at < times; at += 1)
    portfolio.take(strategyId, { instrumentId: 'X', lot: 1, before: at % 2, after: (at + 1) % 2, notional: 100, profit: 1 });
}

/** The share of a strategy in X, and why, at a moment. */
function told(portfolio: Portfolio, time: number, regimes: RegimeReadings = NO_REGIMES): string {
  portfolio.refresh(time, regimes);
  const share = portfolio.shareOf('one', 'X');
  return `${share?.share}${share?.why === '' ? '' : `: ${share?.why}`}`;
}

test('a strategy is ready after 30 fills and 7 days, and has 2% before', () => {
  const readiness = { fills: 30, time: 7 * MICROS_PER_DAY, before: 20_000 };
  const portfolio = new Portfolio(rulesWith({ method: 'none', readiness }), [budgetOf('one', 300_000)]);
  assert.equal(told(portfolio, START), '20000: it is not ready yet');
  fillOf(portfolio, 'one', 29);
  assert.equal(told(portfolio, START + 8 * MICROS_PER_DAY), '20000: it is not ready yet');
  fillOf(portfolio, 'one', 1);
  assert.equal(told(portfolio, START + 7 * MICROS_PER_DAY - 1), '20000: it is not ready yet');
  assert.equal(told(portfolio, START + 7 * MICROS_PER_DAY), '300000');
});

test('nobody has to approve a budget of less than what strategies have before', () => {
  const readiness = { fills: 0, time: 0, before: 20_000 };
  const of = (budget: number, isApproved: boolean): string =>
    told(new Portfolio(rulesWith({ readiness }), [budgetOf('one', budget, { isApproved, instrumentIds: ['X'] })]), START);
  assert.equal(of(300_000, false), '20000: nobody has approved its budget');
  assert.equal(of(300_000, true), '300000');
});

test('a strategy that earns less than the median of those that are ready has what strategies have before', () => {
  const readiness = { fills: 2, time: 0, before: 20_000 };
  const portfolio = new Portfolio(
    rulesWith({ readiness, aboveMedian: true }),
    ['one', 'two', 'three', 'four'].map((id) => budgetOf(id, 200_000, { instrumentIds: ['X'] })),
  );
  const trip = (strategyId: string, profit: number): void => {
    portfolio.take(strategyId, { instrumentId: 'X', lot: 1, before: 0, after: 1, notional: 100, profit: 0 });
    portfolio.take(strategyId, { instrumentId: 'X', lot: 1, before: 1, after: 0, notional: 100, profit });
  };
  trip('one', 1);
  assert.equal(told(portfolio, START), '200000');
  trip('two', 2);
  trip('three', -5);
  assert.equal(told(portfolio, START), '200000');
  trip('one', -9);
  trip('three', 15);
  assert.equal(told(portfolio, START), '20000: it earns less than the median of the strategies');
});

test('a budget follows the regime, and one that was nothing stays so for 72 hours', () => {
  const byRegime = { trend: 300_000, range: 100_000, 'high-volatility': 20_000, crisis: 0, unknown: 0 };
  const rules = rulesWith({ method: 'none', cooldown: 72 * MICROS_PER_HOUR });
  const portfolio = new Portfolio(rules, [budgetOf('one', 0, { byRegime })]);
  assert.equal(told(portfolio, START), '0: the regime is not known');
  assert.equal(told(portfolio, START + 1, inRegime('trend')), '300000: the regime is trend');
  assert.equal(told(portfolio, START + 2, inRegime('high-volatility')), '20000: the regime is high-volatility');
  assert.equal(told(portfolio, START + 3, inRegime('crisis')), '0: the regime is crisis');
  assert.equal(told(portfolio, START + 4, inRegime('range')), '0: it cools down after its budget was nothing');
  assert.equal(told(portfolio, START + 2 + 72 * MICROS_PER_HOUR, inRegime('range')), '0: it cools down after its budget was nothing');
  assert.equal(told(portfolio, START + 3 + 72 * MICROS_PER_HOUR, inRegime('range')), '100000: the regime is range');
});

test('weights that need a history are nothing before there is one, and stale ones take on no new risk', () => {
  const rules = rulesWith({ method: 'inverse-volatility', rebalance: '1d', maxAge: 2 * MICROS_PER_DAY, lookback: 24 });
  const portfolio = new Portfolio(rules, [budgetOf('one', MILLION)]);
  const sample = (hour: number, y: number): void => {
    const time = START + hour * MICROS_PER_HOUR;
    if (portfolio.sample(time, (id) => (id === 'X' ? 100 + (hour % 2) : y))) portfolio.rebalance(time);
  };
  for (let hour = 1; hour <= 24; hour += 1) sample(hour, 100 + 3 * (hour % 2));
  assert.equal(told(portfolio, START + 24 * MICROS_PER_HOUR), '0: its weights are not known yet');
  sample(25, 103);
  // Y swings three times as much: X has three quarters of the whole.
  const [share] = told(portfolio, START + 25 * MICROS_PER_HOUR).split(':');
  assert.ok(Math.abs(Number(share) - 746_000) < 6_000, share);
  assert.equal(told(portfolio, START + 73 * MICROS_PER_HOUR + 1), '0: its weights are stale');
  assert.ok(portfolio.shareOf('one', 'X')?.isStale);
});

test('weights stay within the band, and move together when one is outside', () => {
  const rules = rulesWith({ method: 'momentum', top: 1, lookback: 20, band: 200_000 });
  const portfolio = new Portfolio(rules, [budgetOf('one', MILLION)]);
  const play = (x: number, y: number, from: number): void => {
    for (let hour = from; hour < from + 21; hour += 1) {
      const time = START + hour * MICROS_PER_HOUR;
      if (portfolio.sample(time, (id) => 100 * (id === 'X' ? x : y) ** (hour - from))) portfolio.rebalance(time);
    }
  };
  play(1.02, 1.01, 0);
  assert.equal(told(portfolio, START + 21 * MICROS_PER_HOUR), '1000000');
  play(1.01, 1.02, 21);
  assert.equal(told(portfolio, START + 42 * MICROS_PER_HOUR), '0');
});

test('after a restart it goes on as if nothing had been, and says nothing twice', () => {
  const build = (): Portfolio =>
    new Portfolio(rulesWith({ method: 'risk-parity', lookback: 20 }), [budgetOf('one', 500_000), budgetOf('two', 500_000)]);
  const [one, other] = [build(), build()];
  const step = (portfolio: Portfolio, hour: number): readonly AllocationShare[] | undefined => {
    const time = START + hour * MICROS_PER_HOUR;
    if (portfolio.sample(time, (id) => 100 + ((hour * (id === 'X' ? 7 : 11)) % 13))) portfolio.rebalance(time);
    return portfolio.refresh(time, NO_REGIMES);
  };
  for (let hour = 1; hour <= 30; hour += 1) step(one, hour);
  fillOf(one, 'two', 5);
  other.restore(JSON.parse(JSON.stringify(one.state)) as typeof one.state);
  assert.equal(other.refresh(START + 30 * MICROS_PER_HOUR, NO_REGIMES), undefined);
  for (let hour = 31; hour <= 60; hour += 1) {
    assert.deepEqual(step(one, hour), step(other, hour));
    assert.deepEqual(one.shares, other.shares);
  }
  assert.deepEqual(one.state, other.state);
});

test('whatever happens, all shares together are never more than the equity, and none is more than its budget', () => {
  const event = fc.oneof(
    fc.record({ kind: fc.constant('sample' as const), x: fc.integer({ min: 50, max: 150 }), y: fc.integer({ min: 50, max: 150 }) }),
    fc.record({ kind: fc.constant('fill' as const), strategy: fc.constantFrom('one', 'two') }),
    fc.record({ kind: fc.constant('regime' as const), regime: fc.option(fc.constantFrom(...REGIMES), { nil: undefined }) }),
  );
  const rules = fc.record({
    method: fc.constantFrom('equal' as const, 'inverse-volatility' as const, 'risk-parity' as const, 'momentum' as const),
    band: fc.integer({ min: 0, max: MILLION }),
    cooldown: fc.integer({ min: 0, max: 5 * MICROS_PER_HOUR }),
  });
  fc.assert(
    fc.property(rules, fc.array(event, { maxLength: 80 }), (given, events) => {
      const byRegime = { trend: 400_000, range: 200_000, 'high-volatility': 50_000, crisis: 0, unknown: 100_000 };
      const portfolio = new Portfolio(rulesWith({ ...given, lookback: 20 }), [budgetOf('one', 600_000), budgetOf('two', 0, { byRegime })]);
      let regimes = NO_REGIMES;
      for (const [at, each] of events.entries()) {
        const time = START + at * MICROS_PER_HOUR;
        if (each.kind === 'regime') regimes = inRegime(each.regime);
        else if (each.kind === 'fill') fillOf(portfolio, each.strategy, 1);
        else if (portfolio.sample(time, (id) => (id === 'X' ? each.x : each.y))) portfolio.rebalance(time);
        portfolio.refresh(time, regimes);
        const total = portfolio.shares.reduce((sum, { share }) => sum + share, 0);
        assert.ok(total <= MILLION && portfolio.shares.every(({ share, budget }) => share >= 0 && share <= budget));
      }
    }),
  );
});
