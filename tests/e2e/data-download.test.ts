import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, it, type TestContext } from 'node:test';

import { systemClock } from '../../src/adapters/clock/system-clock.ts';
import { parquetBarFiles } from '../../src/adapters/columns/parquet-bar-files.ts';
import { openCatalog } from '../../src/data/catalog.ts';
import { CHUNK_BARS } from '../../src/domain/bars.ts';
import { MICROS_PER_DAY, MICROS_PER_MINUTE, parseTime, type Micros } from '../../src/kernel/time.ts';
import { steadyTape } from '../tools/ccxt-bench.ts';
import { tempFolder } from '../tools/temp-folder.ts';
import { VenueServer, type Tape } from '../tools/venue-server.ts';
import { launcher, runBallast, type CliResult } from './run-cli.ts';

const KLINES = '/api/v3/klines';
const FROM = parseTime('2024-01-01');

/** A venue, an empty home folder, and the command line between them. */
interface Bench {
  readonly venue: VenueServer;
  readonly home: string;
  run(...args: readonly string[]): Promise<CliResult>;
  /** What the catalog holds: opening times in minutes from 2024-01-01 and closing prices. */
  stored(): Promise<readonly (readonly [minute: number, close: number])[]>;
  /** Since when each request for bars asked, in minutes from 2024-01-01. */
  askedFrom(): readonly number[];
}

async function openBench(context: TestContext, tape: Tape = steadyTape): Promise<Bench> {
  const home = tempFolder(context);
  const venue = await VenueServer.start({ clock: systemClock, markets: ['BTC/USDT'], tape });
  context.after(() => venue.close());
  const minute = (time: Micros): number => (time - FROM) / MICROS_PER_MINUTE;
  return {
    venue,
    home,
    run: (...args) => runBallast(commandOf(venue, home, args), home),
    async stored() {
      const bars: [number, number][] = [];
      const series = { instrumentId: 'BTC/USDT.BINANCE', interval: '1m', source: 'trade' } as const;
      for await (const { length, openTime, close } of openCatalog(home, parquetBarFiles()).read(series)) {
        for (let row = 0; row < length; row++) bars.push([minute(openTime[row] as number), close[row] as number]);
      }
      return bars;
    },
    askedFrom: () => venue.requests.filter(({ path }) => path === KLINES).map(({ query }) => minute(Number(query.get('startTime')) * 1000)),
  };
}

function commandOf(venue: VenueServer, home: string, args: readonly string[]): readonly string[] {
  const series = ['--instrument', 'BTC/USDT.BINANCE', '--interval', '1m'];
  return ['data', 'download', '--home', home, '--url', venue.urls.rest, ...series, ...args];
}

/** The closing price of the tape in a minute from 2024-01-01, in cents. */
function close(minute: number): number {
  const bar = steadyTape('BTC/USDT', '1m', FROM + minute * MICROS_PER_MINUTE);
  return Math.round(Number(bar?.close) * 100);
}

function minutes(from: number, to: number): readonly (readonly [number, number])[] {
  return Array.from({ length: to - from }, (_, index) => [from + index, close(from + index)] as const);
}

