import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { CASE_INSTRUMENT, intentOf } from '../../../../tests/tools/risk-cases.ts';
import { money, share } from '../../../domain/risk-limits.ts';
import { RiskScope } from '../risk-scope.ts';
import { childRoom } from '../child-room.ts';
import { ChildTally } from './child-tally.ts';
import { Correlations } from './correlations.ts';
import { LossMeter } from './loss-meter.ts';
import { PriceWatch } from './price-watch.ts';
import { RateWindow } from './rate-window.ts';
import { RecentOrders } from './recent-orders.ts';

const again = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

suite('RateWindow', () => {
  test('never lets more than its most into any window, whatever the times, and as many as it can', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 60 }), (most, gaps) => {
        const window = new RateWindow(most, 50);
        const passed: number[] = [];
        let now = 0;
        for (const gap of gaps) {
          now += gap;
          const within = passed.filter((time) => time > now - 50).length;
          assert.equal(window.isFull(now), within >= most);
          assert.equal(window.used(now), within);
          assert.equal(window.freeAt(now), within >= most ? (passed.at(-most) ?? 0) + 50 : now);
          if (window.isFull(now)) continue;
          window.add(now);
          passed.push(now);
        }
      }),
    );
  });

  test('what may not be refused is counted too, and a saved window goes on as it was', () => {
    const window = new RateWindow(2, 50);
    for (const time of [0, 10, 20]) window.add(time);
    assert.deepEqual(window.state, [10, 20]);
    const restored = new RateWindow(2, 50);
    restored.state = again(window.state);
    for (const now of [20, 59, 60, 70]) assert.equal(restored.isFull(now), window.isFull(now), String(now));
    assert.deepEqual([window.isFull(59), window.isFull(60)], [true, false]);
  });

  test('a level keeps what it has counted when its limit changes', () => {
    const scope = new RiskScope('strategy', 'one', { maxMessages: 3, maxRepeats: 2 });
    for (const time of [1, 2, 3]) scope.messages?.add(time);
    const before = scope.repeats;
    scope.limits = { maxMessages: 2, maxRepeats: 2 };
    assert.ok(scope.messages?.isFull(3));
    assert.equal(scope.repeats, before, 'what did not change stays');
    const restored = new RiskScope('strategy', 'one', { maxMessages: 2 });
    restored.state = again(scope.state);
    assert.deepEqual(restored.messages?.state, [2, 3]);
    assert.equal(restored.repeats, undefined);
  });
});

suite('RecentOrders', () => {
  const order = intentOf({ intentId: 7, tsInit: 10, limitPrice: 5, type: 'limit' });

  test('finds the same order, and no other', () => {
    const recent = new RecentOrders();
    recent.add(order);
    assert.equal(recent.find(intentOf({ ...order, intentId: 8 }), 9), 7);
    assert.equal(recent.find(intentOf({ ...order, intentId: 8 }), 10), 0, 'it is too long ago');
    assert.equal(recent.find(order, 9), 0, 'an order is no duplicate of itself');
    const others = [
      { side: 'sell' },
      { strategyId: 'two' },
      { quantity: 2 },
      { limitPrice: 6 },
      { stopPrice: 1 },
      { trailOffset: 1 },
      { timeInForce: 'IOC' },
      { parentId: 3 },
      { type: 'stop-limit' },
    ] as const;
    for (const other of others) assert.equal(recent.find(intentOf({ ...order, intentId: 8, ...other }), 0), 0, JSON.stringify(other));
    assert.equal(recent.find(intentOf({ ...order, intentId: 8, instrument: { ...CASE_INSTRUMENT, id: 'B.TEST' } }), 0), 0);
  });

  test('comes back with what it remembers, as long as that counts', () => {
    const recent = new RecentOrders();
    for (let id = 1; id <= 300; id += 1) recent.add(intentOf({ intentId: id, tsInit: id, quantity: id }));
    const saved = again(recent.stateSince(295));
    assert.deepEqual(
      saved.map(({ intentId }) => intentId),
      [296, 297, 298, 299, 300],
    );
    const restored = new RecentOrders();
    restored.restore(saved);
    restored.add(intentOf({ intentId: 301, tsInit: 301, quantity: 301 }));
    assert.equal(restored.find(intentOf({ intentId: 400, quantity: 297 }), 295), 297);
    assert.equal(restored.find(intentOf({ intentId: 400, quantity: 301 }), 295), 301);
    assert.equal(recent.find(intentOf({ intentId: 400, quantity: 44 }), 0), 0, 'it remembers 256');
    assert.equal(recent.find(intentOf({ intentId: 400, quantity: 45 }), 0), 45);
    assert.equal(restored.stateSince(300).length, 1);
  });
});

