import { createHash } from 'node:crypto';

import { canonicalJson } from '../../kernel/canonical-json.ts';
import type { CertifiedDeployment } from '../../domain/certificate.ts';
import type { Config } from '../../config/schema.ts';
import type { LoadedDeployment } from '../load-deployments.ts';

/** What may differ between the validation of a deployment and its trading; every other key counts, those of later versions too. */
const NOT_TRADING = [
  'version',
  'strategies',
  'instruments',
  'feed',
  'venue',
  'store',
  'server',
  'notify',
  'backtest',
  'gate',
  'validation',
] as const;

/** A deployment of a configuration as a certificate names it; `engine` is the hash of what runs it. */
export function certifiedDeployment(config: Config, deployment: LoadedDeployment, engine: string): CertifiedDeployment {
  const { definition, loaded, params, instrumentIds, interval } = deployment;
  return {
    id: deployment.id,
    strategy: definition.id,
    strategyVersion: definition.version,
    codeHash: loaded.hash,
    params: JSON.parse(canonicalJson(params)) as Record<string, unknown>,
    instruments: [...instrumentIds],
    interval,
    configurationHash: configurationHash(config, deployment.id),
    engineHash: engine,
  };
}

/** SHA-256 over all settings that trading depends on. How much money there is does not count: the stage bounds it. */
function configurationHash(config: Config, id: string): string {
  const { cash: _cash, ...account } = config.account;
  const { killFile: _killFile, ...risk } = config.risk;
  const settings = Object.fromEntries(Object.entries(config).filter(([key]) => !NOT_TRADING.some((other) => other === key)));
  const own = config.strategies.find((deployment) => deployment.id === id);
  const deployment = { ...own, strategy: undefined, enabled: undefined };
  return createHash('sha256')
    .update(canonicalJson({ ...settings, account, risk, deployment }))
    .digest('hex');
}
