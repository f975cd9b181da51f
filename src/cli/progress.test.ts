import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createProgress, describeProgress } from './progress.ts';

const bars = { label: 'backtest', total: 4_000_000, unit: 'bars' };

for (const [done, elapsedMs, columns, expected] of [
  [1_000_000, 2_000, undefined, 'backtest  25%  500k bars/s  6 s left'],
  [1_000_000, 2_000, 80, 'backtest [######..................]  25%  500k bars/s  6 s left'],
  [4_000_000, 8_000, undefined, 'backtest 100%  500k bars/s  8 s'],
  [0, 0, undefined, 'backtest   0%  0 bars/s  0 s'],
  [10_000, 2_000, undefined, 'backtest   0%  5.0k bars/s  13:18 min left'],
  [1_000, 2_000, undefined, 'backtest   0%  500 bars/s  2:13 h left'],
] as const) {
  test(`${done} bars after ${elapsedMs} ms: ${expected}`, () => assert.equal(describeProgress(bars, done, elapsedMs, columns), expected));
}

test('bytes, and a total that is not known', () => {
  assert.equal(describeProgress({ label: 'import', total: 2e9, unit: 'bytes' }, 5e8, 1000), 'import  25%  500 MB/s  3 s left');
  assert.equal(describeProgress({ label: 'download', total: 0, unit: 'bars' }, 1500, 3000, 80), 'download 1.5k bars  500 bars/s  3 s');
});

test('a narrow terminal cuts the line', () => {
  assert.equal(describeProgress(bars, 1, 1000, 20).length, 19);
});

/** What is written when `updates` come at those times. */
function written(isTTY: boolean, updates: readonly (readonly [atMs: number, done: number])[], silent = false): string {
  let text = '';
  let clock = 0;
  const stream = { isTTY, columns: 60, write: (part: string) => (text += part) };
  const progress = createProgress({ label: 'x', total: 100, unit: 'rows', stream, silent, now: () => clock });
  for (const [atMs, done] of updates) {
    clock = atMs;
    progress.update(done);
  }
  progress.done();
  progress.done();
  return text;
}

test('a terminal gets one line that is drawn anew, at most ten times a second, and ended once', () => {
  const text = written(true, [
    [50, 10],
    [100, 20],
    [150, 30],
    [250, 100],
  ]);
  assert.deepEqual(
    text.split('\r').map((part) => /(\d+)%/.exec(part)?.[1]),
    [undefined, '20', '100', '100'],
  );
  assert.ok(text.endsWith('\u001B[K\n'));
});

test('elsewhere there are plain lines, and none for work that is over at once', () => {
  assert.equal(written(false, [[100, 100]]), '');
  assert.equal(
    written(false, [
      [5_000, 50],
      [6_000, 60],
    ]),
    'x  50%  10 rows/s  5 s left\nx  60%  10 rows/s  4 s left\n',
  );
});

test('silence is silence', () => assert.equal(written(true, [[5_000, 50]], true), ''));
