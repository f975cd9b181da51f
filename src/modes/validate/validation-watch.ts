import { MICROS_PER_SECOND, type Micros } from '../../kernel/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { StatusSnapshot } from '../../ports/status-source.ts';
import type { Store } from '../../ports/store.ts';
import { ValidationRun, type ValidationPlan } from './validation-run.ts';

/** How often the session is looked at. */
const LOOK = MICROS_PER_SECOND / 5;

/** What a watch looks after. */
export interface ValidationWatchSetup {
  readonly store: Store;
  readonly clock: Clock;
  readonly plan: ValidationPlan;
  /** A run that goes on; else one begins with the first word of the session. */
  readonly run: ValidationRun | undefined;
  /** Market data older than this is stale. */
  readonly maxFeedAge: Micros;
  /** The session; nothing while it is coming back. */
  readonly status: () => StatusSnapshot | undefined;
  /** How long commits took since it was asked last, in seconds. */
  readonly takeCommits: () => readonly number[];
  /** Raises an alert on purpose; whether it arrived where alerts go. */
  readonly raiseAlert: (id: string) => Promise<boolean>;
  /** Ends the session in order. */
  readonly stop: () => void;
}

/** Looks after a validation run while its session trades: keeps its clock, sees when it is void, and ends it at its last second. */
export async function watchValidation(setup: ValidationWatchSetup, signal: AbortSignal): Promise<ValidationRun | undefined> {
  const { clock, status, stop } = setup;
  let { run } = setup;
  let hasStarted = false;
  const commits: number[] = [];
  for (; !signal.aborted; await clock.sleep(LOOK, signal)) {
    const snapshot = status();
    if (snapshot === undefined) continue;
    const ts = timeOf(setup, snapshot);
    run ??= await ValidationRun.begin(setup.store, setup.plan, ts);
    if (!hasStarted) {
      await run.start(setup.plan.deployment, ts);
      await run.canary(await setup.raiseAlert(run.id), ts);
    }
    hasStarted = true;
    commits.push(...setup.takeCommits());
    const before = run.course.lastAlive;
    await run.alive({ ts: Math.min(ts, run.course.endsAt), ...feedOf(setup, snapshot), latency: slowest(commits) });
    if (run.course.lastAlive > before) commits.length = 0;
    if (run.course.voided !== undefined || run.course.lastAlive >= run.course.endsAt) stop();
  }
  return run;
}

/** An accelerated run goes by its market's clock. */
function timeOf({ plan, clock }: ValidationWatchSetup, { now }: StatusSnapshot): Micros {
  return plan.isAccelerated ? now : clock.now();
}

/** The feed of an accelerated run makes its own time, faster than life: what is stale there is told by the feed alone. */
function feedOf(
  { plan, maxFeedAge }: ValidationWatchSetup,
  { feed }: StatusSnapshot,
): { readonly isFresh: boolean; readonly feedAge: number } {
  const age = plan.isAccelerated ? 0 : (feed.age ?? Infinity);
  const feedAge = Math.min(age, 1e15) / MICROS_PER_SECOND;
  return { isFresh: feed.connected && age <= maxFeedAge, feedAge };
}

/** The time that 99 of 100 did not exceed; nothing where nothing was stored. */
function slowest(seconds: readonly number[]): number | null {
  const sorted = [...seconds].sort((one, other) => one - other);
  return sorted[Math.ceil(sorted.length * 0.99) - 1] ?? null;
}
