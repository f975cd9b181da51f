import type { Regime, RegimeEffect, RegimeRule } from '../../domain/regime.ts';

/** What a rule makes of the regimes of an instrument and of the market; where it follows both, the stricter of the two effects. */
export function effectOf({ follow, effects }: RegimeRule, instrument: Regime | undefined, market: Regime | undefined): RegimeEffect {
  const [own, wide] = [effects[instrument ?? 'unknown'], effects[market ?? 'unknown']];
  if (follow === 'both') return strictness(wide) > strictness(own) ? wide : own;
  return follow === 'market' ? wide : own;
}

/** A smaller share is stricter, a pause stricter than any share, a stop stricter than all. */
function strictness(effect: RegimeEffect): number {
  return effect.kind === 'stop' ? 2 : effect.kind === 'pause' ? 1 : -effect.share;
}
