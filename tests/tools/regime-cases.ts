import fc from 'fast-check';
import type { RegimeSettings } from '../../src/core/regime/regime-settings.ts';

/** What the models read of a bar. */
export interface RegimeBar {
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/** Settings so short that a few bars visit every regime, but for what is given. */
export function regimeSettingsOf(given: Partial<RegimeSettings> = {}): RegimeSettings {
  return {
    model: 'rules',
    interval: '1m',
    adxLength: 3,
    trend: { on: 25, off: 20 },
    volatilityBars: 3,
    history: 9,
    volatility: { on: 2, off: 1.5 },
    drawdownBars: 4,
    crisis: { on: 0.1, off: 0.05 },
    confirm: 2,
    dwell: 3,
    marketShare: 0.5,
    window: 12,
    refit: 5,
    certainty: 0.6,
    ...given,
  };
}

/** Bars of a market that mostly moves a little and now and then far, in whole price units. */
export function someRegimeBars(maxLength = 120): fc.Arbitrary<readonly RegimeBar[]> {
  const move = fc.oneof({ weight: 6, arbitrary: fc.integer({ min: -6, max: 6 }) }, fc.integer({ min: -90, max: 90 }));
  const step = fc.record({ move, above: fc.nat(8), below: fc.nat(8) });
  return fc.array(step, { minLength: 20, maxLength }).map((steps) => {
    let last = 1_000_000;
    return steps.map(({ move: thousandths, above, below }): RegimeBar => {
      const close = Math.max(10_000, Math.round(last * (1 + thousandths / 1000)));
      const [high, low] = [Math.max(last, close) + 1000 * above, Math.max(1, Math.min(last, close) - 1000 * below)];
      last = close;
      return { high, low, close };
    });
  });
}
