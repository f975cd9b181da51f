import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { runBallast } from './run-cli.ts';

/** Two hundred minutes that rise by one each. */
const BARS = Array.from({ length: 200 }, (_, minute) => {
  const price = 1000 + minute;
  return [1_704_067_200_000 + minute * 60_000, price, price + 2, price - 1, price + 1, 5].join(',');
});

/** A file around the fields of a strategy. */
const strategy = (fields: string): string => `import { defineStrategy, enter, exit, order, sma, target, z } from 'ballast';
export default defineStrategy({ id: 'bad', version: '1.0.0', params: z.object({}), ${fields} } as never);
`;

const AT_FIRST_BAR = /where .*strategy bad, onBar, bar closing 2024-01-01T00:01:00Z/;
/** The line of the handler, where nobody knows that of the intent. */
const IN_HANDLER = /where +bad\.ts:2:\d+, strategy bad, onBar/;

/** What a strategy does wrong, how, and what the answer says besides its code. */
const TABLE: readonly (readonly [wrong: string, fields: string, code: string, ...says: readonly RegExp[]])[] = [
  ['throws', "onBar() { throw new Error('broken'); }", 'STRATEGY_THREW', /broken/, /bad\.ts:2:\d+/, AT_FIRST_BAR],
  ['throws something that is no error', "onBar() { throw 'broken'; }", 'STRATEGY_THREW', /broken/, AT_FIRST_BAR],
  ['reads a field of nothing', 'onBar({ position }) { return position.gone.value; }', 'STRATEGY_THREW', /undefined/, /bad\.ts:2:\d+/],
  [
    'misspells a field of an indicator, which would be undefined for ever',
    "indicators: () => ({ fast: sma(2) }), onBar({ indicators }, bar) { return indicators.fast.vlaue < bar.close ? enter('long', { weight: 0.1 }) : exit(); }",
    'STRATEGY_INVALID',
    /no field of fast: vlaue/,
    /Did you mean value\?/,
    /where .*bad\.ts:2:\d+/,
  ],
  ['loops for ever', 'onBar() { for (;;); }', 'STRATEGY_LOOPED', AT_FIRST_BAR],
  ['recurses for ever', 'onBar() { const f = () => 1 + f(); return f(); }', 'STRATEGY_THREW', /Maximum call stack/],
  ['returns a number', 'onBar() { return 5; }', 'STRATEGY_BAD_INTENT', AT_FIRST_BAR, IN_HANDLER],
  ['returns a text', "onBar() { return 'buy'; }", 'STRATEGY_BAD_INTENT', /buy/],
  ['returns null', 'onBar() { return null; }', 'STRATEGY_BAD_INTENT', /null/],
  ['returns an action that there is not', "onBar() { return { action: 'double' }; }", 'STRATEGY_BAD_INTENT', /double/],
  ['returns nonsense in a list', 'onBar() { return [exit(), 7]; }', 'STRATEGY_BAD_INTENT', /7/],
  ['enters without a size', "onBar() { return enter('long', {}); }", 'STRATEGY_BAD_INTENT', /exactly one of/, /bad\.ts:2:\d+/],
  ['enters a negative quantity', "onBar() { return enter('long', { quantity: -1 }); }", 'STRATEGY_BAD_INTENT', /-1/, /bad\.ts:2:\d+/],
  ['enters sideways', "onBar() { return enter('up', { quantity: 1 }); }", 'STRATEGY_BAD_INTENT', /up/],
  ['buys a quantity that is text', "onBar() { return enter('long', { quantity: '1' }); }", 'STRATEGY_BAD_INTENT', /quantity/],
  [
    'passes on NaN from an indicator that is not ready',
    'data: { warmUp: 1 }, indicators: () => ({ a: sma(5) }), onBar({ indicators }) { return target(indicators.a.value); }',
    'STRATEGY_NOT_FINITE',
    /NaN/,
    /bad\.ts:2:\d+/,
    AT_FIRST_BAR,
  ],
  [
    'stops at infinity',
    "onBar(context, bar) { return enter('long', { weight: 0.1, stop: bar.close / 0 }); }",
    'STRATEGY_NOT_FINITE',
    /stop is Infinity/,
    /bad\.ts:2:\d+/,
  ],
  [
    'orders an unknown instrument',
    "onBar() { return enter('long', { quantity: 1, instrument: 'DOGE/USDT.BINANCE' }); }",
    'STRATEGY_UNKNOWN_INSTRUMENT',
    /DOGE/,
  ],
  ['asks for history that it did not declare', 'onBar({ history }) { history(5); }', 'STRATEGY_NO_HISTORY', /data\.history/],
  [
    'reaches the clock round about',
    "onBar() { Reflect.get(Object.getPrototypeOf(Math), 'constructor').constructor('return Date')().now(); }",
    'STRATEGY_FORBIDDEN',
    /Date\.now/,
    AT_FIRST_BAR,
  ],
  [
    'misspells its stop',
    "onBar() { return enter('long', { quantity: 1, stp: 95 }); }",
    'STRATEGY_BAD_INTENT',
    /"stp"; did you mean stop/,
    AT_FIRST_BAR,
    IN_HANDLER,
  ],
  ['stops below zero', "onBar() { return enter('long', { quantity: 1, stop: -5 }); }", 'STRATEGY_BAD_INTENT', /above zero/],
  ['enters more than can be counted', "onBar() { return enter('long', { quantity: 1e300 }); }", 'STRATEGY_BAD_INTENT', /1e\+300/],
  [
    'sends an order again whenever it is denied',
    "onBar() { return enter('long', { quantity: 1e6 }); }, onOrder() { return enter('long', { quantity: 1e6 }); }",
    'STRATEGY_BAD_INTENT',
    /onOrder answers its own news without end/,
  ],
  [
    'sends an order again whenever the venue rejects it',
    `onBar(context, bar) { return order({ side: 'buy', type: 'limit', quantity: 1, limit: bar.close, postOnly: true }); },
    onOrder({ history }) { return order({ side: 'buy', type: 'limit', quantity: 1, limit: history(1)[0].close, postOnly: true }); }, data: { history: 1 }`,
    'STRATEGY_BAD_INTENT',
    /onOrder answers its own news without end/,
  ],
  ['spoils its state', 'init: () => ({ n: 1 }), onBar({ state }) { state.n.x.y = 1; }', 'STRATEGY_THREW', /undefined/],
];

