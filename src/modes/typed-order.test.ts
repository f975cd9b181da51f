import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildInstrument } from '../domain/instrument-spec.ts';
import { isBallastError } from '../kernel/errors.ts';
import type { TypedOrder } from './operator-command.ts';
import { typedOrder } from './typed-order.ts';

const instrument = buildInstrument({
  id: 'BTC/USDT.SIM',
  kind: 'spot',
  calendar: '24/7',
  tick: '0.05',
  lot: '0.001',
  effectiveFrom: 0,
});
const typed = (changes: Partial<TypedOrder>): TypedOrder => ({
  kind: 'order',
  by: 'ada',
  instrument: instrument.id,
  side: 'buy',
  type: 'market',
  quantity: '0.5',
  ...changes,
});

test('what is typed is meant as it is', () => {
  assert.deepEqual(typedOrder(typed({ quantity: '0.500', type: 'stop-limit', stop: '100.05', limit: '100.1' }), instrument), {
    action: 'order',
    side: 'buy',
    type: 'stop-limit',
    quantity: 0.5,
    stop: 100.05,
    limit: 100.1,
    postOnly: false,
    reduceOnly: false,
  });
  assert.deepEqual(typedOrder(typed({ type: 'limit', limit: '3', timeInForce: 'IOC', reduceOnly: true }), instrument), {
    action: 'order',
    side: 'buy',
    type: 'limit',
    quantity: 0.5,
    limit: 3,
    timeInForce: 'IOC',
    postOnly: false,
    reduceOnly: true,
  });
});

const refused: readonly [what: string, order: Partial<TypedOrder>, code: string, message: RegExp][] = [
  ['a quantity between two lots', { quantity: '0.0015' }, 'ORDER_OFF_STEP', /no multiple of 0\.001; the nearest are 0\.001 and 0\.002$/],
  ['a quantity below one lot', { quantity: '0.0004' }, 'ORDER_OFF_STEP', /the nearest are 0\.001$/],
  ['nothing', { quantity: '0' }, 'ORDER_OFF_STEP', /the nearest are 0\.001$/],
  ['less than nothing', { quantity: '-1' }, 'ORDER_OFF_STEP', /quantity -1 /],
  ['a limit off the tick', { type: 'limit', limit: '100.07' }, 'ORDER_OFF_STEP', /the nearest are 100\.05 and 100\.10$/],
  ['a stop off the tick', { type: 'stop', stop: '100.051' }, 'ORDER_OFF_STEP', /the nearest are 100\.05 and 100\.10$/],
  ['a trail off the tick', { type: 'trailing-stop', trail: '0.01' }, 'ORDER_OFF_STEP', /the nearest are 0\.05$/],
  ['what is no number', { quantity: '1e3' }, 'NUMBER_INVALID', /"1e3"/],
  ['a price that is missing', { type: 'limit' }, 'NUMBER_INVALID', /""/],
  ['more digits than can be counted', { quantity: '1234567890123456.789' }, 'NUMBER_OVERFLOW', /./],
];
for (const [what, order, code, message] of refused) {
  test(`${what} is refused, not rounded`, () => {
    assert.throws(
      () => typedOrder(typed(order), instrument),
      (error: unknown) => isBallastError(error) && error.code === code && message.test(error.message),
    );
  });
}
