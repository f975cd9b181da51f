import type { RegimeEffect, RegimeRule } from '../domain/regime.ts';
import type { Config, StrategyDeployment } from '../config/schema.ts';
import type { RegimeSettings } from '../core/regime/regime-settings.ts';

/** How regimes are found, as the configuration says it; undefined where no model is configured. */
export function regimeSettings({ regime }: Pick<Config, 'regime'>): RegimeSettings | undefined {
  const { model, interval, confirm, dwell, trend, volatility, crisis, hmm, marketShare } = regime;
  if (model === 'none') return undefined;
  return {
    model,
    interval,
    adxLength: trend.length,
    trend: { on: trend.above, off: trend.below },
    volatilityBars: volatility.bars,
    history: volatility.history,
    volatility: { on: Number(volatility.above), off: Number(volatility.below) },
    drawdownBars: crisis.bars,
    crisis: { on: Number(crisis.above), off: Number(crisis.below) },
    confirm,
    dwell,
    marketShare: Number(marketShare),
    window: hmm.window,
    refit: hmm.refit,
    certainty: Number(hmm.certainty),
  };
}

/** What regimes do to a deployment: what it says itself, else what holds for all; undefined where no model is configured. */
export function regimeRule({ regime }: Pick<Config, 'regime'>, own: StrategyDeployment['regime']): RegimeRule | undefined {
  if (regime.model === 'none') return undefined;
  const { follow, effects } = regime;
  return {
    follow: own?.follow ?? follow,
    effects: {
      trend: effectOf(own?.trend ?? effects.trend),
      range: effectOf(own?.range ?? effects.range),
      'high-volatility': effectOf(own?.highVolatility ?? effects.highVolatility),
      crisis: effectOf(own?.crisis ?? effects.crisis),
      unknown: effectOf(own?.unknown ?? effects.unknown),
    },
  };
}

function effectOf(text: string): RegimeEffect {
  return text === 'pause' || text === 'stop' ? { kind: text } : { kind: 'scale', share: Number(text) };
}