suite('PriceWatch', () => {
  test('its reference is the median of the last five closes, and one wrong close does not move it', () => {
    const watch = new PriceWatch();
    assert.ok(Number.isNaN(watch.reference));
    const medians = [100, 102, 101, 900, 103, 104, 50].map((price, time) => {
      watch.close(price, time);
      return watch.reference;
    });
    assert.deepEqual(medians, [100, 102, 101, 102, 102, 103, 103]);
    const restored = new PriceWatch();
    restored.state = again(watch.state);
    for (const each of [watch, restored]) each.close(99, 9);
    assert.deepEqual(restored.state, watch.state);
    assert.equal(restored.reference, watch.reference);
    assert.equal(new PriceWatch().state.time, null);
  });

  test('knows the spread and the clock of quotes', () => {
    const watch = new PriceWatch();
    watch.quote(100, 101, 5, 7);
    assert.deepEqual([watch.spread, watch.skew, watch.time], [10_000, -2, 5]);
    watch.quote(101, 100, 9, 7);
    assert.ok(watch.spread < 0 && watch.skew === 2);
    watch.quote(0, 1, 9, 9);
    assert.equal(watch.spread, 1_000_000, 'without a bid it is as wide as can be');
    watch.trade(20, 21);
    assert.deepEqual([watch.time, watch.skew], [20, -1]);
  });
});

suite('LossMeter', () => {
  const EQUITY = 10_000_000_000;
  const begun = (): LossMeter => {
    const meter = new LossMeter();
    meter.begin(0, 0, 0, EQUITY);
    return meter;
  };

  for (const [limit, limits, loss] of [
    ['dailyLoss', { dailyLoss: share(10_000) }, 100_000_000],
    ['dailyLoss', { dailyLoss: money(77) }, 77],
    ['weeklyLoss', { weeklyLoss: share(30_000) }, 300_000_000],
    ['maxDrawdown', { maxDrawdown: share(200_000) }, 2_000_000_000],
  ] as const) {
    test(`${limit} of ${loss} is hit when it is reached, and not a unit before; what overshoots is told`, () => {
      const meter = begun();
      assert.equal(meter.see(0, EQUITY, limits), undefined);
      assert.equal(meter.roomBelow(0, limits), loss);
      assert.equal(meter.see(-loss + 1, EQUITY, limits), undefined);
      assert.equal(meter.roomBelow(-loss + 1, limits), 1);
      const breach = meter.see(-loss - 5, EQUITY, limits);
      assert.deepEqual(breach, { limit, value: loss + 5, most: loss, isMoney: true, day: 0, week: 0 });
      assert.equal(meter.see(-loss - 9, EQUITY, limits), undefined, 'it is told once');
      assert.equal(meter.roomBelow(-loss, limits), Infinity, 'nothing more can be hit');
      meter.resume(-loss - 9, EQUITY);
      assert.equal(meter.see(-loss - 10, EQUITY, limits), undefined, 'it counts anew');
      assert.deepEqual(
        meter.losses(-loss - 10, limits).map(({ value }) => value),
        [1],
      );
    });
  }

  test('a new day counts anew, a new week too, and the best moment stays', () => {
    const limits = { dailyLoss: money(10), weeklyLoss: money(15), maxDrawdown: money(18) };
    const meter = begun();
    assert.equal(meter.see(-9, EQUITY, limits), undefined);
    meter.begin(0, 0, -9, EQUITY);
    assert.equal(meter.losses(-9, limits)[0]?.value, 9, 'the same day goes on');
    meter.begin(1, 0, -9, EQUITY);
    assert.equal(meter.see(-14, EQUITY, limits), undefined);
    assert.equal(meter.see(-15, EQUITY, limits)?.limit, 'weeklyLoss');
    meter.resume(-15, EQUITY);
    meter.begin(7, 1, -15, EQUITY);
    assert.equal(meter.see(-17, EQUITY, limits), undefined);
    assert.equal(meter.roomBelow(-17, limits), 8);
    assert.deepEqual(
      meter.losses(-18, limits).map(({ value }) => value),
      [3, 3, 9],
    );
    assert.equal(meter.see(-25, EQUITY, limits)?.limit, 'dailyLoss');
  });

  test('a rise moves the best moment, and says how far it is', () => {
    const limits = { maxDrawdown: money(10) };
    const meter = begun();
    meter.see(0, EQUITY, limits);
    assert.equal(meter.roomAbove(-4, limits), 4);
    assert.equal(meter.roomAbove(0, {}), Infinity);
    meter.see(50, EQUITY, limits);
    assert.equal(meter.see(41, EQUITY, limits), undefined);
    assert.equal(meter.see(40, EQUITY, limits)?.limit, 'maxDrawdown');
  });

  test('a losing streak ends with a round trip that does not lose', () => {
    const limits = { maxLosingStreak: 2 };
    const meter = begun();
    for (const [profit, streak] of [
      [-1, 1],
      [0, 0],
      [-1, 1],
      [5, 0],
      [-1, 1],
    ] as const) {
      meter.closeTrip(profit);
      assert.equal(meter.streak, streak);
      assert.equal(meter.see(0, EQUITY, limits), undefined);
    }
    meter.closeTrip(-1);
    assert.deepEqual(meter.see(0, EQUITY, limits), { limit: 'maxLosingStreak', value: 2, most: 2, isMoney: false, day: 0, week: 0 });
    meter.resume(0, EQUITY);
    assert.equal(meter.streak, 0);
  });

  test('comes back as it was', () => {
    const limits = { dailyLoss: money(10), weeklyLoss: money(90), maxDrawdown: money(80) };
    const meter = begun();
    meter.see(5, EQUITY, limits);
    meter.closeTrip(-1);
    meter.see(-20, EQUITY, limits);
    const restored = new LossMeter();
    restored.state = again(meter.state);
    assert.deepEqual(restored.state, meter.state);
    assert.deepEqual(restored.breach, meter.breach);
    assert.equal(restored.day, 0);
    const fresh = new LossMeter();
    fresh.state = again(new LossMeter().state);
    assert.ok(Number.isNaN(fresh.day));
    assert.equal(fresh.roomBelow(0, {}), Infinity);
  });
});

