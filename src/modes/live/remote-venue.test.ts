import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { RemoteSession } from '../../../tests/tools/remote-session.ts';
import { intentOf } from '../../../tests/tools/risk-cases.ts';
import { TERMS } from '../../../tests/tools/scripted-session.ts';
import { saveEngine, restoreEngine } from '../../engine/engine-state.ts';
import { currency } from '../../domain/money.ts';
import { enter, exit, order, type Intents } from '../../strategy/index.ts';

/** A strategy that returns one thing once the first bar has closed. */
const first = (intents: Intents) => ({ onBar: (minute: number): Intents => (minute === 0 ? intents : undefined) });
const BRACKET = enter('long', { quantity: 2, stop: 90, target: 120 });

suite('what the venue cannot hold is held here', () => {
  test('a stop, where the venue has none: once a price reaches it, it goes out to trade at once', () => {
    const it = new RemoteSession(first(enter('long', { quantity: 2, stop: 90 })), { orderTypes: ['market', 'limit'] });
    it.bar(100, 100, 100, 100);
    it.accepts(1);
    it.fills(1, 2, 100);
    assert.deepEqual(it.sent, ['1 buy 2 market']);
    it.bar(100, 101, 91, 95);
    assert.deepEqual(it.sent.slice(1), []);
    it.bar(95, 96, 90, 94);
    assert.deepEqual(it.sent.slice(1), ['2 sell 2 market']);
    it.fills(2, 2, 89);
    assert.equal(it.position, 0);
  });

  test('the target beside a stop that locks the coins at the venue: the stop is cancelled before it goes out', () => {
    const it = new RemoteSession(first(BRACKET));
    it.bar(100, 100, 100, 100);
    it.fills(1, 2, 100);
    it.accepts(2);
    assert.deepEqual(it.sent, ['1 buy 2 market', '2 sell 2 stop 90']);
    it.bar(100, 119, 100, 119);
    assert.deepEqual(it.sent.slice(2), []);
    it.bar(119, 121, 118, 120);
    assert.deepEqual(it.sent.slice(2), ['cancel 2', '3 sell 2 market']);
    it.says({ kind: 'canceled', intentId: 2, reason: 'on request' });
    it.fills(3, 2, 120);
    assert.deepEqual([it.position, it.engine.account.desk.count], [0, 0]);
  });

  test('and when the stop fills first, the target is let go of', () => {
    const it = new RemoteSession(first(BRACKET));
    it.bar(100, 100, 100, 100);
    it.fills(1, 2, 100);
    it.accepts(2);
    it.fills(2, 2, 90);
    it.bar(90, 130, 90, 130);
    assert.deepEqual(it.sent, ['1 buy 2 market', '2 sell 2 stop 90']);
    assert.equal(it.engine.account.desk.count, 0);
  });

  test('a target alone stands at the venue', () => {
    const it = new RemoteSession(first(enter('long', { quantity: 2, target: 120 })));
    it.bar(100, 100, 100, 100);
    it.fills(1, 2, 100);
    assert.deepEqual(it.sent.slice(1), ['2 sell 2 limit 120']);
  });

  test('a trailing stop follows the best price, never back', () => {
    const it = new RemoteSession(first(order({ side: 'sell', type: 'trailing-stop', trail: 10, quantity: 1, reduceOnly: false })));
    it.engine.account.ledger.book('one', it.instrument).quantity = 1;
    it.bar(100, 100, 100, 100);
    it.bar(100, 115, 100, 110);
    it.bar(110, 112, 106, 107);
    assert.deepEqual(it.sent, []);
    it.bar(107, 108, 105, 106);
    assert.deepEqual(it.sent, ['1 sell 1 market']);
  });

  test('prices from before an order do not reach it: of the bar in which it came only the close counts', () => {
    const it = new RemoteSession(first(enter('long', { quantity: 2, stop: 90 })), { orderTypes: ['market', 'limit'] });
    it.bar(100, 100, 100, 100);
    it.bar(100, 100, 80, 100);
    it.engine.account.time += 30_000_000;
    it.fills(1, 2, 100);
    it.bar(100, 100, 91, 95);
    assert.deepEqual(it.sent, ['1 buy 2 market']);
  });

  test('of two that one price reaches, the one for which nothing is left to close halts nothing', () => {
    const guard = { side: 'sell', quantity: 2, reduceOnly: true } as const;
    const does: Intents[] = [
      enter('long', { quantity: 2 }),
      [order({ ...guard, type: 'trailing-stop', trail: 10 }), order({ ...guard, type: 'trailing-stop', trail: 9 })],
    ];
    const it = new RemoteSession({ onBar: (minute) => does[minute] });
    it.bar(100, 100, 100, 100);
    it.fills(1, 2, 100);
    it.bar(100, 100, 100, 100);
    it.bar(100, 100, 80, 80);
    assert.deepEqual(it.sent.slice(1), ['2 sell 2 market', '3 sell 2 market']);
    it.says({ kind: 'rejected', intentId: 3, reason: 'RISK_REDUCE_ONLY: of the position 0 is left to close' });
    assert.equal(it.engine.markets[0]?.isHalted, false);
  });

  test('a stop of its own that is larger than what is left of its position gives way to one that is not, as no spot venue sees to it', () => {
    const does: Intents[] = [
      enter('long', { quantity: 5 }),
      order({ side: 'sell', type: 'stop', stop: 90, quantity: 5, reduceOnly: true }),
      order({ side: 'sell', type: 'market', quantity: 3, reduceOnly: true }),
    ];
    const it = new RemoteSession({ onBar: (minute) => does[minute] });
    it.bar(100, 100, 100, 100);
    it.fills(1, 5, 100);
    it.bar(100, 100, 100, 100);
    it.accepts(2);
    it.bar(100, 100, 100, 100);
    it.fills(3, 3, 100);
    assert.deepEqual(it.sent.slice(2), ['3 sell 3 market', 'cancel 2', '4 sell 2 stop 90']);
  });

  test('a stop worth less than the venue takes is held', () => {
    const it = new RemoteSession(first(enter('long', { quantity: 2, stop: 90 })), {}, { minNotional: '190' });
    it.bar(100, 100, 100, 100);
    it.fills(1, 2, 100);
    assert.deepEqual(it.sent, ['1 buy 2 market']);
    it.bar(100, 100, 90, 90);
    assert.deepEqual(it.sent.slice(1), ['2 sell 2 market']);
  });

  test('held orders survive a restart, where their triggers stood', () => {
    const trailing = first(order({ side: 'sell', type: 'trailing-stop', trail: 10, quantity: 1 }));
    const it = new RemoteSession(trailing);
    it.engine.account.ledger.book('one', it.instrument).quantity = 1;
    it.bar(100, 100, 100, 100);
    it.bar(100, 120, 100, 115);
    const saved = JSON.parse(JSON.stringify({ engine: saveEngine(it.engine), venue: it.venue.state })) as never as {
      engine: ReturnType<typeof saveEngine>;
      venue: RemoteSession['venue']['state'];
    };
    const again = new RemoteSession({});
    restoreEngine(again.engine, saved.engine);
    again.venue.restore(saved.venue, again.engine.account.desk.all());
    again.bar(115, 116, 111, 112);
    assert.deepEqual(again.sent, []);
    again.bar(112, 112, 110, 111);
    assert.deepEqual(again.sent, ['1 sell 1 market']);
  });
});

