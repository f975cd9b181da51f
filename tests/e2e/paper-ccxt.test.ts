import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { it } from 'node:test';

import { systemClock } from '../../src/adapters/clock/system-clock.ts';
import { MICROS_PER_SECOND } from '../../src/kernel/time.ts';
import { steadyTape } from '../tools/ccxt-bench.ts';
import { tempFolder } from '../tools/temp-folder.ts';
import { VenueServer, type Tape } from '../tools/venue-server.ts';
import { launcher } from './run-cli.ts';

const STREAM = 'btcusdt@kline_1s';

it('paper trades on a live venue, through a cut connection and a kill -9', async (context) => {
  const folder = tempFolder(context);
  // A minute of the tape is played in a second, since nobody wants to wait for minutes.
  const tape: Tape = (market, interval, openTime) => steadyTape(market, interval, openTime * 60);
  const venue = await VenueServer.start({ clock: systemClock, markets: ['BTC/USDT'], tape });
  context.after(() => venue.close());
  const trading = setInterval(() => {
    const open = Math.floor(systemClock.now() / MICROS_PER_SECOND) * MICROS_PER_SECOND;
    for (const time of [open - MICROS_PER_SECOND, open]) venue.pushBar('BTC/USDT', '1s', time);
  }, 100);
  context.after(() => clearInterval(trading));
  writeFileSync(join(folder, 'ballast.yaml'), config(venue.urls));

  const first = startPaper(folder);
  context.after(() => first.kill('SIGKILL'));
  await lineOf(first, /fills [1-9]/);
  const connections = venue.connections;
  venue.cut();
  await venue.subscribed(STREAM, connections + 1);
  const [, before = ''] = await lineOf(first, /fills (\d+)/);
  first.kill('SIGKILL');
  await once(first, 'exit');

  const second = startPaper(folder);
  context.after(() => second.kill('SIGKILL'));
  await venue.subscribed(STREAM, connections + 2);
  const [, after = ''] = await lineOf(second, /fills (\d+)/);
  assert.ok(Number(after) >= Number(before), `${before} fills before the kill, ${after} after it`);
  second.kill('SIGTERM');
  assert.deepEqual(await once(second, 'exit'), [0, null]);
});

function config(urls: { readonly rest: string; readonly stream: string }): string {
  return `version: 1
account: {currency: USDT, cash: 10000}
feed: {kind: ccxt, exchange: binance, restUrl: "${urls.rest}", streamUrl: "${urls.stream}", maxAge: 10s}
strategies:
  - {strategy: sma-cross, id: cross, instruments: [BTC/USDT.BINANCE], interval: 1s, params: {fast: 2, slow: 4}}
`;
}

function startPaper(folder: string): ChildProcess {
  const args = [launcher, 'paper', '--home', join(folder, 'home'), '--config', join(folder, 'ballast.yaml'), '--port', '0'];
  return spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** The next line of the process that matches; an error with all it said if it ends before. */
async function lineOf(child: ChildProcess, pattern: RegExp): Promise<RegExpExecArray> {
  const said: string[] = [];
  child.stderr?.setEncoding('utf8').on('data', (text: string) => said.push(text));
  for await (const line of createInterface({ input: child.stdout ?? assert.fail() })) {
    said.push(line);
    const match = pattern.exec(line);
    if (match !== null) return match;
  }
  return assert.fail(said.join('\n'));
}
