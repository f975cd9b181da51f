import { homeFolder } from '../../config/home.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Store } from '../../ports/store.ts';
import type { LoadedDeployment } from '../load-deployments.ts';
import type { SessionPlan } from '../session-plan.ts';
import { certifiedDeployment } from './certified-deployment.ts';
import { engineHash } from './engine-hash.ts';
import { GateKeeper } from './gate-keeper.ts';

/** The gate before the venue of a session, for exactly what the session has loaded. */
export function sessionGate({ config, home }: SessionPlan, loaded: readonly LoadedDeployment[], store: Store, clock: Clock): GateKeeper {
  const engine = engineHash();
  const deployments = loaded.map((deployment) => certifiedDeployment(config, deployment, engine));
  return new GateKeeper({ config, home: homeFolder(home), store, deployments, now: () => clock.now() });
}