suite('a stop and a target that the venue links', () => {
  const opened = (): RemoteSession => {
    const it = new RemoteSession(first(BRACKET), { oco: true });
    it.bar(100, 100, 100, 100);
    it.accepts(1);
    it.fills(1, 2, 100);
    it.accepts(2);
    it.accepts(3);
    return it;
  };

  test('go out as one, and prices that reach the target are left to the venue', () => {
    const it = opened();
    it.bar(100, 125, 100, 125);
    assert.deepEqual(it.sent.slice(1), ['2 sell 2 stop 90 or 3 sell 2 limit 120']);
  });

  test('end each other: the one that has traded a part lets the other go, and is not followed by a smaller one', () => {
    const it = opened();
    it.fills(2, 1, 90);
    assert.deepEqual([it.sent.slice(2), it.status(3)], [['cancel 3'], 'PendingCancel']);
  });

  test('are known for such after a restart: who cancels the target keeps a stop', () => {
    const it = opened();
    const saved = JSON.parse(JSON.stringify({ engine: saveEngine(it.engine), venue: it.venue.state })) as never as {
      engine: ReturnType<typeof saveEngine>;
      venue: RemoteSession['venue']['state'];
    };
    const again = new RemoteSession({}, { oco: true });
    restoreEngine(again.engine, saved.engine);
    again.venue.restore(saved.venue, again.engine.account.desk.all());
    again.byHand((engine) => engine.cancelOrders([3]));
    assert.deepEqual(again.sent, ['cancel 3', 'cancel 2', '4 sell 2 stop 90']);
  });
});

