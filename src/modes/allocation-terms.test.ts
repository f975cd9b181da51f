import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseConfig } from '../config/load.ts';
import { MICROS_PER_DAY } from '../kernel/time.ts';
import { allocationSetup, allocationTerms } from './allocation-terms.ts';

const BTC = 'BTC/USDT.BINANCE';

function read(strategies: readonly string[], rest = ''): ReturnType<typeof parseConfig>['config'] {
  const each = strategies.map((more, at) => `  - { id: s${at}, strategy: sma-cross, instruments: [${BTC}], interval: 1h${more} }\n`);
  return parseConfig(`version: 1\nstrategies:\n${each.join('')}${rest}`, 'ballast.yaml').config;
}

const setupOf = (strategies: readonly string[], rest = ''): ReturnType<typeof allocationSetup> => {
  const config = read(strategies, rest);
  return allocationSetup(
    config,
    config.strategies.map(({ id, instruments }) => ({ id, instrumentIds: instruments })),
  );
};

test('where nothing is configured, strategies size their own orders, and older sessions go on', () => {
  assert.equal(setupOf(['', '']), undefined);
  assert.deepEqual(allocationTerms(read(['', ''])), {});
});

test('a rule for sizes alone asks for no readiness and gives the whole equity', () => {
  const setup = setupOf([', sizing: { method: risk, value: 1% }', '']);
  assert.deepEqual([...(setup?.sizing ?? [])], [['s0', { method: 'risk', risk: 10_000 }]]);
  assert.deepEqual(
    setup?.budgets.map(({ budget }) => budget),
    [1_000_000, 1_000_000],
  );
  assert.deepEqual(setup?.rules.readiness, { fills: 0, time: 0, before: 1_000_000 });
});

test('strategies without a budget share equally what the others leave', () => {
  const setup = setupOf([', budget: 40%', '', '']);
  assert.deepEqual(
    setup?.budgets.map(({ budget }) => budget),
    [400_000, 300_000, 300_000],
  );
  assert.deepEqual(setup?.rules.readiness, { fills: 30, time: 7 * MICROS_PER_DAY, before: 20_000 });
});

test('budgets by regime: the budget, or the least of them, while the regime is not known', () => {
  const regimes = ', budgets: { trend: 30%, range: 10%, highVolatility: 2%, crisis: 0% }';
  const setup = setupOf([regimes, `${regimes}, budget: 5%`], 'regime: { model: rules }\n');
  assert.deepEqual(
    setup?.budgets.map(({ byRegime }) => byRegime?.unknown),
    [0, 50_000],
  );
  assert.deepEqual(setup?.budgets[0]?.byRegime, { trend: 300_000, range: 100_000, 'high-volatility': 20_000, crisis: 0, unknown: 0 });
});

test('a budget counts once somebody has approved it, where that is asked for', () => {
  const setup = setupOf([', approvedBy: ada', ''], 'allocation: { approval: true }\n');
  assert.deepEqual(
    setup?.budgets.map(({ isApproved }) => isApproved),
    [true, false],
  );
});
