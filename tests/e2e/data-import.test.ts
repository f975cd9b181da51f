import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, readdirSync, rmSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';

import { parquetBarFiles } from '../../src/adapters/columns/parquet-bar-files.ts';
import { openCatalog } from '../../src/data/catalog.ts';
import { importBars } from '../../src/data/import/import-bars.ts';
import { START } from '../tools/bars.ts';
import { ROOT } from '../tools/run-command.ts';
import { tempFolder } from '../tools/temp-folder.ts';
import { launcher, runBallast } from './run-cli.ts';

const SOURCE = pathToFileURL(join(ROOT, 'src')).href;
const QUOTES = 'bid_open,bid_high,bid_low,bid_close,bid_size,ask_open,ask_high,ask_low,ask_close,ask_size';
const INSTRUMENT = ['--instrument', 'BTC/USD.COINBASE', '--interval', '1m'];

/** Rows of trades and quotes from one minute to another. */
function quotesCsv(from: number, to: number): string {
  const rows = Array.from({ length: to - from }, (_, row) => {
    const price = 1000 + ((from + row) % 700) / 100;
    const [bid, trade, ask] = [price - 0.01, price, price + 0.01].map((value) => value.toFixed(2));
    const bar = (value: string | undefined): string => `${[value, value, value, value].join(',')},1`;
    return [START / 1000 + (from + row) * 60_000, bar(trade), bar(bid), bar(ask)].join(',');
  });
  return `timestamp,open,high,low,close,volume,${QUOTES}\n${rows.join('\n')}\n`;
}

/** The series of a catalog: source, rows and fingerprint of each, read through to the last bar. */
async function contents(home: string): Promise<readonly string[]> {
  const catalog = openCatalog(home, parquetBarFiles());
  const series: string[] = [];
  for (const info of await catalog.list()) {
    let rows = 0;
    for await (const chunk of catalog.read(info)) rows += chunk.length;
    assert.equal(rows, info.rows);
    series.push(`${info.source} ${info.rows} ${info.fingerprint}`);
  }
  return series;
}

test('an import is told, a second one changes nothing, and the list fits 80 columns', async (context) => {
  const folder = tempFolder(context);
  writeFileSync(join(folder, 'day.csv.gz'), gzipSync(quotesCsv(0, 1440)));
  const import_ = ['data', 'import', 'day.csv.gz', ...INSTRUMENT];
  const first = await runBallast(import_, folder);
  assert.deepEqual([first.code, first.stderr], [0, '']);
  assert.equal(
    first.stdout,
    `day.csv.gz: trades-and-quotes, 1,440 rows

instrument        bars  of     added  already there
BTC/USD.COINBASE  1m    trade  1,440              0
BTC/USD.COINBASE  1m    bid    1,440              0
BTC/USD.COINBASE  1m    ask    1,440              0
`,
  );
  const second = JSON.parse((await runBallast([...import_, '--json'], folder)).stdout) as {
    series: { added: number; unchanged: number }[];
  };
  assert.deepEqual(
    second.series.map(({ added, unchanged }) => [added, unchanged]),
    [
      [0, 1440],
      [0, 1440],
      [0, 1440],
    ],
  );
  assert.equal(
    (await runBallast(['data', 'list'], folder)).stdout,
    `instrument        bars  of      rows  from        to          decimals
BTC/USD.COINBASE  1m    trade  1,440  2024-01-01  2024-01-02         2
BTC/USD.COINBASE  1m    bid    1,440  2024-01-01  2024-01-02         2
BTC/USD.COINBASE  1m    ask    1,440  2024-01-01  2024-01-02         2
`,
  );
});

test('what is exported is imported to the same series, and a view needs its factors', async (context) => {
  const folder = tempFolder(context);
  const bars =
    'timestamp,open,high,low,close,volume\n1704205800000,400.00,404.50,396.00,402.00,1000\n1704292200000,100.00,101.00,99.00,100.25,4000\n';
  writeFileSync(join(folder, 'spy.csv'), bars);
  const of = ['--instrument', 'SPY.US', '--interval', '1d'];
  await runBallast(['data', 'import', 'spy.csv', ...of], folder);
  const raw = await runBallast(['data', 'export', ...of], folder);
  assert.deepEqual([raw.code, raw.stdout], [0, bars]);
  const view = ['data', 'export', ...of, '--view', 'split-adjusted'];
  assert.match((await runBallast(view, folder)).stderr, /^DATA_NOT_FOUND\n.*no factors of SPY\.US are stored/);
  writeFileSync(join(folder, 'f.csv'), 'last_date_inclusive,price_factor,split_factor\n2024-01-02,0.9,0.25\n2050-12-31,1,1\n');
  assert.equal((await runBallast(['data', 'factors', 'f.csv', '--instrument', 'SPY.US'], folder)).stdout, 'SPY.US: 2 factors stored\n');
  assert.equal(
    (await runBallast([...view, '--to', '2024-01-03'], folder)).stdout,
    'timestamp,open,high,low,close,volume\n1704205800000,100.00000000,101.12500000,99.00000000,100.50000000,4000\n',
  );
  const week = await runBallast(['data', 'export', '--instrument', 'SPY.US', '--interval', '1w'], folder);
  assert.match(week.stderr, /^DATA_NOT_FOUND\n.*no 1w bars of SPY\.US are stored, only 1d/);
});

