import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';

import { parquetBarFiles } from '../../src/adapters/columns/parquet-bar-files.ts';
import { openCatalog } from '../../src/data/catalog.ts';
import { resolveSeries } from '../../src/data/resolve-series.ts';
import type { BarSource } from '../../src/domain/bars.ts';
import type { Interval } from '../../src/domain/interval.ts';
import { MICROS_PER_MINUTE } from '../../src/kernel/time.ts';
import type { BarCatalog } from '../../src/ports/catalog.ts';
import { barsOf, collectRows, START, type BarTuple } from '../tools/bars.ts';
import { tempFolder } from '../tools/temp-folder.ts';

const id = 'BTC/USDT.BINANCE';

/** A catalog with these series, such as `1m trade`, of one bar each unless told. */
async function catalogWith(
  context: TestContext,
  series: readonly string[],
  rows: readonly BarTuple[] = [[0, 5, 5, 5, 5, 1]],
): Promise<BarCatalog> {
  const catalog = openCatalog(tempFolder(context), parquetBarFiles());
  for (const each of series) {
    const [interval, source] = each.split(' ') as [Interval, BarSource];
    await catalog.merge({ instrumentId: id, interval, source }, 0, barsOf(rows), 'import');
  }
  return catalog;
}

for (const [wanted, stored, found] of [
  ['5m trade', ['1m trade', '5m trade', '1h trade'], '5m trade'],
  ['5m trade', ['1s trade', '1m trade', '3m trade', '1h trade'], '1m trade'],
  ['1h trade', ['1m trade', '15m trade', '30m bid'], '15m trade'],
  ['1d trade', ['8h trade', '12h trade'], '12h trade'],
  ['1w trade', ['12h trade', '1d trade', '3d trade'], '1d trade'],
  ['1M trade', ['1w trade', '6h trade'], '6h trade'],
  ['1h bid', ['1h trade', '1m bid'], '1m bid'],
  ['1h mid', ['1h bid', '1h ask'], '1h mid'],
  ['1h mid', ['1h bid', '5m bid', '5m ask', '1m ask', '1m bid'], '5m mid'],
] as const) {
  test(`${wanted} of ${stored.join(', ')} is read from ${found}`, async (context) => {
    const catalog = await catalogWith(context, stored);
    const [interval, source] = wanted.split(' ') as [Interval, BarSource];
    const { info } = await resolveSeries(catalog, id, interval, source);
    assert.equal(`${info.interval} ${info.source}`, found);
  });
}

for (const [wanted, stored, says] of [
  ['1m trade', [], 'there are no trade bars of BTC/USDT.BINANCE from which 1m bars can be read or built; the catalog is empty'],
  [
    '1m trade',
    ['5m trade', '1m bid'],
    'there are no trade bars of BTC/USDT.BINANCE from which 1m bars can be read or built; the catalog has of it:\n' +
      '1m bid, 1 bars from 2024-01-01T00:00:00Z to 2024-01-01T00:01:00Z\n5m trade, 1 bars from 2024-01-01T00:00:00Z to 2024-01-01T00:01:00Z',
  ],
  [
    '1m mid',
    ['1m bid'],
    'there are no mid bars of BTC/USDT.BINANCE from which 1m bars can be read or built; the catalog has of it:\n' +
      '1m bid, 1 bars from 2024-01-01T00:00:00Z to 2024-01-01T00:01:00Z',
  ],
] as const) {
  test(`${wanted} of ${stored.join(', ') || 'nothing'} is not found, and what there is is told`, async (context) => {
    const [interval, source] = wanted.split(' ') as [Interval, BarSource];
    await assert.rejects(resolveSeries(await catalogWith(context, stored), id, interval, source), {
      code: 'DATA_NOT_FOUND',
      message: says,
    });
  });
}

test('another instrument is not found, and those of the catalog are told', async (context) => {
  const catalog = await catalogWith(context, ['1m trade']);
  await assert.rejects(resolveSeries(catalog, 'ETH/USDT.BINANCE', '1m'), {
    code: 'DATA_NOT_FOUND',
    message: /; the catalog has BTC\/USDT\.BINANCE$/,
  });
});

test('mid bars are read within a range, told with their rows, and have a fingerprint that follows their sides', async (context) => {
  const catalog = await catalogWith(
    context,
    ['1m bid'],
    [0, 1, 2, 3].map((at) => [at, 10, 10, 10, 10, 1]),
  );
  await catalog.merge(
    { instrumentId: id, interval: '1m', source: 'ask' },
    0,
    barsOf([1, 2, 3, 4].map((at) => [at, 13, 13, 13, 13, 1])),
    'download',
  );
  const series = await resolveSeries(catalog, id, '1m', 'mid');
  assert.deepEqual(
    { ...series.info, fingerprint: '' },
    {
      instrumentId: id,
      interval: '1m',
      source: 'mid',
      priceScale: 1,
      rows: 3,
      from: START + MICROS_PER_MINUTE,
      to: START + 4 * MICROS_PER_MINUTE,
      origins: ['download', 'import'],
      fingerprint: '',
    },
  );
  assert.deepEqual(
    await collectRows(series.read({ from: START + 2 * MICROS_PER_MINUTE })),
    [2, 3].map((at) => [at, 115, 115, 115, 115, 0]),
  );
  await catalog.merge({ instrumentId: id, interval: '1m', source: 'ask' }, 0, barsOf([[5, 13, 13, 13, 13, 1]]), 'import');
  assert.notEqual((await resolveSeries(catalog, id, '1m', 'mid')).info.fingerprint, series.info.fingerprint);
});
