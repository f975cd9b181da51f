import { createHash } from 'node:crypto';
import { fail } from '../kernel/errors.ts';
import { compareIntervals, type Interval } from '../domain/interval.ts';
import type { Config } from '../config/schema.ts';
import type { Deployment } from '../engine/strategy-host.ts';
import type { LoadedStrategy } from '../adapters/strategies/load-strategy.ts';

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
  for (const { id, strategy, instruments, interval, params } of enabled) {
    onLoading(id);
    const loaded = await loadStrategy(strategy, { params, cwd: folder });
    deployments.push({ id, definition: loaded.definition, params: loaded.params, instrumentIds: instruments, interval, loaded });
  }
  onLoading(undefined);
  return deployments;
}

/** The instruments of all deployments, and for each the shortest interval that any of them wants: the bars to feed. */
export function wantedBars(deployments: readonly Deployment[]): ReadonlyMap<string, Interval> {
  const wanted = new Map<string, Interval>();
  for (const { definition, params, instrumentIds, interval } of deployments) {
    const needs = typeof definition.data === 'function' ? definition.data({ params }) : definition.data;
    const shortest = (needs?.bars ?? []).map((bars) => bars.interval ?? interval).reduce(shorter, interval);
    for (const id of instrumentIds) wanted.set(id, shorter(wanted.get(id) ?? shortest, shortest));
  }
  return wanted;
}

function shorter(left: Interval, right: Interval): Interval {
  return compareIntervals(left, right) <= 0 ? left : right;
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
