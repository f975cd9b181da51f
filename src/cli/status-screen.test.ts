import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';

import { busySession } from '../../tests/e2e/status-snapshot.ts';
import { fail } from '../kernel/errors.ts';
import { renderStatus, renderStatusLine, StatusScreen } from './status-screen.ts';

const quiet = { ...busySession, positions: [], lastFills: [], strategies: [] };

test('the screen shows equity, positions, fills, orders and the age of the data', () => {
  assert.equal(
    renderStatus(busySession, 80),
    `Ballast 0.1.0  paper main  2023-11-14 23:13:20

Equity   10,123.45 USDT  (+1.23%)   cash 523.10
Trading  ACTIVE
Feed     synthetic connected, data 1.5 s old, 1 reconnects, 3 bars fetched
Orders   12 (1 open)   fills 9   refused 2

trend                running    6 fills
revert               stopped    3 fills  STRATEGY_THREW: onBar at 2023-11-14T23…

Position          strategy  quantity    entry      last   profit
BTC/USDT.BINANCE  trend         0.15  63000.5  64002.37  +150.28
ETH/USDT.BINANCE  revert          -2     3000         -        -

Last fills           strategy  side  quantity  instrument          price
2023-11-14 23:12:20  trend     buy       0.15  BTC/USDT.BINANCE  63000.5
2023-11-14 23:03:20  revert    sell         2  ETH/USDT.BINANCE     3000`,
  );
});

test('every screen fits its columns', () => {
  for (const columns of [40, 80, 120]) {
    for (const snapshot of [busySession, quiet]) {
      for (const line of renderStatus(snapshot, columns).split('\n')) assert.ok(line.length <= columns, line);
    }
  }
});

test('a halt says why', () => {
  const halted = { ...quiet, trading: { state: 'HALTED', reason: 'killed by ada: drill' } } as const;
  assert.match(renderStatus(halted, 80), /^Trading {2}HALTED: killed by ada: drill$/m);
});

test('what each strategy may have is shown, and why it is not more', () => {
  const share = { strategyId: 'trend', instrumentId: 'BTC/USDT.BINANCE', share: '1.2500', budget: '2.0000', reason: 'it is not ready yet' };
  assert.match(renderStatus({ ...quiet, allocation: [share] }, 80), /^trend +BTC\/USDT\.BINANCE +1\.25% +2% +it is not ready yet$/m);
});

test('a feed without data says so', () => {
  assert.match(renderStatus({ ...quiet, feed: { ...quiet.feed, connected: false, age: undefined } }, 80), /NOT CONNECTED, data none yet/);
});

test('texts of strangers cannot steer the terminal', () => {
  const position = { ...(busySession.positions[0] ?? assert.fail()), instrumentId: 'X\u001B[2J.Y' };
  assert.ok(!renderStatus({ ...busySession, positions: [position], stage: '\u001B[H' }, 80).includes('\u001B'));
});

test('the line tells the same shortly', () => {
  assert.equal(
    renderStatusLine(busySession),
    '2023-11-14 23:13:20 ACTIVE equity 10,123.45 USDT orders 12 fills 9 0.15 BTC/USDT.BINANCE -2 ETH/USDT.BINANCE feed 1.5 s old',
  );
  assert.match(renderStatusLine(quiet), / flat feed/);
});

test('a pipe gets lines, a terminal a screen that is given back at the end', () => {
  const source = { snapshot: () => busySession };
  const drawn = (isTTY: boolean): string => {
    const out = Object.assign(new PassThrough(), { isTTY, columns: 80 });
    const screen = new StatusScreen(source, out);
    screen.start();
    screen.close();
    screen.close();
    return String(out.read());
  };
  assert.equal(drawn(false), `${renderStatusLine(busySession)}\n`);
  const screen = drawn(true);
  assert.ok(screen.startsWith('\u001B[?1049h'));
  assert.ok(screen.endsWith(`\u001B[?1049l${renderStatus(busySession, 80)}\n`));
});

test('a low terminal gets the upper lines, a session that comes back its one sentence', () => {
  const out = Object.assign(new PassThrough(), { isTTY: true, columns: 80, rows: 3 });
  new StatusScreen({ snapshot: () => busySession }, out).draw();
  assert.equal(String(out.read()).split('\n').length, 3);
  new StatusScreen({ snapshot: () => fail('RUN_NOT_RUNNING', 'the session is coming back') }, out).draw();
  assert.match(String(out.read()), /the session is coming back/);
});
