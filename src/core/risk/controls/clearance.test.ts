import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';

import { intentOf, riskStateOf } from '../../../../tests/tools/risk-cases.ts';
import type { OrderIntent } from '../../../domain/order.ts';
import { checkOrder, isRefusal } from '../check-order.ts';
import { RiskScope } from '../risk-scope.ts';
import type { RiskState } from '../risk-state.ts';

const CLEARED = { strategyId: 'one', stage: 'canary', limit: 1_000e8, rate: null, expiresAt: 50, certificate: 'c1' } as const;
const exposed = (exposure: number): RiskScope => Object.assign(new RiskScope('strategy', 'one', {}), { exposure });

/** What is said of an order at 100 each, by the gate that asks. */
function said(order: Partial<OrderIntent>, state: Partial<RiskState>): string {
  const outcome = checkOrder(intentOf(order), riskStateOf({ needsClearance: true, clearance: CLEARED, ...state }));
  return isRefusal(outcome) ? outcome.code : 'passes';
}

suite('where a venue asks for certificates', () => {
  for (const { what, order = { quantity: 1 }, state = {}, outcome } of [
    { what: 'an order within the limit of the stage', order: { quantity: 10 }, outcome: 'passes' },
    { what: 'one unit more', order: { quantity: 11 }, outcome: 'RISK_STAGE_LIMIT' },
    {
      what: 'what is held and on its way counts',
      order: { quantity: 6 },
      state: { strategy: exposed(500e8) },
      outcome: 'RISK_STAGE_LIMIT',
    },
    { what: 'up to the limit with it', order: { quantity: 5 }, state: { strategy: exposed(500e8) }, outcome: 'passes' },
    { what: 'a strategy without a certificate', state: { clearance: undefined }, outcome: 'GATE_CERTIFICATE_MISSING' },
    { what: 'the last moment of a certificate', state: { now: 49 }, outcome: 'passes' },
    { what: 'its end', state: { now: 50 }, outcome: 'GATE_EXPIRED' },
    {
      what: 'an exit without a certificate',
      order: { side: 'sell', quantity: 5, reduceOnly: true },
      state: { clearance: undefined, position: 5 },
      outcome: 'passes',
    },
    {
      what: 'an exit after the end, though too much is held',
      order: { side: 'sell', quantity: 5, reduceOnly: true },
      state: { now: 99, position: 5, strategy: exposed(9_000e8) },
      outcome: 'passes',
    },
    { what: 'a venue that does not ask', state: { needsClearance: false, clearance: undefined }, outcome: 'passes' },
  ] satisfies readonly { what: string; order?: Partial<OrderIntent>; state?: Partial<RiskState>; outcome: string }[]) {
    test(`${what}: ${outcome}`, () => assert.equal(said(order, state), outcome));
  }
});

test('whatever is ordered, what passes never takes a strategy beyond the limit of its stage', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000 }), fc.integer({ min: 0, max: 2_000 }), (quantity, worth) => {
      const outcome = said({ quantity }, { strategy: exposed(worth * 1e8) });
      assert.equal(outcome === 'passes', worth + quantity * 100 <= 1_000);
    }),
  );
});
