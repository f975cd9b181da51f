import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { testInstrument } from '../../../tests/tools/scripted-session.ts';
import type { ErrorCode } from '../../kernel/error-codes.ts';
import { BallastError, fail } from '../../kernel/errors.ts';
import { enter, exit, order, target, type StrategyIntent } from '../../strategy/index.ts';
import { readIntent } from './read-intent.ts';

const INSTRUMENT = testInstrument('ONE/USDT.TEST', { tick: '0.05', lot: '0.001' });
const lookup = (id: string | undefined) =>
  id === undefined || id === INSTRUMENT.id ? INSTRUMENT : fail('STRATEGY_UNKNOWN_INSTRUMENT', `strategy one does not trade ${id}`);
const read = (intent: unknown) => readIntent(intent as StrategyIntent, lookup);

/** What reading came to: the signal, or the code of the refusal. Anything else that is thrown is thrown on. */
function outcomeOf(intent: unknown): ReturnType<typeof read> | ErrorCode {
  try {
    return read(intent);
  } catch (error) {
    if (error instanceof BallastError) return error.code;
    throw error;
  }
}

const CODES: readonly unknown[] = ['STRATEGY_BAD_INTENT', 'STRATEGY_NOT_FINITE', 'STRATEGY_UNKNOWN_INSTRUMENT'];

function assertReadOrRefused(intent: unknown): void {
  const outcome = outcomeOf(intent);
  if (typeof outcome === 'string') return assert.ok(CODES.includes(outcome), outcome);
  if (outcome.kind !== 'order') return;
  const prices = [outcome.limitPrice, outcome.stopPrice, outcome.trailOffset, outcome.bracketStop, outcome.bracketTarget];
  for (const price of prices.filter((each) => each !== undefined)) {
    assert.ok(Number.isSafeInteger(price) && price > 0 && price % INSTRUMENT.tick === 0, `${price} is a price on a tick`);
  }
  assert.ok(Number.isFinite(outcome.size.value) && outcome.size.value > 0);
}

const number = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 1e300, 5e-324, 0.1, 100));
const nonsense = fc.oneof(
  fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true, withSparseArray: true }),
  number,
);

test('anything that a handler may return is a signal or a refusal of the strategy, and never another error', () => {
  fc.assert(fc.property(nonsense, assertReadOrRefused), { numRuns: 2_000 });
  for (const value of [Promise.resolve(), () => 1, Symbol('s'), 10n, { action: Symbol('s') }, { action: { toString: 1 } }, []])
    assertReadOrRefused(value);
});

