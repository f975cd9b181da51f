import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { parquetBarFiles } from '../../src/adapters/columns/parquet-bar-files.ts';
import { openCatalog } from '../../src/data/catalog.ts';
import { collate, seriesName, type BarSlice, type CollatedSeries } from '../../src/data/collate.ts';
import { importBars } from '../../src/data/import/import-bars.ts';
import { instrumentCalendar } from '../../src/data/instrument-calendar.ts';
import type { BarColumns } from '../../src/domain/bars.ts';
import { compareIntervals, type Interval } from '../../src/domain/interval.ts';
import type { BarEvent } from '../../src/domain/market-event.ts';
import { SeededRandom } from '../../src/kernel/random.ts';
import { SHARED_DATA, testWithSharedData } from '../tools/shared-data.ts';
import { tempFolder } from '../tools/temp-folder.ts';

const files = parquetBarFiles();

/** A series and all its bars. */
interface RealSeries extends CollatedSeries {
  readonly bars: readonly BarEvent[];
}

async function realSeries(context: TestContext, pattern: string, instrumentId: string, interval: Interval): Promise<RealSeries> {
  const catalog = openCatalog(tempFolder(context), files);
  const paths = globSync(pattern, { cwd: SHARED_DATA }).map((path) => join(SHARED_DATA, path));
  const calendar = instrumentCalendar(instrumentId);
  await importBars(catalog, files, { paths, instrumentId, interval, calendar });
  const bars: BarEvent[] = [];
  for await (const chunk of catalog.read({ instrumentId, interval, source: 'trade' }))
    for (let row = 0; row < chunk.length; row += 1) bars.push(barOf(chunk, row, instrumentId, interval));
  return { instrumentId, interval, calendar, seen: bars[0]?.openTime ?? 0, bars };
}

function barOf(columns: BarColumns, row: number, instrumentId: string, interval: Interval): BarEvent {
  const at = (column: Float64Array): number => column[row] as number;
  const closeTime = at(columns.closeTime);
  const [open, high, low, close, volume] = [columns.open, columns.high, columns.low, columns.close, columns.volume].map(at) as [
    number,
    number,
    number,
    number,
    number,
  ];
  return {
    kind: 'bar',
    instrumentId,
    interval,
    openTime: at(columns.openTime),
    closeTime,
    open,
    high,
    low,
    close,
    volume,
    tsInit: closeTime,
  };
}

/** Shorter intervals first, then by id. */
function bySlice(left: BarEvent, right: BarEvent): number {
  return (
    left.closeTime - right.closeTime || compareIntervals(left.interval, right.interval) || (left.instrumentId < right.instrumentId ? -1 : 1)
  );
}

testWithSharedData(
  '23 years of US equities by the day and hour, and of bitcoin by the hour, make the same slices whoever runs ahead',
  async (context) => {
    const equities = ['AAPL', 'AIG', 'BAC', 'EEM', 'GOOG', 'IBM', 'IWM', 'QQQ', 'SPY', 'WM'];
    const series = [
      await realSeries(context, 'equities/lean_SPY_1h_raw.csv.gz', 'SPY.US', '1h'),
      await realSeries(context, 'vendor_layouts/*_1h.csv', 'BTC/USD.COINBASE', '1h'),
    ];
    for (const name of equities) series.push(await realSeries(context, `equities/lean_${name}_1d_raw.csv.gz`, `${name}.US`, '1d'));
    const all = series.flatMap(({ bars }) => bars).sort(bySlice);
    const patience = 15_000_000;

    for (const seed of [1, 2, 3]) {
      const random = new SeededRandom(seed);
      const collator = collate(series, patience, all[0]?.openTime);
      const queues = series.map(({ bars }) => ({ bars, next: 0 }));
      const slices: BarSlice[] = [];
      for (let left = all.length; left > 0;) {
        const queue = queues[random.nextBelow(queues.length)] ?? { bars: [], next: 0 };
        // Some run ahead for months, as histories come in pages.
        for (let ahead = random.nextBelow(400); ahead > 0 && queue.next < queue.bars.length; ahead -= 1, left -= 1, queue.next += 1) {
          const bar = queue.bars[queue.next];
          assert.ok(bar !== undefined && collator.add(bar), `${bar === undefined ? '' : seriesName(bar)} came too late`);
        }
        // Whoever has ended is waited for no longer: it is the market's time that lets the others go on.
        slices.push(...collator.release(left === 0 ? Infinity : 0));
      }
      assert.equal(collator.dueAt, undefined);
      assert.deepEqual(
        slices.flatMap(({ bars }) => bars),
        all,
      );
      assert.equal(new Set(slices.map(({ closeTime }) => closeTime)).size, slices.length, 'what closes at one time is one slice');
    }
  },
);