suite('a strategy that does wrong ends its backtest with a code, named with strategy, handler and bar', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-bad-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  before(async () => {
    assert.equal((await runBallast(['init'], folder)).code, 0);
    writeFileSync(join(folder, 'bars.csv'), ['timestamp,open,high,low,close,volume', ...BARS, ''].join('\n'));
    const imported = await runBallast(['data', 'import', 'bars.csv', '--instrument', 'BTC/USDT.BINANCE', '--interval', '1m'], folder);
    assert.equal(imported.code, 0, imported.stderr);
  });

  for (const [wrong, fields, code, ...says] of TABLE) {
    test(`${wrong}: ${code}`, async () => {
      writeFileSync(join(folder, 'bad.ts'), strategy(fields));
      const run = await runBallast(['backtest', './bad.ts', '--instrument', 'BTC/USDT.BINANCE', '--interval', '1m'], folder);
      assert.equal(run.code, 1);
      assert.match(run.stderr, new RegExp(`^${code}$`, 'm'));
      for (const said of says) assert.match(run.stderr, said);
      assert.doesNotMatch(run.stderr, /\n\s+at /, 'a stack is not for a user');
    });
  }

  test('one that keeps its bar is caught with --debug', async () => {
    const fields = 'onBar(context, bar) { if (kept.length > 0) return target(kept[0].close / 1e9); kept.push(bar); }';
    writeFileSync(
      join(folder, 'bad.ts'),
      strategy(fields).replace('export default', 'const kept: { close: number }[] = [];\nexport default'),
    );
    const run = await runBallast(['backtest', './bad.ts', '--instrument', 'BTC/USDT.BINANCE', '--interval', '1m', '--debug'], folder);
    assert.match(run.stderr, /^STRATEGY_KEPT_BAR[^]*2024-01-01T00:02:00Z/);
  });
});
