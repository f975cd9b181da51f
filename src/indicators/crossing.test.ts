import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crossing, macd, sma, type Indicator } from './index.ts';
import { feedOrder } from './feed-order.ts';
import { closesOf, feedStretches } from '../../tests/tools/feed-stretches.ts';

/** What a crossing of the close and a level says, bar by bar: `A`bove, `B`elow or nothing. */
function story(values: readonly number[], level = 5): string {
  const close = sma(1);
  const cross = crossing(close, level);
  return values
    .map((value) => {
      close.push(value);
      cross.push();
      return cross.above ? 'A' : cross.below ? 'B' : '.';
    })
    .join('');
}

const table: readonly (readonly [rule: string, values: readonly number[], expected: string])[] = [
  ['the first side is not a crossing', [6, 6, 7], '...'],
  ['a crossing is told on its bar only', [4, 6, 7, 8], '.A..'],
  ['both ways', [4, 6, 4, 6], '.ABA'],
  ['a touch that turns back is no crossing', [4, 5, 4], '...'],
  ['a tie keeps the side, so the crossing comes after it', [4, 5, 5, 6], '...A'],
  ['a tie from above', [6, 5, 4, 5, 6], '..B.A'],
  ['a start on a tie has no side; the first one after it is not a crossing', [5, 5, 6, 4], '...B'],
];

for (const [rule, values, expected] of table) {
  test(`crossing: ${rule}`, () => assert.equal(story(values), expected));
}

test('crossing: nothing before both inputs are ready, and the first side found then is not a crossing', () => {
  const [fast, slow] = [sma(1), sma(3)];
  const cross = crossing(fast, slow);
  const told = [1, 9, 2, 8, 1].map((close) => {
    feedStretches(feedOrder([cross]), closesOf([close]));
    return [cross.isReady, cross.side, cross.above, cross.below];
  });
  assert.deepEqual(told, [
    [false, 0, false, false],
    [false, 0, false, false],
    [true, -1, false, false],
    [true, 1, true, false],
    [true, -1, false, true],
  ]);
});

test('crossing: averages that are equal as fractions tie, whatever their lengths', () => {
  const [fast, slow] = [sma(3), sma(6)];
  const cross = crossing(fast, slow);
  fast.bindScale(100);
  slow.bindScale(100);
  feedStretches(feedOrder([fast, slow, cross]), closesOf([1, 2, 2, 2, 1, 2]));
  assert.equal(fast.value, slow.value);
  assert.equal(cross.side, 0);
});

test('crossing: state that went through JSON continues identically', () => {
  const [close, other] = [sma(1), sma(1)];
  const [cross, restored] = [crossing(close, 5), crossing(other, 5)];
  for (const value of [4, 6]) {
    close.push(value);
    cross.push();
  }
  restored.state = JSON.parse(JSON.stringify(cross.state)) as typeof cross.state;
  assert.deepEqual([restored.above, restored.side, restored.count], [true, 1, 2]);
  other.push(4);
  restored.push();
  assert.equal(restored.below, true);
});

test('feedOrder: inputs come first, once each, whether they were declared before, after or not at all', () => {
  const [fast, slow, lines] = [sma(2), sma(3), macd()];
  const [averages, signals] = [crossing(fast, slow), crossing(lines, lines.lines.signal)];
  assert.deepEqual(feedOrder([averages, slow, signals]), [fast, slow, averages, lines, signals] satisfies Indicator[]);
});

test('crossing: however bars are cut into stretches, it is told on the same bars', () => {
  const bars = closesOf([4, 6, 5, 5, 4, 7, 8, 3, 9, 5, 2, 6]);
  const told = [1, 2, 5, 12].map((size) => {
    const cross = crossing(sma(1), sma(3));
    const story: unknown[] = [];
    feedStretches(feedOrder([cross]), bars, size, () => story.push([cross.count, cross.isReady, cross.side, cross.above, cross.below]));
    return story;
  });
  for (const other of told) assert.deepEqual(other, told[0]);
});

test('crossing: an input that other bars feed is read as it is when each bar comes', () => {
  const [fast, slow] = [sma(1), sma(1)];
  const cross = crossing(fast, slow);
  const sides = [3, 3, 3].map((close, at) => {
    feedStretches([slow], closesOf([[1, 5, 2][at] ?? 0]));
    feedStretches([fast, cross], closesOf([close]));
    return cross.side;
  });
  assert.deepEqual(sides, [1, -1, 1]);
});
