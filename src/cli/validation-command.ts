import { systemClock } from '../adapters/clock/system-clock.ts';
import { instrumentOf } from '../config/instrument-definition.ts';
import { coverageOf } from '../core/gate/validation-course.ts';
import { findInstrument } from '../data/instruments/find-instrument.ts';
import { fail } from '../kernel/errors.ts';
import { formatTime, MICROS_PER_HOUR, MICROS_PER_MINUTE, type Micros } from '../kernel/time.ts';
import { openConfiguredStore } from '../modes/open-configured-store.ts';
import { measureRun } from '../modes/validate/measure-run.ts';
import { ValidationRun } from '../modes/validate/validation-run.ts';
import type { Store } from '../ports/store.ts';
import { configOrDefault } from './config-or-default.ts';
import type { CliContext } from './context.ts';
import { judgementLines } from './judgement-lines.ts';
import { renderTable } from './table.ts';

/** `ballast validation list`. */
export async function listRuns(context: CliContext, json: boolean): Promise<void> {
  const rows = await withStore(context, async (store) => {
    const runs: ShownRun[] = [];
    for (const id of await store.validationRuns()) runs.push(shown(await ValidationRun.find(store, id)));
    return runs;
  });
  if (json) return context.out(JSON.stringify(rows, null, 2));
  if (rows.length === 0) return context.out('No validation runs yet. `ballast validate` begins one.');
  const cells = rows.map(({ run, deployment, state, left }) => [run, deployment, state, left === null ? '' : `${left} h left`]);
  for (const line of renderTable(['run', 'deployment', 'state', ''], cells, context.stdout.columns)) context.out(line);
}

/** `ballast validation show`: what is known so far, judged as if it were the end. */
export async function showRun(context: CliContext, id: string, json: boolean): Promise<void> {
  const also = configOrDefault(context).instruments.map(instrumentOf);
  const home = context.openHome({ create: false });
  const { run, judgement } = await withStore(context, async (store) => {
    const found = await ValidationRun.find(store, id);
    const names = found.course.begun.deployments.flatMap(({ instruments }) => instruments);
    const measured = await measureRun(store, found, {
      instruments: names.map((name) => findInstrument(name, { also })),
      drills: home.drills,
    });
    return { run: shown(found), judgement: found.judgeSoFar(measured) };
  });
  if (json) return context.out(JSON.stringify({ ...run, criteria: judgement.criteria }, null, 2));
  context.out(`${run.run}: ${run.state}${run.left === null ? '' : `, ${run.left} h left`}`);
  for (const line of judgementLines(judgement, context.stdout.columns)) context.out(line);
}

/** `ballast validation maintenance`. */
export async function announce(
  context: CliContext,
  id: string,
  flags: { readonly by: string; readonly reason: string; readonly for: string },
): Promise<void> {
  const [, count = '', unit = ''] = /^([1-9]\d{0,3})(m|h)$/.exec(flags.for) ?? [];
  if (count === '') fail('USAGE_INVALID', `--for is a length of time such as 10m, not ${JSON.stringify(flags.for)}`);
  const length = Number(count) * (unit === 'h' ? MICROS_PER_HOUR : MICROS_PER_MINUTE);
  const until = await withStore(context, async (store) => {
    const run = await ValidationRun.find(store, id);
    const { begun, lastAlive } = run.course;
    const now: Micros = begun.isAccelerated ? lastAlive : systemClock.now();
    await run.maintain(flags.by, flags.reason, now + length, now);
    return now + length;
  });
  context.out(`${id} may be down until ${formatTime(until)}; that counts against its allowance.`);
}

/** A run as people and programs read it. */
interface ShownRun {
  readonly run: string;
  readonly deployment: string;
  readonly profile: string;
  readonly state: string;
  readonly coverage: number | null;
  readonly restarts: number;
  readonly endsAt: string;
  /** Hours until its end; null once it has one. */
  readonly left: string | null;
}

function shown(run: ValidationRun): ShownRun {
  const { course } = run;
  const { begun, voided, ended, lastAlive, endsAt, restarts } = course;
  const isOpen = voided === undefined && ended === undefined;
  return {
    run: run.id,
    deployment: begun.deployments.map(({ id }) => id).join(', '),
    profile: begun.profile,
    state: voided === undefined ? (ended?.verdict ?? 'going on') : `void: ${voided}`,
    coverage: coverageOf(course) ?? null,
    restarts,
    endsAt: formatTime(endsAt),
    left: isOpen ? (Math.max(0, endsAt - lastAlive) / MICROS_PER_HOUR).toFixed(1) : null,
  };
}

async function withStore<T>(context: CliContext, act: (store: Store) => Promise<T>): Promise<T> {
  const store = await openConfiguredStore(configOrDefault(context), context.openHome({ create: false }));
  try {
    return await act(store);
  } finally {
    await store.close();
  }
}
