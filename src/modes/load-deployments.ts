import { createHash } from 'node:crypto';
import { fail } from '../kernel/errors.ts';
import { builds, INTERVALS, type Interval } from '../domain/interval.ts';
import type { Config } from '../config/schema.ts';
import { needsOf, type Deployment } from '../engine/strategy-host.ts';
import type { LoadedStrategy } from '../adapters/strategies/load-strategy.ts';
import { regimeRule } from './regime-terms.ts';

/** A strategy of the configuration, loaded and ready for the engine. */
export interface LoadedDeployment extends Deployment {
  readonly loaded: LoadedStrategy;
}

/**
 * Loads every enabled strategy of a configuration; `onLoading` is told whose turn it is, and in the end that none is loaded any more.
 * Errors: `CONFIG_NO_STRATEGY`, and those of loading a strategy.
 */
export async function loadDeployments(
  config: Config,
  folder: string,
  onLoading: (strategyId: string | undefined) => void = () => undefined,
): Promise<readonly LoadedDeployment[]> {
  const enabled = config.strategies.filter(({ enabled: isEnabled }) => isEnabled);
  if (enabled.length === 0) fail('CONFIG_NO_STRATEGY', 'no strategy is enabled');
  const { loadStrategy } = await import('../adapters/strategies/load-strategy.ts');
  const deployments: LoadedDeployment[] = [];
  for (const { id, strategy, instruments, interval, params, regime } of enabled) {
    onLoading(id);
    const loaded = await loadStrategy(strategy, { params, cwd: folder });
    const regimes = regimeRule(config, regime);
    const { definition, params: checked } = loaded;
    deployments.push({ id, definition, params: checked, instrumentIds: instruments, interval, ...(regimes && { regimes }), loaded });
  }
  onLoading(undefined);
  return deployments;
}

/** The instruments of all deployments, and for each the longest interval from which all wanted ones, that of regimes too, can be built: the bars to feed. */
export function wantedBars(deployments: readonly Deployment[], regimes?: Interval): ReadonlyMap<string, Interval> {
  const wanted = new Map<string, Interval[]>();
  for (const deployment of deployments) {
    const { instrumentIds, interval } = deployment;
    const bars = needsOf(deployment).bars ?? [{}];
    for (const id of instrumentIds) wanted.set(id, [...(wanted.get(id) ?? []), interval, ...bars.map((each) => each.interval ?? interval)]);
  }
  return new Map([...wanted].map(([id, intervals]) => [id, baseOf(regimes === undefined ? intervals : [...intervals, regimes])]));
}

function baseOf(intervals: readonly Interval[]): Interval {
  return INTERVALS.findLast((base) => intervals.every((interval) => builds(base, interval))) ?? '1s';
}

/** How a result names what ran: one strategy as it is, several together under one hash. */
export function describeStrategies(deployments: readonly LoadedDeployment[]): {
  id: string;
  version: string;
  hash: string;
  params: Record<string, unknown>;
} {
  const [first, ...others] = deployments;
  if (first === undefined) return fail('CONFIG_NO_STRATEGY', 'no strategy is enabled');
  if (others.length === 0)
    return { id: first.definition.id, version: first.definition.version, hash: first.loaded.hash, params: { ...first.params } };
  return {
    id: deployments.map(({ id }) => id).join(' + '),
    version: deployments.map(({ definition }) => definition.version).join(' + '),
    hash: createHash('sha256')
      .update(deployments.map(({ loaded }) => loaded.hash).join('\n'))
      .digest('hex'),
    params: Object.fromEntries(deployments.map(({ id, params }) => [id, params])),
  };
}
