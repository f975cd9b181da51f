import { setTimeout as delay } from 'node:timers/promises';

import type { Micros } from '../kernel/time.ts';
import type { HealthCheck, StatusSnapshot } from '../ports/status-source.ts';

/** When a dependency counts as unwell. */
export interface HealthLimits {
  /** Data older than this is stale. */
  readonly maxFeedAge: Micros;
  /** An input that waits longer than this for its commit means that the store cannot keep up. */
  readonly maxUncommittedAge: Micros;
  /** How long the store may take to answer. */
  readonly storeTimeoutMs: number;
}

/** Asks the store, and looks at the age of the data and of what is not yet stored. Never throws. */
export async function healthChecks(
  snapshot: StatusSnapshot,
  store: { readonly engine: string; ping(): Promise<void> },
  limits: HealthLimits,
): Promise<readonly HealthCheck[]> {
  return [await checkStore(store, limits.storeTimeoutMs), checkFeed(snapshot, limits), checkCommits(snapshot, limits)];
}

async function checkStore(store: { readonly engine: string; ping(): Promise<void> }, timeoutMs: number): Promise<HealthCheck> {
  const timeout = new AbortController();
  const answer = store.ping().then(
    () => ({ name: 'store', ok: true, detail: `${store.engine} answers` }),
    (error: unknown) => ({ name: 'store', ok: false, detail: error instanceof Error ? error.message : String(error) }),
  );
  const silence = delay(timeoutMs, undefined, { signal: timeout.signal }).then(
    () => ({ name: 'store', ok: false, detail: `${store.engine} did not answer within ${timeoutMs} ms` }),
    () => answer,
  );
  const first = await Promise.race([answer, silence]);
  timeout.abort();
  return first;
}

function checkFeed({ feed }: StatusSnapshot, { maxFeedAge }: HealthLimits): HealthCheck {
  if (!feed.connected) return { name: 'feed', ok: false, detail: `${feed.name} is not connected` };
  if (feed.age === undefined) return { name: 'feed', ok: false, detail: `${feed.name} has sent no data yet` };
  const age = `its newest data is ${seconds(feed.age)} old`;
  return {
    name: 'feed',
    ok: feed.age <= maxFeedAge,
    detail: `${feed.name}: ${age}${feed.age <= maxFeedAge ? '' : `, at most ${seconds(maxFeedAge)} are allowed`}`,
  };
}

function checkCommits({ uncommittedAge }: StatusSnapshot, { maxUncommittedAge }: HealthLimits): HealthCheck {
  const ok = uncommittedAge <= maxUncommittedAge;
  const detail =
    uncommittedAge === 0 ? 'all that was decided is stored' : `the oldest input has waited ${seconds(uncommittedAge)} to be stored`;
  return { name: 'commits', ok, detail };
}

function seconds(age: Micros): string {
  return `${(age / 1_000_000).toFixed(1)} s`;
}