test('so is an intent with anything in its fields', () => {
  const fields = (required: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<unknown> =>
    fc.record(
      {
        ...required,
        limit: nonsense,
        stop: nonsense,
        target: nonsense,
        trail: nonsense,
        quantity: nonsense,
        notional: nonsense,
        weight: nonsense,
        instrument: nonsense,
        timeInForce: nonsense,
        postOnly: nonsense,
        reduceOnly: nonsense,
        orderId: nonsense,
        side: nonsense,
        type: nonsense,
        direction: nonsense,
      },
      { requiredKeys: ['action'] as never },
    );
  fc.assert(fc.property(fields({ action: fc.constantFrom('enter', 'exit', 'target', 'cancel', 'order') }), assertReadOrRefused), {
    numRuns: 2_000,
  });
});

test('so is an intent of the right shape with any numbers', () => {
  const type = fc.constantFrom('market', 'limit', 'stop', 'stop-limit', 'trailing-stop');
  const sized = { quantity: number, limit: number, stop: number };
  const intent = fc.oneof(
    fc.record(
      { ...sized, action: fc.constant('enter'), direction: fc.constantFrom('long', 'short'), target: number },
      { requiredKeys: ['action', 'direction', 'quantity'] },
    ),
    fc.record({ ...sized, action: fc.constant('order'), side: fc.constantFrom('buy', 'sell'), type, trail: number }),
    fc.record({ action: fc.constant('target'), weight: number }),
  );
  fc.assert(fc.property(intent, assertReadOrRefused), { numRuns: 2_000 });
});

suite('NaN and infinities are named for what they are, by whoever makes the intent and by whoever reads it', () => {
  const size = { quantity: 1 };
  for (const [name, make, plain] of [
    ['a weight', () => target(NaN), { action: 'target', weight: NaN }],
    ['a quantity', () => enter('long', { quantity: Infinity }), { action: 'enter', direction: 'long', quantity: Infinity }],
    ['a notional', () => enter('long', { notional: NaN }), { action: 'enter', direction: 'long', notional: NaN }],
    ['a limit', () => enter('long', { ...size, limit: NaN }), { action: 'enter', direction: 'long', ...size, limit: NaN }],
    [
      'a stop of a bracket',
      () => enter('long', { ...size, stop: -Infinity }),
      { action: 'enter', direction: 'long', ...size, stop: -Infinity },
    ],
    ['a target of a bracket', () => enter('long', { ...size, target: NaN }), { action: 'enter', direction: 'long', ...size, target: NaN }],
    [
      'a stop',
      () => order({ ...size, side: 'buy', type: 'stop', stop: NaN }),
      { action: 'order', ...size, side: 'buy', type: 'stop', stop: NaN },
    ],
    [
      'a trail',
      () => order({ ...size, side: 'buy', type: 'trailing-stop', trail: NaN }),
      { action: 'order', ...size, side: 'buy', type: 'trailing-stop', trail: NaN },
    ],
  ] as const)
    test(name, () => {
      assert.throws(make, { code: 'STRATEGY_NOT_FINITE' });
      assert.throws(() => read(plain), { code: 'STRATEGY_NOT_FINITE' });
    });
});

suite('what contradicts itself is refused, and the message says what', () => {
  for (const [intent, message] of [
    [{ action: 'enter', direction: 'long', quantity: 1, stp: 95 }, /enter has no "stp"; did you mean stop\?/],
    [{ action: 'order', side: 'buy', type: 'market', quantity: 1, colour: 'red' }, /order has no "colour"$/],
    [{ action: 'exit', quantity: 1 }, /exit has no "quantity"/],
    [{ action: 'enter', direction: 'long', quantity: 1, weight: 1 }, /exactly one of quantity, notional and weight/],
    [{ action: 'enter', direction: 'long', quantity: null }, /quantity is null, not a number/],
    [{ action: 'enter', direction: 'long', quantity: 0 }, /quantity is 0; it must be above zero/],
    [{ action: 'enter', direction: 'long', quantity: 1e300 }, /quantity is 1e\+300, which is more than can be counted/],
    [{ action: 'enter', direction: 'long', quantity: 1, stop: 0 }, /stop price is 0; it must be above zero/],
    [{ action: 'enter', direction: 'short', quantity: 1, target: 0.01 - 1 }, /limit price is -0\.99; it must be above zero/],
    [{ action: 'enter', direction: 'long', quantity: 1, postOnly: true }, /post-only belongs to a GTC limit order/],
    [{ action: 'enter', direction: 'long', quantity: 1, limit: 5, postOnly: 'yes' }, /postOnly is "yes", not true or false/],
    [{ action: 'enter', direction: 'long', quantity: 1, timeInForce: 'DAY' }, /"DAY" is not GTC, IOC or FOK/],
    [{ action: 'enter', direction: 'long', quantity: 1, instrument: 7 }, /instrument is 7, not the id of one/],
    [{ action: 'order', side: 'long', type: 'market', quantity: 1 }, /"long" is not buy or sell/],
    [{ action: 'order', side: 'buy', type: 'oco', quantity: 1 }, /"oco" is not an order type/],
    [{ action: 'order', side: 'buy', type: 'limit', quantity: 1 }, /limit is undefined, not a number/],
    [{ action: 'order', side: 'buy', type: 'trailing-stop', quantity: 1, trail: 0 }, /trail is 0; it must be above zero/],
    [{ action: 'cancel', orderId: '7' }, /orderId is "7", not a number/],
    [Promise.resolve(), /a handler returned a promise/],
    [null, /a handler returned null/],
    [{ action: 'buy' }, /a handler returned \{"action":"buy"\}/],
  ] as const)
    test(String(message), () => assert.throws(() => read(intent), { code: 'STRATEGY_BAD_INTENT', message }));
});

test('prices move to the tick on the passive side: no limit pays more than was said, no stop acts earlier', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.06, max: 1e6, noNaN: true }), fc.constantFrom('buy' as const, 'sell' as const), (value, side) => {
      const signal = read(order({ side, type: 'stop-limit', stop: value, limit: value, quantity: 1 }));
      assert.ok(signal.kind === 'order' && signal.limitPrice !== undefined && signal.stopPrice !== undefined);
      const [limit, stop] = [signal.limitPrice / 100, signal.stopPrice / 100];
      assert.ok(side === 'buy' ? limit <= value && stop >= value : limit >= value && stop <= value);
      assert.ok(Math.abs(limit - value) < 0.05 && Math.abs(stop - value) < 0.05);
    }),
  );
});

test('the legs of a bracket stand against the entry, moved the same way', () => {
  const long = read(enter('long', { quantity: 1, stop: 94.99, target: 110.01 }));
  assert.ok(long.kind === 'order');
  assert.deepEqual([long.bracketStop, long.bracketTarget], [9_495, 11_005]);
  const short = read(enter('short', { quantity: 1, stop: 110.01, target: 94.99 }));
  assert.ok(short.kind === 'order');
  assert.deepEqual([short.bracketStop, short.bracketTarget], [11_005, 9_495]);
});

test('a trailing stop never follows closer than was said', () => {
  const signal = read(order({ side: 'sell', type: 'trailing-stop', trail: 0.01, quantity: 1 }));
  assert.ok(signal.kind === 'order');
  assert.equal(signal.trailOffset, 5);
});

test('what is said and what is meant: defaults', () => {
  assert.deepEqual(read(exit()), { kind: 'exit', instrument: INSTRUMENT });
  assert.deepEqual(read(target(0.5, { instrument: INSTRUMENT.id })), { kind: 'target', instrument: INSTRUMENT, weight: 0.5 });
  assert.deepEqual(read(enter('short', { weight: 0.1 })), {
    kind: 'order',
    instrument: INSTRUMENT,
    side: 'sell',
    type: 'market',
    size: { kind: 'weight', value: 0.1 },
    timeInForce: 'GTC',
    postOnly: false,
    reduceOnly: false,
    role: 'entry',
    limitPrice: undefined,
    stopPrice: undefined,
    trailOffset: undefined,
    bracketStop: undefined,
    bracketTarget: undefined,
  });
  assert.equal(outcomeOf(exit({ instrument: 'OTHER/USDT.TEST' })), 'STRATEGY_UNKNOWN_INSTRUMENT');
});
