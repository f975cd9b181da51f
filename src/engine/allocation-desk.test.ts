import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { rulesWith } from '../../tests/tools/allocation-rules.ts';
import { play, type Candle, type Play } from '../../tests/tools/scripted-session.ts';
import type { SizingRule, StrategyBudget } from '../core/allocation/allocation-rules.ts';
import { enter, order, target } from '../strategy/index.ts';
import type { AllocationSetup } from './allocation-desk.ts';

const ONE = 'ONE/USDT.TEST';
const TWO = 'TWO/USDT.TEST';
const flat = (price: number, minutes = 8): readonly Candle[] => Array.from({ length: minutes }, () => [price, price, price, price]);

function budgetOf(strategyId: string, budget: number, instrumentIds: readonly string[] = [ONE, TWO]): StrategyBudget {
  return { strategyId, instrumentIds, budget, byRegime: undefined, isApproved: true };
}

function setup(
  budgets: readonly StrategyBudget[],
  rules: Parameters<typeof rulesWith>[0] = {},
  sizing: Record<string, SizingRule> = {},
): AllocationSetup {
  return { rules: rulesWith({ method: 'none', ...rules }), budgets, sizing: new Map(Object.entries(sizing)) };
}

/** The orders of a play: strategy, side, quantity, and where it came from. */
async function orders(script: Play): Promise<readonly string[]> {
  const { records } = await play(script);
  return records.intents.map(
    ({ strategyId, side, quantity, instrument, sizing }) => `${strategyId} ${side} ${quantity} ${instrument.base.code}: ${sizing}`,
  );
}

test('without allocation a strategy sizes its orders as shares of the whole equity', async () => {
  const script = {
    bars: { [ONE]: flat(100) },
    scripts: { a: { onBar: (minute: number) => (minute === 1 ? enter('long', { weight: 0.5 }) : undefined) } },
  };
  assert.deepEqual(await orders(script), ['a buy 5000 ONE: weight 0.5 of equity']);
});

test('with a budget the same order is a share of that, and the order says so', async () => {
  const bars = { [ONE]: flat(100) };
  const scripts = { a: { onBar: (minute: number) => (minute === 1 ? enter('long', { weight: 0.5 }) : undefined) } };
  assert.deepEqual(await orders({ bars, scripts, allocation: setup([budgetOf('a', 300_000, [ONE])]) }), [
    'a buy 1500 ONE: weight 0.5 of equity; its share is 30% of the equity, 300000 USDT',
  ]);
});

test('a rule sizes entries instead of the strategy, and is cut to what the share leaves; then nothing is left', async () => {
  const bars = { [ONE]: flat(100) };
  const scripts = { a: { onBar: (minute: number) => (minute < 4 ? enter('long', { quantity: 7, stop: 90 }) : undefined) } };
  const allocation = setup([budgetOf('a', 300_000, [ONE])], {}, { a: { method: 'risk', risk: 60_000 } });
  const { records } = await play({ bars, scripts, allocation });
  assert.deepEqual(
    records.intents.filter(({ role }) => role === 'entry').map(({ quantity, sizing }) => `${quantity}: ${sizing}`),
    [
      '1800: 6% of 300000 USDT at risk, 18000 USDT, to the stop 90, 10 away; its share is 30% of the equity, 300000 USDT',
      '1200: 6% of 300000 USDT at risk, 18000 USDT, to the stop 90, 10 away; its share is 30% of the equity, 300000 USDT, which leaves 1200 of 1800',
    ],
  );
  assert.deepEqual(
    records.refusals.map(({ code, message }) => `${code}: ${message}`),
    Array.from(
      { length: 2 },
      () =>
        'ALLOCATION_NO_BUDGET: a may have 30% of the equity in ONE/USDT.TEST, 300000 USDT, and 30% in all; it holds 3000 ONE, and open orders use the rest',
    ),
  );
});

test('a target is a share of what the rule gives', async () => {
  const bars = { [ONE]: flat(100) };
  const scripts = { a: { onBar: (minute: number) => (minute === 1 ? target(0.5) : undefined) } };
  const allocation = setup([budgetOf('a', 300_000, [ONE])], {}, { a: { method: 'equity', share: 100_000 } });
  assert.deepEqual(await orders({ bars, scripts, allocation }), [
    'a buy 150 ONE: target 0.5 of 10% of 150000 USDT: 15000 USDT; its share is 30% of the equity, 300000 USDT',
  ]);
});