suite('nothing goes out', () => {
  test('before it was released: what many inputs lead to is stored together first', () => {
    const it = new RemoteSession({});
    it.venue.submit(intentOf({ intentId: 7 }), 0);
    assert.deepEqual(it.sent, []);
    it.venue.release();
    assert.deepEqual(it.sent, ['7 buy 1 market']);
  });

  test('of a replay, though the venue is connected after it', () => {
    const it = new RemoteSession({});
    it.venue.submit(intentOf({ intentId: 7 }), 0);
    const fail = (): never => assert.fail('sent');
    it.venue.connect({ submit: fail, submitLinked: fail, cancel: fail });
    it.venue.release();
    assert.deepEqual(it.sent, []);
  });
});

suite('what the venue says', () => {
  test('a fill that is told after the end of its order is booked, once', () => {
    const it = new RemoteSession(first(enter('long', { quantity: 2 })));
    it.bar(100, 100, 100, 100);
    it.accepts(1);
    it.says({ kind: 'canceled', intentId: 1, reason: 'by hand' });
    it.fills(1, 1, 100, { tradeId: 'late' });
    it.fills(1, 1, 100, { tradeId: 'late' });
    assert.deepEqual([it.status(1), it.position], ['Canceled', 1]);
    it.fills(1, 1, 100);
    assert.equal(it.position, 2);
    assert.deepEqual([it.engine.account.desk.reservedMoney, it.engine.account.desk.exposure('one', it.instrument).buying], [0, 0]);
  });

  test('before it has accepted an order it may have filled it', () => {
    const it = new RemoteSession(first(enter('long', { quantity: 2 })));
    it.bar(100, 100, 100, 100);
    it.fills(1, 1, 100);
    it.accepts(1);
    it.fills(1, 1, 100);
    it.accepts(1);
    assert.deepEqual([it.position, it.engine.account.desk.count], [2, 0]);
  });

  test('nothing: the order is unknown, and what it may spend stays reserved until the venue says what became of it', () => {
    const it = new RemoteSession(first(enter('long', { quantity: 2 })));
    it.bar(100, 100, 100, 100);
    it.says({ kind: 'lost', intentId: 1, reason: 'a timeout' });
    it.says({ kind: 'lost', intentId: 1, reason: 'a timeout' });
    assert.deepEqual([it.status(1), it.engine.account.desk.reservedMoney], ['Unknown', 200e8]);
    it.says({ kind: 'rejected', intentId: 1, reason: 'VENUE_NOT_PLACED: it never came' });
    assert.deepEqual([it.status(1), it.engine.account.desk.reservedMoney], ['Rejected', 0]);
  });

  test('what cannot be: the instrument is halted, and only what reduces leaves', () => {
    const it = new RemoteSession({ onBar: (minute) => (minute < 2 ? enter('long', { quantity: 2 }) : minute === 2 ? exit() : undefined) });
    it.bar(100, 100, 100, 100);
    it.accepts(1);
    it.fills(1, 1, 100);
    it.says({ kind: 'rejected', intentId: 1, reason: 'no' });
    assert.equal(it.status(1), 'PendingCancel');
    it.bar(100, 100, 100, 100);
    it.bar(100, 100, 100, 100);
    assert.deepEqual(it.sent, ['1 buy 2 market', 'cancel 1', '3 sell 1 market']);
    assert.deepEqual(
      it.records.refusals.map(({ code }) => code),
      ['RISK_INSTRUMENT_HALTED'],
    );
  });

  test('fills beyond an order: nothing of it is booked, and the instrument is halted', () => {
    const it = new RemoteSession(first(enter('long', { quantity: 2 })));
    it.bar(100, 100, 100, 100);
    it.fills(1, 3, 100);
    assert.equal(it.position, 0);
    assert.ok(it.records.told.includes('00:01 instrument-state HALTED'), it.records.told.join('\n'));
  });

  test('no to a stop: the position that it was to guard is closed, and where that is refused too a person has to look', () => {
    const it = new RemoteSession(first(enter('long', { quantity: 2, stop: 90 })));
    it.bar(100, 100, 100, 100);
    it.fills(1, 2, 100);
    it.says({ kind: 'rejected', intentId: 2, reason: 'VENUE_REJECTED: no stops today' });
    assert.deepEqual(it.sent, ['1 buy 2 market', '2 sell 2 stop 90', '3 sell 2 market']);
    it.says({ kind: 'rejected', intentId: 3, reason: 'VENUE_INSUFFICIENT: nothing to sell' });
    assert.ok(it.records.told.includes('00:01 instrument-state HALTED'));
  });

  test('that an exit never came: it is sent again', () => {
    const it = new RemoteSession({
      onBar: (minute) => (minute === 0 ? enter('long', { quantity: 2 }) : minute === 1 ? exit() : undefined),
    });
    it.bar(100, 100, 100, 100);
    it.fills(1, 2, 100);
    it.bar(100, 100, 100, 100);
    it.says({ kind: 'rejected', intentId: 2, reason: 'VENUE_NOT_PLACED: it never reached the venue' });
    assert.deepEqual(it.sent, ['1 buy 2 market', '2 sell 2 market', '3 sell 2 market']);
    assert.ok(!it.records.told.includes('00:02 instrument-state HALTED'));
  });

  test('that an exit never came, while the gate is shut: it is sent again once what it closes is confirmed', () => {
    const script = {
      onBar: (minute: number): Intents => (minute === 0 ? enter('long', { quantity: 2 }) : minute === 1 ? exit() : undefined),
    };
    const it = new RemoteSession(script);
    it.bar(100, 100, 100, 100);
    it.fills(1, 2, 100);
    it.bar(100, 100, 100, 100);
    it.byHand((engine) => engine.setGate('shut', 'started'));
    it.says({ kind: 'rejected', intentId: 2, reason: 'VENUE_NOT_PLACED: it never reached the venue' });
    assert.deepEqual(it.sent, ['1 buy 2 market', '2 sell 2 market']);
    const back = new RemoteSession(script);
    restoreEngine(back.engine, JSON.parse(JSON.stringify(saveEngine(it.engine))) as ReturnType<typeof saveEngine>);
    back.byHand((engine) => engine.setGate('open', 'all has been compared'));
    assert.deepEqual(back.sent, ['3 sell 2 market']);
  });

  test('an entry in parts is guarded by one stop, which grows with it', () => {
    const it = new RemoteSession(first(enter('long', { quantity: 3, stop: 90 })));
    it.bar(100, 100, 100, 100);
    it.fills(1, 1, 100);
    it.accepts(2);
    it.fills(1, 2, 100);
    assert.deepEqual(it.sent, ['1 buy 3 market', '2 sell 1 stop 90', 'cancel 2', '3 sell 3 stop 90']);
  });

  test('a fee in coins: the position is what is left, its stop guards whole lots, and the rest is flat', () => {
    const it = new RemoteSession(first(enter('long', { quantity: 2, stop: 90 })), {}, {}, 3);
    const { base } = it.instrument;
    it.bar(100, 100, 100, 100);
    it.says({
      kind: 'fill',
      intentId: 1,
      tradeId: 'T',
      price: 100,
      quantity: 2_000,
      notional: 200e8,
      fee: 0.002 * 1e8,
      feeCurrency: base,
      liquidity: 'taker',
    });
    assert.equal(it.position, 1_998);
    assert.deepEqual(it.sent.slice(1), ['2 sell 1000 stop 90']);
    it.byHand((engine) => engine.close(it.instrument.id));
    assert.deepEqual(it.sent.slice(2), ['cancel 2', '3 sell 1000 market']);
  });

  test('a fee in another coin is paid from what is not traded', () => {
    const it = new RemoteSession(first(enter('long', { quantity: 2 })));
    it.bar(100, 100, 100, 100);
    it.fills(1, 2, 100, { fee: 5, feeCurrency: currency('BNB') });
    const { ledger, cash } = it.engine.account;
    assert.deepEqual([it.position, cash, ledger.balance('untraded', 'BNB')], [2, TERMS.cash - 200e8, -5n]);
  });
});