suite('ChildTally', () => {
  const parent = intentOf({ intentId: 1, quantity: 10, bracket: { stopPrice: 90, targetPrice: undefined } });
  const child = (intentId: number, more: object = {}): ReturnType<typeof intentOf> =>
    intentOf({ intentId, parentId: 1, quantity: 4, ...more });

  test('children do no more than their parent has filled, whatever is told in which order', () => {
    const tally = new ChildTally();
    assert.equal(tally.room(child(2)), 0, 'of a parent that nobody knows nothing is left');
    assert.equal(tally.room(intentOf()), Infinity, 'an order that belongs to none is free');
    tally.fill(parent, 3);
    tally.fill(parent, 4);
    assert.equal(tally.room(child(2)), 7);
    tally.fill(child(2), 5);
    assert.equal(tally.room(child(3)), 2);
    const restored = new ChildTally();
    restored.restore(again(tally.state), new Map([[CASE_INSTRUMENT.id, CASE_INSTRUMENT]]));
    assert.equal(restored.room(child(3)), 2);
    restored.forget('two', CASE_INSTRUMENT);
    assert.equal(restored.room(child(3)), 2, 'another strategy is flat');
    restored.forget('one', CASE_INSTRUMENT);
    assert.equal(restored.room(child(3)), 0);
    tally.assume(child(9, { parentId: 5 }), 4);
    assert.equal(tally.room(child(9, { parentId: 5 })), 4, 'what an older version had placed');
  });

  test('what is open beside it counts, but for its own group and what is being cancelled', () => {
    const tally = new ChildTally();
    tally.fill(parent, 10);
    const open = [
      { intent: child(2, { ocoGroup: 2 }), status: 'Accepted', remaining: 4 },
      { intent: child(3, { ocoGroup: 2 }), status: 'Accepted', remaining: 4 },
      { intent: child(4), status: 'Unknown', remaining: 1 },
      { intent: child(5), status: 'PendingCancel', remaining: 3 },
      { intent: child(6, { parentId: 7 }), status: 'Accepted', remaining: 3 },
      { intent: child(8), status: 'Accepted', remaining: 2 },
    ] as const;
    assert.equal(childRoom(child(8), tally, open), 5, 'itself is not beside it');
    assert.equal(childRoom(child(9, { ocoGroup: 2 }), tally, open), 7);
    assert.equal(childRoom(intentOf(), tally, open), Infinity);
  });
});

suite('Correlations', () => {
  const days = (count: number, close: (day: number) => readonly number[]): Correlations => {
    const correlations = new Correlations(2, 60);
    for (let day = 0; day < count; day += 1) correlations.endDay(close(day));
    return correlations;
  };
  const wave = (day: number): number => 100 + 10 * Math.sin(day);

  test('what moves together has 1, what moves against it -1, and too short a history has none', () => {
    const near = (value: number, to: number): void => assert.ok(Math.abs(value - to) < 1e-9, `${value}`);
    near(days(40, (day) => [wave(day), 3 * wave(day)]).between(0, 1), 1);
    near(days(40, (day) => [wave(day), 1 / wave(day)]).between(1, 0), -1);
    assert.equal(days(40, (day) => [wave(day), 7]).between(0, 1), 0, 'what never moves moves with nothing');
    assert.ok(Number.isNaN(days(20, (day) => [wave(day), wave(day)]).between(0, 1)));
    near(days(21, (day) => [wave(day), wave(day)]).between(0, 1), 1);
    assert.equal(days(1, () => [1, 1]).between(1, 1), 1);
  });

  test('days without a close are left out, old ones are forgotten, and a saved history goes on', () => {
    const gaps = days(200, (day) => [wave(day), day % 2 === 0 ? NaN : wave(day)]);
    assert.ok(gaps.between(0, 1) > 0.5);
    assert.equal(gaps.state.returns.length, 60);
    const restored = new Correlations(2, 60);
    restored.state = again(gaps.state);
    assert.equal(restored.between(0, 1), gaps.between(0, 1));
    for (const each of [gaps, restored]) each.endDay([101, 99]);
    assert.equal(restored.between(0, 1), gaps.between(0, 1));
  });

  test('a matrix that was set stands', () => {
    const set = new Correlations(2, 60, [
      [1, 0.3],
      [0.3, 1],
    ]);
    set.endDay([1, 1]);
    assert.equal(set.between(0, 1), 0.3);
  });
});
