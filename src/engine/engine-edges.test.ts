import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { ONLY, play, type Candle, type Script } from '../../tests/tools/scripted-session.ts';
import { enter, order } from '../strategy/index.ts';

const FLAT: Candle = [100, 101, 99, 100];
const CRASH: Candle = [90, 91, 80, 85];
const guard = order({ side: 'sell', type: 'stop', stop: 95, quantity: 2 });
const more = order({ side: 'buy', type: 'limit', limit: 85, quantity: 1 });

/** Buys two, guards them by a stop that is not flagged as reduce-only, asks for more far below, and then fails. */
const fails: Script = {
  onBar: (minute) => {
    if (minute === 0) return enter('long', { quantity: 2 });
    if (minute === 1) return [guard, more];
    if (minute === 3) throw new Error('had enough');
    return undefined;
  },
};

suite('a strategy that is stopped keeps what guards its position', () => {
  for (const [type, sold] of [
    ['cash', 2],
    ['margin', 0],
  ] as const)
    test(`a plain sell stop ${type === 'cash' ? 'can only reduce in a cash account: it stays' : 'could open a short in a margin account: it goes'}`, async () => {
      const { records, session } = await play({ bars: [FLAT, FLAT, FLAT, FLAT, CRASH], scripts: { one: fails }, terms: { type } });
      assert.equal(records.stops.length, 1);
      const sales = records.fills.filter(({ side }) => side === 'sell').reduce((sum, { quantity }) => sum + quantity, 0);
      assert.equal(sales, sold);
      assert.equal(session.engine.account.ledger.books[0]?.quantity, 2 - sold);
      assert.equal(records.fills.filter(({ side }) => side === 'buy').length, 1, 'the entry is cancelled');
      assert.equal(session.engine.account.desk.count, 0);
    });
});

test('a kill leaves it too', async () => {
  const { session } = await play({ bars: [FLAT, FLAT, FLAT], scripts: { one: { ...fails } } });
  session.engine.setTradingState('HALTED', 'drill');
  while (session.advance()) session.perform();
  assert.deepEqual(
    [...session.engine.account.desk.all()].map(({ intent }) => `${intent.side} ${intent.type}`),
    ['sell stop'],
  );
});

test('an order that the venue accepts twice is accepted once', async () => {
  const { session, records } = await play({ bars: [FLAT, FLAT], does: { 0: more } });
  const [open] = session.engine.account.desk.all();
  assert.ok(open !== undefined);
  const before = records.told.length;
  session.engine.onVenueEvent({ kind: 'accepted', intentId: open.intent.intentId, venueOrderId: open.venueOrderId ?? 'v', ts: 0 });
  assert.equal(open.status, 'Accepted');
  assert.equal(records.told.length, before);
});

test('a timer fires at the first boundary when the first bar closes exactly on it', async () => {
  const { heard } = await play({
    bars: [FLAT, FLAT, FLAT],
    scripts: { one: { data: { timers: { each: '1m' } }, onTimer: () => undefined } },
  });
  assert.deepEqual(
    heard.filter((what) => what.endsWith('each')),
    ['1: each', '2: each', '3: each'],
  );
});

test('history is asked for a whole number of bars', async () => {
  for (const count of [-1, 0.5, NaN]) {
    const { records } = await play({
      bars: [FLAT],
      scripts: { one: { data: { history: 3 }, onBar: (_minute, { history }) => void history(count) } },
    });
    assert.deepEqual(
      records.stops.map(({ code, message }) => [code, message]),
      [['STRATEGY_NO_HISTORY', `history(${count}): give a whole number of bars, 0 or more`]],
      ONLY,
    );
  }
});
