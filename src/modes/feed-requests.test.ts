import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatTime, parseTime } from '../kernel/time.ts';
import type { DataNeeds } from '../strategy/define-strategy.ts';
import { setUp } from '../../tests/tools/scripted-session.ts';
import { feedRequests, longestWarmUp } from './feed-requests.ts';

const NOW = parseTime('2024-03-05T10:17:30Z');

function sessionOf(needs: Readonly<Record<string, DataNeeds>>) {
  const scripts = Object.fromEntries(Object.entries(needs).map(([id, data]) => [id, { data }]));
  const { markets, engine } = setUp({ bars: { 'A/USDT.TEST': [], 'B/USDT.TEST': [] }, scripts });
  return { markets, engine, ask: () => feedRequests(markets, engine.hosts, NOW) };
}

describe('what a session asks a feed for', () => {
  const cases: readonly [name: string, needs: DataNeeds, since: string][] = [
    ['nothing to warm up: the bar in progress', { warmUp: 0 }, '2024-03-05T10:17:00Z'],
    ['bars to warm up', { warmUp: 30 }, '2024-03-05T09:47:00Z'],
    ['bars to look back on', { warmUp: 1, history: 60 }, '2024-03-05T09:17:00Z'],
    ['longer bars: whole ones', { bars: [{}, { interval: '1h' }], warmUp: 2 }, '2024-03-05T08:00:00Z'],
    ['weeks, which start on Monday', { bars: [{ interval: '1w' }], warmUp: 1 }, '2024-02-26T00:00:00Z'],
  ];
  for (const [name, needs, since] of cases) {
    test(`at first, with ${name}`, () => {
      for (const request of sessionOf({ only: needs }).ask()) assert.equal(formatTime(request.since ?? 0), since);
    });
  }

  test('later, what comes after the newest bar of each instrument', () => {
    const { markets, ask } = sessionOf({ only: { warmUp: 30 } });
    markets.forEach((market, index) => (market.lastTime = NOW - index));
    assert.deepEqual(
      ask().map(({ since }) => since),
      [NOW, NOW - 1],
    );
  });

  test('the ticks that its strategies want, if they want the same', () => {
    assert.deepEqual(
      sessionOf({ one: { ticks: 'quotes' }, two: {}, three: { ticks: 'quotes' } })
        .ask()
        .map(({ ticks }) => ticks),
      ['quotes', 'quotes'],
    );
    assert.throws(() => sessionOf({ one: { ticks: 'quotes' }, two: { ticks: 'trades' } }).ask(), { code: 'FEED_TICKS_CONFLICT' });
  });

  test('enough of the past for the strategy that looks back the longest', () => {
    const { engine } = sessionOf({ one: { warmUp: 30 }, two: { bars: [{ interval: '1h' }], history: 3 } });
    assert.equal(longestWarmUp(engine.hosts), 3 * 3_600_000_000);
  });
});