describe('ballast data download', () => {
  it('fills the catalog, and asks for nothing twice', async (context) => {
    const bench = await openBench(context);
    const first = await bench.run('--from', '2024-01-01', '--to', '2024-01-03', '--json');
    assert.equal(first.code, 0, first.stderr);
    assert.deepEqual(JSON.parse(first.stdout), {
      instrumentId: 'BTC/USDT.BINANCE',
      interval: '1m',
      source: 'trade',
      from: '2024-01-01T00:00:00Z',
      to: '2024-01-03T00:00:00Z',
      present: 0,
      added: 2880,
      missing: 0,
      stopped: false,
    });
    assert.deepEqual(await bench.stored(), minutes(0, 2880));
    assert.deepEqual(bench.askedFrom(), [0, 1000, 2000]);

    const again = await bench.run('--from', '2024-01-01', '--to', '2024-01-03');
    assert.equal(
      again.stdout,
      'BTC/USDT.BINANCE 1m, 2024-01-01T00:00:00Z to 2024-01-03T00:00:00Z: 0 bars added, 2,880 were there already\n',
    );
    assert.equal(bench.askedFrom().length, 3);

    const longer = await bench.run('--from', '2024-01-01', '--to', '2024-01-03T01:00');
    assert.equal(longer.code, 0, longer.stderr);
    assert.deepEqual(bench.askedFrom().slice(3), [2880]);
    assert.deepEqual(await bench.stored(), minutes(0, 2940));
  });

  it('fills the holes that are left between what is there', async (context) => {
    const bench = await openBench(context);
    await bench.run('--from', '2024-01-01T01:00', '--to', '2024-01-01T02:00');
    await bench.run('--from', '2024-01-01T03:00', '--to', '2024-01-01T04:00');
    const { stdout } = await bench.run('--from', '2024-01-01', '--to', '2024-01-01T05:00', '--json');
    const { present, added } = JSON.parse(stdout) as { present: number; added: number };
    assert.deepEqual({ present, added }, { present: 120, added: 180 });
    assert.deepEqual(bench.askedFrom().slice(2), [0, 120, 240]);
    assert.deepEqual(await bench.stored(), minutes(0, 300));
  });

  it('tells of bars that the venue does not have, and of the time before the market existed at once', async (context) => {
    const listed = FROM - MICROS_PER_DAY / 24;
    const bench = await openBench(context, (market, interval, open) =>
      open < listed || open === FROM + 5 * MICROS_PER_MINUTE ? undefined : steadyTape(market, interval, open),
    );
    const { stdout } = await bench.run('--from', '2023-01-01', '--to', '2024-01-01T00:10');
    assert.match(stdout, /: 69 bars added, 0 were there already, 525,541 the venue does not have$/m);
    assert.equal(bench.askedFrom().length, 1);
  });

  it('goes on where a killed download was', async (context) => {
    const bench = await openBench(context);
    const pagesOfGroup = Math.ceil(CHUNK_BARS / 1000);
    const period = ['--from', '2024-01-01', '--to', '2024-02-20'];
    bench.venue.scriptAfter(KLINES, pagesOfGroup + 2, 'hang');
    const child = spawn(process.execPath, [launcher, ...commandOf(bench.venue, bench.home, period)], { stdio: 'ignore' });
    await bench.venue.requested(KLINES, pagesOfGroup + 3);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const asked = bench.askedFrom().length;
    assert.equal((await bench.stored()).length, CHUNK_BARS);

    const { code, stderr } = await bench.run(...period);
    assert.equal(code, 0, stderr);
    assert.equal(bench.askedFrom()[asked], CHUNK_BARS);
    assert.deepEqual(await bench.stored(), minutes(0, 50 * 1440));
  });

  it('keeps what came when it is stopped, and says how to go on', async (context) => {
    const bench = await openBench(context);
    bench.venue.scriptAfter(KLINES, 2, 'hang');
    const child = spawn(
      process.execPath,
      [launcher, ...commandOf(bench.venue, bench.home, ['--from', '2024-01-01', '--to', '2024-01-08'])],
      {
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    const told: Buffer[] = [];
    child.stderr.on('data', (data: Buffer) => told.push(data));
    await bench.venue.requested(KLINES, 3);
    child.kill('SIGINT');
    const [code] = (await once(child, 'close')) as [number];
    assert.equal(code, 1);
    assert.match(Buffer.concat(told).toString(), /DOWNLOAD_STOPPED[^]*2000 bars were added[^]*goes on/);
    assert.deepEqual(await bench.stored(), minutes(0, 2000));
  });

  it('keeps what came before the venue refused', async (context) => {
    const bench = await openBench(context);
    bench.venue.scriptAfter(KLINES, 2, { status: 403, body: '{"code":-2015,"msg":"Not from here."}' });
    const { code, stderr } = await bench.run('--from', '2024-01-01', '--to', '2024-01-08');
    assert.equal(code, 1);
    assert.match(stderr, /FEED_UNAVAILABLE/);
    assert.doesNotMatch(stderr, /startTime/);
    assert.deepEqual(await bench.stored(), minutes(0, 2000));
  });

  for (const [name, args, code] of [
    ['a venue that nobody knows', ['--instrument', 'BTC/USDT.NOWHERE', '--from', '2024-01-01'], 'FEED_VENUE_UNKNOWN'],
    ['a symbol that the venue does not list', ['--instrument', 'NOPE/USDT.BINANCE', '--from', '2024-01-01'], 'FEED_SYMBOL_UNKNOWN'],
    ['a period that ends before it begins', ['--from', '2024-01-02', '--to', '2024-01-01'], 'USAGE_INVALID'],
    ['a period of the future', ['--from', '2999-01-01'], 'USAGE_INVALID'],
    ['an interval that is none', ['--interval', '7m', '--from', '2024-01-01'], 'INTERVAL_INVALID'],
    ['a plain address elsewhere', ['--url', 'http://192.0.2.1', '--from', '2024-01-01'], 'FEED_URL_REFUSED'],
  ] as const) {
    it(`refuses ${name}`, async (context) => {
      const bench = await openBench(context);
      const result = await bench.run(...args);
      assert.notEqual(result.code, 0);
      assert.match(result.stderr, new RegExp(`^${code}`));
      assert.equal(result.stdout, '');
    });
  }
});