test('a mistake is told with its code, place and remedy, and leaves no catalog behind', async (context) => {
  const folder = tempFolder(context);
  writeFileSync(join(folder, 'bad.csv'), `timestamp,open,high,low,close,volume\n${START / 1000},1,1,1,x,1\n`);
  for (const [args, code, says] of [
    [
      ['bad.csv', ...INSTRUMENT],
      1,
      /^DATA_BAD_ROW\n.*\n +bad\.csv line 2: the close "x" is not a number\n +where +bad\.csv line 2\n +mend /,
    ],
    [['none.csv', ...INSTRUMENT], 1, /^DATA_FILE_UNREADABLE\n.*ENOENT.*\n +where +none\.csv/],
    [['bad.csv', '--instrument', 'BTC', '--interval', '1m'], 1, /^INSTRUMENT_INVALID/],
    [['bad.csv', '--instrument', 'BTC/USD.COINBASE', '--interval', '1x'], 1, /^INTERVAL_INVALID/],
    [['bad.csv', ...INSTRUMENT, '--on-bad', 'ignore'], 2, /^USAGE_INVALID\n.*'--on-bad <policy>'.*fail, skip, fix/],
    [['bad.csv', '--interval', '1m'], 2, /^USAGE_INVALID\n.*--instrument/],
  ] as const) {
    const result = await runBallast(['data', 'import', ...args], folder);
    assert.match(result.stderr, says);
    assert.deepEqual([result.code, result.stdout], [code, ''], args.join(' '));
  }
  assert.match((await runBallast(['data', 'list'], folder)).stdout, /^The catalog is empty/);
});

