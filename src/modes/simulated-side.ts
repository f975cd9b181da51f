import type { Config } from '../config/schema.ts';
import type { EngineSetup } from '../engine/engine.ts';
import { simulationRules } from './session-terms.ts';
import { simulatedSession, type SimulatedSession } from './simulated-session.ts';
import type { MarketSetup } from './trading-session.ts';
import type { VenueSide } from './venue-side.ts';

/** A session whose venue is simulated here: there is nobody to wait for, and nothing to compare but what is in this process. */
export class SimulatedSide implements VenueSide {
  readonly stage = 'paper';
  readonly session: SimulatedSession;

  constructor(config: Config, markets: readonly MarketSetup[], setup: Omit<EngineSetup, 'markets'>) {
    this.session = simulatedSession(markets, simulationRules(config), setup);
  }

  async begin(): Promise<void> {}
  async ended(): Promise<void> {}
  async close(): Promise<void> {}
}
