import { systemClock } from '../adapters/clock/system-clock.ts';
import { instrumentOf } from '../config/instrument-definition.ts';
import { findInstrument } from '../data/instruments/find-instrument.ts';
import { fail } from '../kernel/errors.ts';
import { formatDecimal } from '../kernel/exact.ts';
import { formatTime } from '../kernel/time.ts';
import { currency } from '../domain/money.ts';
import { displayDecimal } from '../report/display.ts';
import type { Standing } from '../core/gate/stage-course.ts';
import { reviewStage } from '../modes/gate/review-stage.ts';
import type { StageView } from '../modes/gate/stage-book.ts';
import type { CliContext } from './context.ts';
import { atGate, deploymentNamed, type GateDesk } from './gate-desk.ts';
import { judgementLines } from './judgement-lines.ts';
import { renderTable } from './table.ts';

/** A person's decision on a stage. */
interface Decision {
  readonly by: string;
  readonly reason: string;
  readonly paper?: boolean;
}

/** `ballast stage list`. */
export async function listStages(context: CliContext, json: boolean): Promise<void> {
  const views = await atGate(context, async ({ book, deployments, code }) => {
    const all: ShownStage[] = [];
    for (const deployment of deployments) all.push(shown(await book.view(deployment), code));
    return all;
  });
  if (json) return context.out(JSON.stringify(views, null, 2));
  const rows = views.map(({ deployment, stage, limit, since, next, missing }) => [
    deployment,
    `${stage} ${limit}`.trim(),
    since ?? '',
    missing?.message ?? `ready for ${next ?? '-'}`,
  ]);
  for (const line of renderTable(['deployment', 'stage', 'since', 'next step'], rows, context.stdout.columns)) context.out(line);
}

/** `ballast stage show`. */
export async function showStage(context: CliContext, id: string, json: boolean): Promise<void> {
  const view = await atGate(context, async (desk) => shown(await desk.book.view(deploymentNamed(desk, id)), desk.code));
  if (json) return context.out(JSON.stringify(view, null, 2));
  for (const line of describe(view)) context.out(line);
}

/** `ballast stage promote`. */
export async function promoteStage(context: CliContext, id: string, { by, reason }: Decision): Promise<void> {
  const view = await atGate(context, async (desk) => {
    const deployment = deploymentNamed(desk, id);
    const { certificate } = await desk.book.view(deployment);
    // Where there is no certificate to sign, whoever approves shows all the same that the name is theirs.
    if (certificate === undefined) desk.keys.sign({ deployment: id, reason }, 'approval', by);
    return shown(await desk.book.promote(deployment, by, reason), desk.code);
  });
  context.out(`${id} is in ${view.stage}${view.limit === '' ? '' : `, with positions of ${view.limit} at most`}.`);
}

/** `ballast stage review`. Errors: `VALIDATION_NOT_PASSED`, and those of `reviewStage`. */
export async function reviewStages(context: CliContext, id: string, session: string | undefined, json: boolean): Promise<void> {
  const { judgement, certificate } = await atGate(context, async (desk) => {
    const deployment = deploymentNamed(desk, id);
    const instruments = deployment.instruments.map((instrument) =>
      findInstrument(instrument, { also: desk.config.instruments.map(instrumentOf) }),
    );
    return reviewStage(deployment, session ?? desk.config.account.id, instruments, { ...desk, now: systemClock.now() });
  });
  if (json) context.out(JSON.stringify({ ...judgement, certificate: certificate?.document.id ?? null }, null, 2));
  else for (const line of judgementLines(judgement, context.stdout.columns)) context.out(line);
  if (certificate === undefined) return fail('VALIDATION_NOT_PASSED', `${id} in its stage: ${judgement.verdict}`, { where: id });
  if (!json) context.out(`Passed. Certificate ${certificate.document.id}; next: ballast stage promote ${id}.`);
}

/** `ballast stage demote`. */
export async function demoteStage(context: CliContext, id: string, { by, reason, paper = false }: Decision): Promise<void> {
  const back = await atGate(context, async ({ book, code }) => {
    const standing = await book.demote(id, `operator:${by}`, reason, paper);
    return { stage: standing.stage, limit: limitOf(standing, code) };
  });
  context.out(`${id} is back in ${back.stage}${back.limit === '' ? '' : `, with positions of ${back.limit} at most`}.`);
}

/** A stage as people and programs read it. */
interface ShownStage {
  readonly deployment: string;
  readonly stage: string;
  readonly limit: string;
  readonly since: string | null;
  readonly by: string | null;
  readonly reason: string | null;
  readonly next: string | null;
  readonly missing: { readonly code: string; readonly message: string } | null;
  readonly certificate: string | null;
}

function shown({ deployment, standing, event, next, missing, certificate }: StageView, code: GateDesk['code']): ShownStage {
  return {
    deployment,
    stage: standing.stage,
    limit: limitOf(standing, code),
    since: event === undefined ? null : formatTime(event.ts),
    by: event?.actor ?? null,
    reason: event?.reason ?? null,
    next: next === undefined ? null : `${next.stage} ${limitOf(next, code)}`.trim(),
    missing: missing ?? null,
    certificate: certificate?.document.id ?? null,
  };
}

function limitOf({ limit }: Standing, code: string): string {
  return limit === 0 ? '' : `${displayDecimal(formatDecimal(limit, currency(code).scale))} ${code}`;
}

function* describe({ deployment, stage, limit, since, by, reason, next, missing, certificate }: ShownStage): Generator<string> {
  yield `${deployment}: ${stage}${limit === '' ? '' : `, positions of ${limit} at most`}`;
  if (since !== null) yield `since ${since}, by ${by ?? ''}: ${reason ?? ''}`;
  if (next === null) return;
  yield missing === null
    ? `next: ${next}; approve it with \`ballast stage promote ${deployment} --by NAME --reason ...\``
    : `next: ${next}; not yet: ${missing.message} (${missing.code})`;
  if (certificate !== null) yield `by certificate ${certificate}`;
}
