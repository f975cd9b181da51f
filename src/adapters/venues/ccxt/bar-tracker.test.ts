import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';

import type { BarEvent } from '../../../domain/market-event.ts';
import { MICROS_PER_MINUTE, MICROS_PER_SECOND, type Micros } from '../../../kernel/time.ts';
import { BarTracker } from './bar-tracker.ts';

const GRACE = 3 * MICROS_PER_SECOND;

function minute(index: number, close = 100): BarEvent {
  const openTime = index * MICROS_PER_MINUTE;
  return {
    kind: 'bar',
    instrumentId: 'X/Y.Z',
    interval: '1m',
    openTime,
    closeTime: openTime + MICROS_PER_MINUTE,
    open: 100,
    high: 200,
    low: 50,
    close,
    volume: 1,
    tsInit: 0,
  };
}

function minutes(bars: readonly BarEvent[]): readonly number[] {
  return bars.map((bar) => bar.openTime / MICROS_PER_MINUTE);
}

const at = (index: number, seconds = 0): Micros => index * MICROS_PER_MINUTE + seconds * MICROS_PER_SECOND;

describe('a bar tracker', () => {
  it('begins with the first bar that opens at or after the time given', () => {
    assert.equal(new BarTracker('1m', at(5), GRACE).next, at(5));
    assert.equal(new BarTracker('1m', at(5) + 1, GRACE).next, at(6));
  });

  it('lets a bar out when a later one appears, as it was shown last', () => {
    const tracker = new BarTracker('1m', at(5), GRACE);
    assert.deepEqual(tracker.show(minute(5, 101), at(5, 10)), []);
    assert.deepEqual(tracker.show(minute(5, 102), at(5, 59)), []);
    assert.deepEqual(tracker.show(minute(6), at(6, 1)), [minute(5, 102)]);
    assert.deepEqual(tracker.show(minute(5, 103), at(6, 2)), [], 'what is out stays as it was');
  });

  it('asks a grace after the end of a bar, and at once when it sees a hole', () => {
    const tracker = new BarTracker('1m', at(5), GRACE);
    assert.equal(tracker.askAt, at(6, 3));
    tracker.show(minute(8), at(8, 1));
    assert.equal(tracker.askAt, at(6, 3), 'it was due before');
    const later = new BarTracker('1m', at(9), GRACE);
    later.show(minute(10), at(10, 1));
    assert.equal(later.askAt, at(10, 1));
  });

  it('fills a hole with the answer and goes on with what was shown after it', () => {
    const tracker = new BarTracker('1m', at(5), GRACE);
    tracker.show(minute(5), at(5, 1));
    for (const index of [7, 8]) tracker.show(minute(index), at(8, 1));
    const { bars, unseen } = tracker.answer([minute(6)], at(8, 2));
    assert.deepEqual(minutes(bars), [6, 7]);
    assert.deepEqual(minutes(unseen), [6]);
    assert.equal(tracker.next, at(8));
  });

  it('prefers an answer to what was shown: REST tells a bar after its end', () => {
    const tracker = new BarTracker('1m', at(5), GRACE);
    tracker.show(minute(5, 101), at(5, 10));
    assert.deepEqual(tracker.answer([minute(5, 102)], at(6, 3)), { bars: [minute(5, 102)], unseen: [] });
  });

  it('does not trust what a lost connection showed last', () => {
    const tracker = new BarTracker('1m', at(5), GRACE);
    tracker.show(minute(5, 101), at(5, 10));
    tracker.forget();
    assert.deepEqual(tracker.show(minute(6), at(6, 1)), []);
    assert.deepEqual(minutes(tracker.answer([minute(5)], at(6, 2)).bars), [5]);
  });

  it('asks more and more rarely for a bar that does not come, and passes over it after three answers if there is a later one', () => {
    const tracker = new BarTracker('1m', at(5), GRACE);
    tracker.show(minute(6), at(6, 1));
    for (const [answers, wait] of [6, 12].entries()) {
      assert.deepEqual(tracker.answer([], at(6, 10)).bars, [], `answer ${answers + 1}`);
      assert.equal(tracker.askAt, at(6, 10 + wait));
    }
    tracker.answer([], at(6, 40));
    assert.equal(tracker.next, at(6));
    const quiet = new BarTracker('1m', at(5), GRACE);
    for (let answers = 0; answers < 20; answers++) quiet.answer([], at(30));
    assert.equal(quiet.next, at(5), 'without a later bar nothing is passed over');
    assert.equal(quiet.askAt, at(30) + 32 * GRACE);
  });

  it('lets every bar that exists out once, final and in order, whatever the stream and REST do', () => {
    const happening = fc.oneof(
      { weight: 6, arbitrary: fc.constant('trade' as const) },
      { weight: 2, arbitrary: fc.constant('lose' as const) },
      { weight: 1, arbitrary: fc.constant('cut' as const) },
      { weight: 1, arbitrary: fc.constant('half' as const) },
      { weight: 2, arbitrary: fc.constant('ask' as const) },
    );
    fc.assert(
      fc.property(
        fc.array(happening, { maxLength: 120 }),
        fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }),
        (happenings, traded) => {
          const exists = (index: number): boolean => index < 3 || traded[index % 60] === true;
          const tracker = new BarTracker('1m', at(0), GRACE);
          const out: BarEvent[] = [];
          let now = at(0);
          const final = (index: number): BarEvent => minute(index, 1000 + index);
          const ask = (): void => {
            const ended = Math.floor(now / MICROS_PER_MINUTE);
            const from = tracker.next / MICROS_PER_MINUTE;
            const answer = Array.from({ length: Math.max(0, ended - from) }, (_, step) => from + step)
              .filter(exists)
              .map(final);
            out.push(...tracker.answer(answer, now).bars);
          };
          for (const what of happenings) {
            const index = Math.floor(now / MICROS_PER_MINUTE);
            if (what === 'trade' && exists(index)) {
              // Partial while it grows, final before the next one: what venues keep to within a connection.
              out.push(...tracker.show(minute(index, 7), now), ...tracker.show(final(index), now));
            }
            if (what === 'half' && exists(index)) out.push(...tracker.show(minute(index, 7), now));
            if (what === 'cut' || what === 'half') tracker.forget();
            if (what === 'ask') ask();
            else now += MICROS_PER_MINUTE / 2;
          }
          now = at(200);
          for (let answers = 0; answers < 4; answers++) ask();
          const expected = Array.from({ length: 200 }, (_, index) => index)
            .filter(exists)
            .map(final);
          assert.deepEqual(out, expected);
        },
      ),
    );
  });
});