test('an exit is never held back: what closes is as large as the position, whatever the share', async () => {
  const bars = { [ONE]: [...flat(100, 3), ...flat(900, 5)] };
  const scripts = {
    a: {
      onBar: (minute: number) =>
        minute === 1 ? enter('long', { weight: 1 }) : minute === 4 ? order({ side: 'sell', type: 'market', quantity: 3000 }) : undefined,
    },
  };
  const told = await orders({ bars, scripts, allocation: setup([budgetOf('a', 300_000, [ONE])]) });
  assert.match(told[1] ?? '', /^a sell 3000 ONE: fixed quantity/);
});

test('a position that has outgrown its share by more than the band is cut back at a rebalancing, and its share is on record', async () => {
  const hours = [...flat(100, 30), ...flat(150, 60)];
  const scripts = { a: { onBar: (minute: number) => (minute === 1 ? enter('long', { weight: 1, stop: 50 }) : undefined) } };
  const { records } = await play({
    bars: { [ONE]: hours },
    scripts,
    allocation: setup([budgetOf('a', 300_000, [ONE])], { band: 100_000 }),
  });
  assert.deepEqual(
    records.intents.map(({ side, role, quantity, sizing }) => `${role} ${side} ${quantity}: ${sizing}`),
    [
      'entry buy 3000: weight 1 of equity; its share is 30% of the equity, 300000 USDT',
      'stop sell 3000: guards order 1',
      // 30% of 1,150,000 is 2,300 at 150.
      'exit sell 700: rebalancing: its position has outgrown its share',
      'stop sell 2300: guards order 1',
    ],
  );
  assert.deepEqual(
    records.shares.map((shares) => shares.map(({ share, why }) => `${share} ${why}`)),
    [['300000 ']],
  );
});

test('two strategies, two instruments and any orders: none has more than its budget, nor in an instrument more than its share', async () => {
  const bars = { [ONE]: flat(100, 40), [TWO]: flat(250, 40) };
  const which = fc.record({
    strategy: fc.nat(1),
    instrument: fc.constantFrom(ONE, TWO),
    isLimit: fc.boolean(),
    size: fc.integer({ min: 1, max: 4_000 }),
  });
  const rule = fc.constantFrom<(SizingRule | undefined)[]>(
    undefined,
    { method: 'equity', share: 700_000 },
    { method: 'fixed', quantity: 900 },
  );
  const method = fc.constantFrom('equal' as const, 'none' as const);
  await fc.assert(
    fc.asyncProperty(fc.array(which, { minLength: 5, maxLength: 38 }), rule, method, async (steps, sizing, weights) => {
      const act = (name: number) => (minute: number) => {
        const step = steps[minute];
        if (step?.strategy !== name) return undefined;
        const { instrument, isLimit, size: quantity } = step;
        return isLimit ? order({ side: 'buy', type: 'limit', limit: 40, quantity, instrument }) : enter('long', { quantity, instrument });
      };
      const { records } = await play({
        bars,
        scripts: { a: { onBar: act(0) }, b: { onBar: act(1) } },
        allocation: setup([budgetOf('a', 300_000), budgetOf('b', 500_000)], { method: weights }, sizing === undefined ? {} : { a: sizing }),
      });
      for (const [id, budget] of [
        ['a', 300_000],
        ['b', 500_000],
      ] as const) {
        const mine = records.intents.filter(({ strategyId }) => strategyId === id);
        // Equity is 1,000,000 throughout: prices stand still, and nothing is charged.
        const worth = (at: string): number =>
          mine.reduce(
            (sum, { instrument, quantity, limitPrice }) =>
              sum + (instrument.id === at ? quantity * (limitPrice ?? (at === ONE ? 100 : 250)) : 0),
            0,
          );
        const share = weights === 'equal' ? budget / 2 : budget;
        assert.ok(worth(ONE) <= share && worth(TWO) <= share && worth(ONE) + worth(TWO) <= budget);
      }
    }),
    { numRuns: 60 },
  );
});