test('listing and reading a catalog that is warm loads no database', async (context) => {
  const folder = tempFolder(context);
  writeFileSync(join(folder, 'day.csv'), quotesCsv(0, 10));
  await runBallast(['data', 'import', 'day.csv', ...INSTRUMENT], folder);
  const script = `
    import { registerHooks } from 'node:module';
    registerHooks({ resolve: (name, from, next) => { if (name.includes('@duckdb')) throw new Error('loaded ' + name); return next(name, from); } });
    const { openCatalog } = await import('${SOURCE}/data/catalog.ts');
    const { parquetBarFiles } = await import('${SOURCE}/adapters/columns/parquet-bar-files.ts');
    const catalog = openCatalog('var/ballast', parquetBarFiles());
    for (const info of await catalog.list()) for await (const chunk of catalog.read(info)) console.log(info.source, chunk.length);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  assert.equal(await text(child.stdout), 'trade 10\nbid 10\nask 10\n');
});

test('an import that is killed at any moment leaves the catalog as it was, or whole', async (context) => {
  const folder = tempFolder(context);
  const [begun, more] = [join(folder, 'begun.csv'), join(folder, 'more.csv')];
  writeFileSync(begun, quotesCsv(0, 500));
  writeFileSync(more, quotesCsv(400, 30_000));
  const [first, home] = [join(folder, 'first'), join(folder, 'home')];
  await importHere(first, begun);
  const before = await contents(first);
  cpSync(first, home, { recursive: true });
  await importHere(home, more);
  const after = await contents(home);
  assert.notDeepEqual(after, before);

  let untouched = 0;
  for (const moment of [1, 5, 15, 30, 45, 50, 53, 56, 58, 60]) {
    rmSync(home, { recursive: true });
    cpSync(first, home, { recursive: true });
    await importAndKill(home, more, moment);
    const found = await contents(home);
    if (JSON.stringify(found) === JSON.stringify(before)) untouched += 1;
    else assert.deepEqual(found, after, `killed at change ${moment}`);
    const drafts = readdirSync(join(home, 'catalog'), { recursive: true }).filter((name) => /\.tmp$|commit/.test(String(name)));
    assert.deepEqual(drafts, []);
    await importHere(home, more);
    assert.deepEqual(await contents(home), after);
  }
  assert.ok(untouched > 0, 'some kills come before the commit');
});

/** Imports a file in this process. */
async function importHere(home: string, file: string): Promise<void> {
  const files = parquetBarFiles();
  await importBars(openCatalog(home, files), files, { paths: [file], instrumentId: 'BTC/USD.COINBASE', interval: '1m' });
}

/** Imports a file in a process of its own, and kills it at the n-th change of a name or size in the catalog. */
async function importAndKill(home: string, file: string, moment: number): Promise<void> {
  const child = spawn(process.execPath, [launcher, '--home', home, 'data', 'import', file, ...INSTRUMENT], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  let changes = 0;
  const watcher = watch(join(home, 'catalog'), { recursive: true }, () => {
    changes += 1;
    if (changes === moment) child.kill('SIGKILL');
  });
  await ended;
  watcher.close();
}

test('two imports at once both arrive', async (context) => {
  const folder = tempFolder(context);
  const parts = [
    [0, 3000],
    [2000, 5000],
    [4000, 9000],
  ].map(([from = 0, to = 0], part) => {
    writeFileSync(join(folder, `${part}.csv`), quotesCsv(from, to));
    return `${part}.csv`;
  });
  const results = await Promise.all(parts.map((part) => runBallast(['data', 'import', part, ...INSTRUMENT], folder)));
  assert.deepEqual(
    results.map(({ code, stderr }) => [code, stderr]),
    [
      [0, ''],
      [0, ''],
      [0, ''],
    ],
  );
  const rows = (await contents(join(folder, 'var', 'ballast'))).map((series) => series.split(' ').slice(0, 2).join(' '));
  assert.deepEqual(rows, ['trade 9000', 'bid 9000', 'ask 9000']);
});

/** Runs a script with a small file system of its own at `mount`; undefined where this machine does not allow that. */
async function onSmallDisk(mount: string, kilobytes: number, args: readonly string[], folder: string): Promise<string | undefined> {
  const script = `mount -t tmpfs -o size=${kilobytes}k tmpfs "$0" || exit 99; shift 0
    "$@" --home "$0/home" data import day.csv ${INSTRUMENT.join(' ')} >/dev/null || exit 98
    "$@" --home "$0/home" ${args.join(' ')}; echo "code $?"; find "$0" -name '*.tmp'; "$@" --home "$0/home" data list`;
  const child = spawn('unshare', ['-rm', 'sh', '-c', script, mount, process.execPath, launcher], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (part: string) => (output += part));
  const code = await new Promise<number | null>((settle) => child.on('error', () => settle(99)).on('close', settle));
  return code === 99 ? undefined : output;
}

test('a full disk is told, and the catalog is as it was', async (context) => {
  const folder = tempFolder(context);
  const mount = join(folder, 'disk');
  mkdirSync(mount);
  writeFileSync(join(folder, 'day.csv'), quotesCsv(0, 100));
  writeFileSync(join(folder, 'much.csv'), quotesCsv(100, 30_000));
  // Too small for the raw columns, and too small for the Parquet file beside them.
  for (const kilobytes of [600, 1900]) {
    const output = await onSmallDisk(mount, kilobytes, ['data', 'import', 'much.csv', ...INSTRUMENT], folder);
    if (output === undefined) return console.log('not run: a full disk needs a file system of its own, which this machine does not allow');
    assert.match(output, /DATA_UNWRITABLE\n.*no space left on device/i);
    assert.match(output, /code 1\n/);
    assert.ok(!output.includes('.tmp\n'), output);
    assert.match(output, /trade {3}100 .*\n.*bid {5}100 .*\n.*ask {5}100 /);
  }
});

test('series are removed by name: one that is named in full, several only with --yes', async (context) => {
  const folder = tempFolder(context);
  writeFileSync(join(folder, 'day.csv.gz'), gzipSync(quotesCsv(0, 1440)));
  await runBallast(['data', 'import', 'day.csv.gz', ...INSTRUMENT], folder);
  const remove = (...args: readonly string[]): ReturnType<typeof runBallast> =>
    runBallast(['data', 'remove', '--instrument', 'BTC/USD.COINBASE', ...args], folder);
  const home = join(folder, 'var', 'ballast');

  const refused = await remove();
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /nothing was removed; it would be\n.*BTC\/USD\.COINBASE +1m +trade/s);
  assert.match(refused.stderr, /mend +Add --yes/);
  assert.equal((await contents(home)).length, 3);

  const one = await remove('--interval', '1m', '--source', 'bid');
  assert.match(one.stdout, /^Removed\n.*\nBTC\/USD\.COINBASE +1m +bid/);
  assert.match((await remove('--interval', '1m', '--source', 'bid')).stderr, /^DATA_NOT_FOUND\n.*no 1m bid bars of BTC\/USD\.COINBASE/);
  const rest = JSON.parse((await remove('--yes', '--json')).stdout) as { source: string }[];
  assert.deepEqual(
    rest.map(({ source }) => source),
    ['trade', 'ask'],
  );
  assert.deepEqual(await contents(home), []);
});
