import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sampleResult } from '../../tests/e2e/report-sample.ts';
import type { BacktestResult } from './result.ts';
import { renderTerminal } from './terminal.ts';

const long = 'x'.repeat(200);
const sample = sampleResult({ bars: 3_000, averages: [10, 40] });
const extreme: BacktestResult = {
  ...sample,
  settings: {
    ...sample.settings,
    currency: '1000SATS',
    cash: '900719925474.09910000',
    slippage: long,
    instruments: sample.settings.instruments.map((instrument) => ({
      ...instrument,
      id: `${long}.X`,
      notes: [long, `${long} ${long} two words`],
    })),
  },
  statistics: {
    ...sample.statistics,
    finalEquity: '-999999999999.12345678',
    profit: '-9007199254740991',
    expectancy: -1e300,
    cagr: 1e200,
    fees: '1e15',
    fills: 1e15,
  },
};

for (const [name, result] of Object.entries({
  sample,
  extreme,
  'without a bar': sampleResult({ bars: 0 }),
  'a strange name': sampleResult({ bars: 100, strategyId: `\u001b[31m${long}\n` }),
})) {
  test(`fits 80 columns and has no control characters: ${name}`, () => {
    const text = renderTerminal(result, { colour: false });
    for (const line of text.trimEnd().split('\n')) assert.ok(line.length <= 80, `${line.length}: ${line}`);
    assert.doesNotMatch(text.replaceAll('\n', ''), /\p{Cc}/u);
  });
}

test('shows the numbers of the result', () => {
  const text = renderTerminal(sampleResult(), { colour: false });
  assert.match(text, /^sma-cross 1\.0\.0 on BTC\/USDT\.BINANCE 15m$/m);
  assert.match(text, /Return +\+52\.14% +Final equity +15,213\.78 USDT$/m);
  assert.match(text, /Max drawdown +29\.98% /m);
  assert.match(text, /^! 16 orders were refused: 11 RISK_ORDER_VALUE, 5 RISK_FREE_BALANCE\.$/m);
});

test('colour changes nothing but the colour', () => {
  // oxlint-disable-next-line no-control-regex -- the escape sequences of a terminal are what is looked for
  const plain = renderTerminal(sample, { colour: true }).replaceAll(/\u001b\[\d+m/g, '');
  assert.equal(plain, renderTerminal(sample, { colour: false }));
});
