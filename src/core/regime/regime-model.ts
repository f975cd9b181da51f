import type { Regime } from '../../domain/regime.ts';
import type { MarketMeasures } from './market-measures.ts';

/** What tells regimes from measures. That of a crisis is told beside it: a fall is a fact, whatever a model makes of it. */
export interface RegimeModel {
  /** What the measures of the newest bar say; undefined while it is too early to say. They are ready. */
  judge(measures: MarketMeasures): Exclude<Regime, 'crisis'> | undefined;
  /** All that it remembers, JSON-safe; to be given to a model of the same settings. */
  state: unknown;
}
