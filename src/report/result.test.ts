import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { sampleResult } from '../../tests/e2e/report-sample.ts';
import { fillsCsv } from './fills-csv.ts';
import { readResult } from './read-result.ts';
import { RefusalLog } from './refusal-log.ts';
import { resultJson } from './result-json.ts';
import { REFUSALS_KEPT, type BacktestResult } from './result.ts';

const sample = sampleResult({ bars: 3_000, averages: [10, 40] });
const empty = sampleResult({ bars: 0 });

function written(result: BacktestResult): string {
  return [...resultJson(result)].join('');
}

describe('the JSON of a result', () => {
  for (const [name, result] of Object.entries({ sample, empty })) {
    test(`reads back as it was: ${name}`, () => assert.deepEqual(readResult(written(result), 'r.json'), result));
  }

  test('has a line per fill', () => {
    assert.equal(
      written(sample)
        .split('\n')
        .filter((line) => line.startsWith('    {"seq":')).length,
      sample.fills.length,
    );
  });

  test('is the same text for the same result', () => {
    assert.equal(written(sampleResult({ bars: 3_000, averages: [10, 40] })), written(sample));
  });
});

describe('a text that is no result is refused with its place', () => {
  const cases: readonly [name: string, text: string, code: string, message: RegExp][] = [
    ['no JSON', '{"version": 1', 'RESULT_INVALID', /not JSON/],
    ['another JSON', '[]', 'RESULT_INVALID', /the whole text/],
    ['a newer one', '{"version": 2}', 'RESULT_NEWER', /version 2/],
    ['a wrong field', written(sample).replace('"stride": 1', '"stride": 0'), 'RESULT_INVALID', /equity\.stride/],
    ['a float for money', written(sample).replace(/"cash": "[^"]*"/, '"cash": 10000'), 'RESULT_INVALID', /settings\.cash/],
    ['a field too many', written(sample).replace('"version": 1', '"version": 1, "note": ""'), 'RESULT_INVALID', /note/],
  ];
  for (const [name, text, code, message] of cases) {
    test(name, () => assert.throws(() => readResult(text, 'r.json'), { code, message, where: 'r.json' }));
  }
});

describe('the CSV of the fills', () => {
  test('has a header and a line per fill, in order', () => {
    const lines = [...fillsCsv(sample.fills)].join('').trimEnd().split('\n');
    assert.equal(lines.length, sample.fills.length + 1);
    assert.equal(lines[0], 'seq,time,strategyId,instrument,side,quantity,price,notional,fee,role,liquidity,orderId,tradeId,realised');
    const [first] = sample.fills;
    assert.ok(first);
    assert.ok(lines[1]?.startsWith(`1,${first.time},sma-cross,BTC/USDT.BINANCE,buy,${first.quantity},${first.price},`));
  });

  test('quotes what would break a cell', () => {
    const [first] = sample.fills;
    assert.ok(first);
    const [, row = ''] = fillsCsv([{ ...first, strategyId: 'a,"b"\nc' }]);
    assert.ok(row.includes(',"a,""b""\nc",'));
  });
});

test('refusals are all counted, and the first ones kept in full', () => {
  const log = new RefusalLog();
  for (let index = 0; index < REFUSALS_KEPT + 5; index += 1) log.add(index, 'A.B', index % 2 === 0 ? 'RISK_B' : 'RISK_A', 'why');
  const { total, byCode, first } = log.summary();
  assert.equal(total, REFUSALS_KEPT + 5);
  assert.deepEqual(Object.entries(byCode), [
    ['RISK_A', 502],
    ['RISK_B', 503],
  ]);
  assert.equal(first.length, REFUSALS_KEPT);
  assert.deepEqual(first[0], { time: '1970-01-01T00:00:00Z', instrument: 'A.B', code: 'RISK_B', message: 'why' });
});

describe('a result holds together', () => {
  test('its fills, statistics and equity say the same', () => {
    const { fills, statistics, equity, roundTrips } = sample;
    const sum = (values: readonly string[]): number => Math.round(values.reduce((total, value) => total + Number(value) * 1e8, 0));
    assert.equal(sum(fills.map(({ fee }) => fee)), Math.round(Number(statistics.fees) * 1e8));
    assert.equal(
      sum(roundTrips.first.map(({ profit }) => profit)) + 0,
      Math.round(Number(statistics.expectancy) * statistics.roundTrips * 1e8),
    );
    assert.equal(equity.points.at(-1)?.equity, statistics.finalEquity);
    assert.equal(equity.daily.at(-1)?.equity, statistics.finalEquity);
    assert.equal(roundTrips.total, statistics.roundTrips);
  });

  test('what the fills realised minus all fees is the profit, when it ends flat', () => {
    const flat = sample.roundTrips.open === 0 ? sample : sampleResult({ bars: 2_900, averages: [10, 40] });
    assert.equal(flat.roundTrips.open, 0);
    const realised = flat.fills.reduce(
      (total, fill) => total + BigInt(fill.realised.replace('.', '')) - BigInt(fill.fee.replace('.', '')),
      0n,
    );
    assert.equal(realised, BigInt(flat.statistics.profit.replace('.', '')));
  });
});
