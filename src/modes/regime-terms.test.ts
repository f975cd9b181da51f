import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseConfig } from '../config/load.ts';
import { regimeRule, regimeSettings } from './regime-terms.ts';

const configOf = (text: string): ReturnType<typeof parseConfig>['config'] => parseConfig(`version: 1\n${text}`, 'ballast.yaml').config;
const all = { kind: 'scale', share: 1 };

test('nothing is told, and nothing follows it, where no model is configured', () => {
  const config = configOf('regime: { effects: { crisis: stop } }');
  assert.deepEqual([regimeSettings(config), regimeRule(config, undefined)], [undefined, undefined]);
});

test('every setting has its default, and shares and multiples become numbers', () => {
  assert.deepEqual(regimeSettings(configOf('regime: { model: hmm, crisis: { above: 12.5% } }')), {
    model: 'hmm',
    interval: '15m',
    adxLength: 14,
    trend: { on: 25, off: 20 },
    volatilityBars: 16,
    history: 672,
    volatility: { on: 2, off: 1.5 },
    drawdownBars: 16,
    crisis: { on: 0.125, off: 0.05 },
    confirm: 3,
    dwell: 4,
    marketShare: 0.5,
    window: 672,
    refit: 96,
    certainty: 0.6,
  });
});

test('a crisis pauses all strategies, unless the file says otherwise', () => {
  assert.deepEqual(regimeRule(configOf('regime: { model: rules }'), undefined), {
    follow: 'instrument',
    effects: { trend: all, range: all, 'high-volatility': all, crisis: { kind: 'pause' }, unknown: all },
  });
});

test('what a deployment says goes before what holds for all', () => {
  const config = configOf('regime: { model: rules, follow: market, effects: { range: 50%, highVolatility: 25% } }');
  assert.deepEqual(regimeRule(config, { follow: 'both', highVolatility: 'stop', unknown: 'pause' }), {
    follow: 'both',
    effects: {
      trend: all,
      range: { kind: 'scale', share: 0.5 },
      'high-volatility': { kind: 'stop' },
      crisis: { kind: 'pause' },
      unknown: { kind: 'pause' },
    },
  });
});
