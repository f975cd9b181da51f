import { existsSync } from 'node:fs';

import { systemClock } from '../adapters/clock/system-clock.ts';
import type { KeyRing } from '../adapters/keys/key-ring.ts';
import type { Config } from '../config/schema.ts';
import type { Store } from '../ports/store.ts';
import { loadConfig } from '../config/load.ts';
import type { CertifiedDeployment } from '../domain/certificate.ts';
import { fail } from '../kernel/errors.ts';
import { homeFolder } from '../config/home.ts';
import { CertificateBook } from '../modes/gate/certificate-book.ts';
import { certifiedDeployment } from '../modes/gate/certified-deployment.ts';
import { engineHash } from '../modes/gate/engine-hash.ts';
import { GateKeeper } from '../modes/gate/gate-keeper.ts';
import { StageBook } from '../modes/gate/stage-book.ts';
import { stageRules } from '../modes/gate/stage-rules.ts';
import { loadDeployments } from '../modes/load-deployments.ts';
import { openConfiguredStore } from '../modes/open-configured-store.ts';
import type { CliContext } from './context.ts';
import { openKeyRing } from './open-key-ring.ts';

/** What a person at the gate has before them. */
export interface GateDesk {
  readonly book: StageBook;
  readonly certificates: CertificateBook;
  readonly keys: KeyRing;
  /** What the configuration enables, as it is now. */
  readonly deployments: readonly CertifiedDeployment[];
  readonly keeper: GateKeeper;
  readonly store: Store;
  readonly config: Config;
  /** The reporting currency. */
  readonly code: string;
}

/** Opens store, keys and certificates of the home folder for `act`, with the deployments of ballast.yaml. Errors: those of each of them. */
export async function atGate<T>(context: CliContext, act: (desk: GateDesk) => Promise<T>): Promise<T> {
  const home = context.openHome({ create: false });
  const { config, folder } = loadConfig(context.configFile);
  const engine = engineHash();
  const deployments = (await loadDeployments(config, folder)).map((deployment) => certifiedDeployment(config, deployment, engine));
  const keys = openKeyRing(context, home.keys);
  const certificates = new CertificateBook(home.certificates, keys);
  const store = await openConfiguredStore(config, home);
  const { currency } = config.gate;
  const now = (): number => systemClock.now();
  try {
    return await act({
      book: new StageBook({ store, certificates, rules: stageRules(config), currency, now }),
      certificates,
      keys,
      deployments,
      store,
      config,
      keeper: new GateKeeper({ config, home, store, deployments, now }),
      code: currency,
    });
  } finally {
    await store.close();
  }
}

/** Refuses a host where real money trades, unless every deployment has a certificate that holds. Errors: codes that begin with `GATE_`. */
export async function demandCertificates(context: CliContext, host: string): Promise<void> {
  if (!existsSync(homeFolder(context.home).marker) || !existsSync(context.configFile))
    fail('GATE_CERTIFICATE_MISSING', `orders would go to ${host}, where real money trades`, { where: host });
  await atGate(context, ({ keeper }) => keeper.demand(true, [], host));
}

/** The deployment of a name. Errors: `GATE_DEPLOYMENT_UNKNOWN`. */
export function deploymentNamed({ deployments }: Pick<GateDesk, 'deployments'>, id: string): CertifiedDeployment {
  const names = deployments.map((deployment) => deployment.id).join(', ');
  return (
    deployments.find((deployment) => deployment.id === id) ??
    fail('GATE_DEPLOYMENT_UNKNOWN', `ballast.yaml enables no deployment ${JSON.stringify(id)}`, { where: id, mend: `It enables ${names}.` })
  );
}
