import type { EngineSetup } from '../engine/engine.ts';
import type { Beacon } from '../engine/handler-calls.ts';
import type { Clock } from '../ports/clock.ts';
import type { Notice } from '../ports/notifier.ts';
import type { Store } from '../ports/store.ts';
import type { LoadedDeployment } from './load-deployments.ts';
import type { Words } from './session-notices.ts';
import type { SessionPlan } from './session-plan.ts';
import type { SessionRecords } from './session-records.ts';
import { rulesInForce } from './rules-in-force.ts';
import { engineSetup, sessionMarkets } from './session-setup.ts';
import { SimulatedSide } from './simulated-side.ts';
import type { MarketSetup } from './trading-session.ts';
import type { VenueSide } from './venue-side.ts';

/** What the side of a session is told and tells. */
interface SideSurroundings {
  readonly clock: Clock;
  readonly beacon: Beacon;
  readonly onNotice: (notice: Notice) => void;
  readonly signal: AbortSignal;
  readonly store: Store;
}

/**
 * The side of a session that a plan means, with the strategies and the orders by hand seated on its instruments.
 * Errors: `INSTRUMENT_UNKNOWN`, `CONFIG_CURRENCY`, and those of reaching a venue.
 */
export async function openSide(
  plan: SessionPlan,
  deployments: readonly LoadedDeployment[],
  records: SessionRecords,
  { beacon, clock, signal, onNotice, store }: SideSurroundings,
): Promise<VenueSide> {
  const { config, venue } = plan;
  const markets = sessionMarkets(config, deployments);
  const setup = (seated: readonly MarketSetup[]): Omit<EngineSetup, 'markets'> => ({
    ...engineSetup(config, deployments, seated, records),
    beacon,
  });
  if (venue === undefined) return new SimulatedSide(config, markets, setup(markets));
  const [{ LiveSide }, { sessionGate }] = await Promise.all([import('./live/live-side.ts'), import('./gate/session-gate.ts')]);
  const keeper = sessionGate(plan, deployments, store, clock);
  const { countdown } = config.watchdog;
  const surroundings = {
    clock,
    signal,
    keeper,
    countdown,
    env: process.env,
    onNotice: (words: Words) => onNotice({ ts: clock.now(), ...words }),
  };
  return LiveSide.open(venue, markets, setup, surroundings, await rulesInForce(store, plan.sessionId));
}