suite('the gate', () => {
  const asks = {
    onBar: (minute: number): Intents =>
      minute === 0 ? enter('long', { quantity: 2 }) : minute === 1 ? [enter('long', { quantity: 1 }), exit()] : undefined,
  };
  const TABLE: readonly (readonly [state: 'open' | 'reduce-only' | 'shut', sent: readonly string[], refused: readonly string[]])[] = [
    ['open', ['2 buy 1 market', 'cancel 2', '3 sell 2 market'], []],
    ['reduce-only', ['3 sell 2 market'], ['RISK_GATE_SHUT']],
    ['shut', [], ['RISK_GATE_SHUT', 'RISK_POSITION_UNCONFIRMED']],
  ];
  for (const [state, sent, refused] of TABLE) {
    test(`${state}: ${sent.length === 0 ? 'nothing leaves' : sent.join(', ')}`, () => {
      const it = new RemoteSession(asks);
      it.bar(100, 100, 100, 100);
      it.fills(1, 2, 100);
      it.byHand((engine) => engine.setGate(state, 'a drill'));
      it.bar(100, 100, 100, 100);
      assert.deepEqual(it.sent.slice(1), sent);
      assert.deepEqual(
        it.records.refusals.map(({ code }) => code),
        refused,
      );
    });
  }

  test('shut: what a person closes by name leaves, and what a person adds does not', () => {
    const it = new RemoteSession(asks);
    it.bar(100, 100, 100, 100);
    it.fills(1, 2, 100);
    it.byHand((engine) => engine.setGate('shut', 'started'));
    it.byHand((engine) => engine.onManualIntent(it.instrument.id, enter('long', { quantity: 1 })));
    it.byHand((engine) => engine.close(it.instrument.id));
    assert.deepEqual(it.sent.slice(1), ['3 sell 2 market']);
    assert.deepEqual(
      it.records.refusals.map(({ code }) => code),
      ['RISK_GATE_SHUT'],
    );
  });
});

