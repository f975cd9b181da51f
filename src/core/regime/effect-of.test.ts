import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { RegimeEffect, RegimeRule } from '../../domain/regime.ts';
import { effectOf } from './effect-of.ts';

const scale = (share: number): RegimeEffect => ({ kind: 'scale', share });
const [pause, stop] = [{ kind: 'pause' }, { kind: 'stop' }] as const;
const effects: RegimeRule['effects'] = { trend: scale(1), range: scale(0.5), 'high-volatility': pause, crisis: stop, unknown: scale(0.1) };

suite('what regimes do to a strategy', () => {
  test('that follows its instrument', () => {
    assert.deepEqual(effectOf({ follow: 'instrument', effects }, 'range', 'crisis'), scale(0.5));
  });

  test('that follows the market', () => {
    assert.deepEqual(effectOf({ follow: 'market', effects }, 'range', 'crisis'), stop);
  });

  test('before one is known', () => {
    assert.deepEqual(effectOf({ follow: 'instrument', effects }, undefined, 'crisis'), scale(0.1));
  });

  for (const [instrument, market, expected] of [
    ['trend', 'range', scale(0.5)],
    ['range', 'trend', scale(0.5)],
    ['high-volatility', 'range', pause],
    ['range', 'high-volatility', pause],
    ['crisis', 'high-volatility', stop],
    ['high-volatility', 'crisis', stop],
  ] as const)
    test(`that follows both: ${instrument} of a market in ${market} has the stricter effect`, () => {
      assert.deepEqual(effectOf({ follow: 'both', effects }, instrument, market), expected);
    });
});
