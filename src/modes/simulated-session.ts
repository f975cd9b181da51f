import type { EngineSetup } from '../engine/engine.ts';
import { SimulatedVenue, type SimulatedVenueState, type SimulationRules } from '../sim/simulated-venue.ts';
import type { SessionVenue } from './session-venue.ts';
import { TradingSession, type MarketSetup } from './trading-session.ts';

/** A session on the simulated venue: a backtest, or paper. */
export type SimulatedSession = TradingSession<SimulatedVenue & SessionVenue<SimulatedVenueState>>;

/** A session whose venue is simulated here, by these rules. */
export function simulatedSession(
  markets: readonly MarketSetup[],
  rules: SimulationRules,
  setup: Omit<EngineSetup, 'markets'>,
): SimulatedSession {
  const venue = new SimulatedVenue(rules, setup.terms.type, { [setup.terms.currency.code]: setup.terms.cash });
  for (const { instrument } of markets) venue.list(instrument);
  return new TradingSession(markets, venue, setup);
}
