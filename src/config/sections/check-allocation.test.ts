import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { isBallastError } from '../../kernel/errors.ts';
import { parseConfig } from '../load.ts';
import { explainAllocation } from './explain-allocation.ts';

/** A configuration of two strategies, line by line; `first` are more lines of the first one, `rest` is what follows both. */
function fileOf(first: readonly string[], rest: readonly string[] = [], second: readonly string[] = []): string {
  const strategy = (id: string, more: readonly string[]): readonly string[] => [
    `  - id: ${id}`,
    '    strategy: sma-cross',
    '    instruments: [BTC/USDT.BINANCE, ETH/USDT.BINANCE]',
    '    interval: 1h',
    ...more.map((line) => `    ${line}`),
  ];
  return ['version: 1', 'strategies:', ...strategy('one', first), ...strategy('two', second), ...rest].join('\n');
}

function problemOf(text: string): string {
  try {
    parseConfig(text, 'ballast.yaml');
    return 'nothing';
  } catch (error) {
    if (!isBallastError(error)) throw error;
    assert.equal(error.code, 'CONFIG_INVALID');
    return error.message;
  }
}

suite('sizing and allocation that cannot be are refused, with their line and what to do', () => {
  for (const [text, problem] of [
    [
      fileOf(['sizing: { method: risk, value: 0.01 }']),
      'line 7, column 36: strategies[0].sizing.value is 0.01, and method risk takes a share with its %',
    ],
    [
      fileOf(['sizing: { method: fixed, value: 1% }']),
      'line 7, column 37: strategies[0].sizing.value is 1%, and method fixed takes an amount without %',
    ],
    [
      fileOf(['sizing: { method: risk, value: -1% }']),
      'line 7, column 36: strategies[0].sizing.value is a decimal above 0, or a share such as 1%, not "-1%"',
    ],
    [
      fileOf(['sizing: { method: equity, value: 101% }']),
      'line 7, column 38: strategies[0].sizing.value is a decimal above 0, or a share such as 1%, not "101%"',
    ],
    [
      fileOf(['sizing: { method: kelly, value: 50%, most: 0% }']),
      'line 7, column 48: strategies[0].sizing.most is nothing: no order would have a size',
    ],
    [
      fileOf(['sizing: { method: martingale, value: 1% }']),
      'strategies[0].sizing.method is one of fixed, notional, equity, volatility, risk, kelly, not "martingale"',
    ],
    [
      fileOf(['budget: 60%'], [], ['budget: 50%']),
      'line 12, column 13: strategies[1].budget makes 110% of the equity with the budgets above: together they are at most 100%',
    ],
    [fileOf(['budget: 120%']), 'strategies[0].budget is a share such as 30%'],
    [
      fileOf(['budgets: { trend: 30%, range: 10%, highVolatility: 2%, crisis: 0% }']),
      'strategies[0].budgets ask for regimes, and regime.model is none: choose a model, or give it a budget',
    ],
    [fileOf(['budgets: { trend: 30% }']), 'strategies[0].budgets.crisis is missing'],
    [fileOf(['approvedBy: ada']), 'strategies[0].approvedBy is asked for by nothing: set allocation.approval to true, or leave it out'],
    [fileOf([], ['allocation: { method: fixed }']), 'allocation has method fixed and no weights: give each instrument one'],
    [fileOf([], ['allocation: { weights: [{ instrument: BTC/USDT.BINANCE, share: 40% }] }']), 'allocation.weights is not for method none'],
    [
      fileOf([], ['allocation: { method: fixed, weights: [{ instrument: SOL/USDT.BINANCE, share: 40% }] }']),
      'is SOL/USDT.BINANCE, which no strategy trades',
    ],
    [
      fileOf(
        [],
        [
          'allocation: { method: fixed, weights: [{ instrument: BTC/USDT.BINANCE, share: 60% }, { instrument: ETH/USDT.BINANCE, share: 50% }] }',
        ],
      ),
      'allocation.weights makes 110% for strategies[0]: together they are at most 100%',
    ],
    [
      fileOf(
        [],
        [
          'allocation: { method: fixed, weights: [{ instrument: BTC/USDT.BINANCE, share: 6% }, { instrument: BTC/USDT.BINANCE, share: 5% }] }',
        ],
      ),
      'allocation.weights[1].instrument is BTC/USDT.BINANCE, which weights[0] has too',
    ],
    [fileOf([], ['allocation: { method: momentum, top: 5 }']), 'allocation.top is 5, and strategies[0] trades 2'],
    [fileOf([], ['allocation: { method: risk-parity, lookback: 10 }']), 'allocation.lookback is a whole number from 20 to 2000, not 10'],
    [
      fileOf([], ['allocation: { interval: 1d, rebalance: 1h }']),
      'allocation.rebalance is 1h, and prices are taken every 1d: make it as long at least',
    ],
    [fileOf([], ['allocation: { correlationMatrix: [[1, 2]] }']), 'allocation.correlationMatrix is no key of Ballast'],
  ] as const)
    test(problem, () => {
      const found = problemOf(text);
      assert.ok(found.includes(problem) && /^(\d+ problems\n)?line \d+, column \d+: /.test(found), found);
    });
});

test('what it means is told in plain words', () => {
  const { config } = parseConfig(
    fileOf(['sizing: { method: risk, value: 1% }', 'budget: 30%'], ['allocation: { method: equal, netting: net }']),
    'f',
  );
  assert.deepEqual(explainAllocation(config), [
    'Entries of one: as much as loses 1% of what it may use at the stop.',
    'one may use 30% of the equity.',
    'Weights of instruments: equal, found anew every 1d.',
    'A strategy has its budget after 30 fills and 7 days, and 2% until then.',
    'Market orders that stand against each other are crossed.',
  ]);
  assert.deepEqual(explainAllocation(parseConfig('version: 1', 'f').config), [
    'Strategies size their own orders, as shares of the whole equity.',
  ]);
});

test('what is right is taken as it is', () => {
  const rest = ['allocation: { method: risk-parity, readyFills: 30, readyDays: 7, readyBefore: 2%, approval: true }'];
  const { config } = parseConfig(fileOf(['sizing: { method: kelly, value: 50% }', 'budget: 30%', 'approvedBy: ada'], rest), 'ballast.yaml');
  assert.deepEqual(config.strategies[0]?.sizing, { method: 'kelly', value: '50%', trips: 30, before: '0.01' });
  assert.equal(config.strategies[0]?.budget, '0.3');
});