suite('what is not ours', () => {
  test('comes and goes once for each reference', () => {
    const it = new RemoteSession({});
    const bnb = currency('BNB');
    for (const amount of [7, 7]) it.byHand((engine) => engine.adjust(bnb, amount, 'deposit', 'transfer:1'));
    it.byHand((engine) => engine.adjust(bnb, -2, 'withdrawal', 'transfer:2'));
    assert.equal(it.engine.account.ledger.held(bnb), 5n);
  });
});

test('an order by hand goes through the same door, into a book of its own', () => {
  const it = new RemoteSession({});
  it.bar(100, 100, 100, 100);
  it.byHand((engine) => engine.onManualIntent(it.instrument.id, order({ side: 'buy', type: 'limit', limit: 90, quantity: 1 })));
  it.byHand((engine) => engine.onManualIntent(it.instrument.id, order({ side: 'sell', type: 'market', quantity: 1 })));
  it.byHand((engine) => engine.onManualIntent(it.instrument.id, { action: 'order' } as never));
  assert.deepEqual(it.sent, ['1 buy 1 limit 90']);
  assert.deepEqual(
    it.records.refusals.map(({ code }) => code),
    ['RISK_SHORT_FORBIDDEN', 'STRATEGY_BAD_INTENT'],
  );
  it.byHand((engine) => engine.cancelOrders([1]));
  assert.deepEqual(it.sent.slice(1), ['cancel 1']);
});
