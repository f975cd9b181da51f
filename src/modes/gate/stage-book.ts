import { BallastError } from '../../kernel/errors.ts';
import { canonicalJson } from '../../kernel/canonical-json.ts';
import { formatDecimal, parseDecimal } from '../../kernel/exact.ts';
import type { Micros } from '../../kernel/time.ts';
import { demote, nextStanding, promote, type CourseRules, type Standing, type Stay } from '../../core/gate/stage-course.ts';
import type { Certificate, CertifiedDeployment } from '../../domain/certificate.ts';
import { currency } from '../../domain/money.ts';
import { isReal, STAGES, type Stage } from '../../domain/stage.ts';
import type { StageEvent, StageEventKind } from '../../domain/stage-event.ts';
import type { Store } from '../../ports/store.ts';
import type { CertificateBook } from './certificate-book.ts';

/** What a stage book is kept with. */
export interface StageBookSetup {
  readonly store: Pick<Store, 'stageEvents' | 'enterStage' | 'runs' | 'audit'>;
  readonly certificates: CertificateBook;
  readonly rules: CourseRules;
  /** The reporting currency. */
  readonly currency: string;
  readonly now: () => Micros;
}

/** Where a deployment stands, and what it needs for the next step. */
export interface StageView {
  readonly deployment: string;
  readonly standing: Standing;
  /** How it came there; nothing for one that has not begun. */
  readonly event: StageEvent | undefined;
  readonly next: Standing | undefined;
  /** Why it cannot take that step now; nothing when only an approval is missing that is being given. */
  readonly missing: Stay | undefined;
  /** The certificate by which it would. */
  readonly certificate: Certificate | undefined;
}

/** The stages of deployments: where each stands by the store, and its way on and back. */
export class StageBook {
  readonly #setup: StageBookSetup;

  constructor(setup: StageBookSetup) {
    this.#setup = setup;
  }

  /** The newest event of each deployment, by its name. */
  async newest(): Promise<ReadonlyMap<string, StageEvent>> {
    const events = await this.#setup.store.stageEvents();
    return new Map(events.map((event) => [event.deployment, event]));
  }

  /** Where a deployment, as it is now, stands. One that is not what it was begins anew. */
  async view(deployment: CertifiedDeployment, approvedBy: readonly string[] = []): Promise<StageView> {
    const { rules, now } = this.#setup;
    const event = (await this.newest()).get(deployment.id);
    const standing = this.#standingOf(event);
    const next = nextStanding(standing, rules, now());
    const certificate = next === undefined ? undefined : this.#certificateFor(deployment, next, standing.since);
    const shown = await this.#shown(deployment, standing, certificate, approvedBy);
    const outcome = promote(standing, shown, rules, now());
    return { deployment: deployment.id, standing, event, next, missing: 'code' in outcome ? outcome : undefined, certificate };
  }

  /**
   * A person approves the next step, and the deployment takes it once enough have. Returns where it stands then.
   * Errors: why it stays where it is, and those of the person's key.
   */
  async promote(deployment: CertifiedDeployment, by: string, reason: string): Promise<StageView> {
    const before = await this.view(deployment, [by]);
    const { missing, certificate, next } = before;
    // An approval is given whenever nothing but approvals is missing; it stays on the certificate for those that follow.
    if (missing !== undefined && missing.code !== 'GATE_NOT_APPROVED') return refuse(missing, deployment.id);
    if (certificate !== undefined) this.#setup.certificates.approve(certificate.document.id, by);
    if (missing !== undefined) return refuse(missing, deployment.id);
    if (next === undefined) return before;
    const approved = certificate === undefined ? undefined : this.#setup.certificates.find(certificate.document.id);
    await this.#enter(deployment.id, 'promoted', before.standing, next, `operator:${by}`, reason, approved);
    return this.view(deployment);
  }

  /** Takes a deployment back, at once: one step, or to paper. Returns where it stands then. */
  async demote(id: string, actor: string, reason: string, toPaper = false): Promise<Standing> {
    const { rules, now } = this.#setup;
    const event = (await this.newest()).get(id);
    const standing = this.#standingOf(event);
    let back = demote(standing, rules, now());
    while (toPaper && isReal(back.stage)) back = demote(back, rules, now());
    // The certificate of a later stage holds for the earlier ones too, at their limits.
    const certificate = isReal(back.stage) ? (event?.certificate ?? null) : null;
    await this.#enter(
      id,
      'demoted',
      standing,
      back,
      actor,
      reason,
      certificate === null ? undefined : (JSON.parse(certificate) as Certificate),
    );
    return back;
  }

  /** The latest time that is known: a clock that was set back says an earlier one. */
  async latest(): Promise<Micros> {
    const [entry] = await this.#setup.store.audit({ limit: 1, newest: true });
    return Math.max(this.#setup.now(), entry?.ts ?? 0);
  }

  #standingOf(event: StageEvent | undefined): Standing {
    if (event === undefined) return { stage: 'backtest', limit: 0, since: 0 };
    return { stage: event.stage, limit: parseDecimal(event.limit, currency(event.currency).scale, 'floor'), since: event.ts };
  }

  /** The newest certificate that opens a stage to this very deployment, issued since it stands where it does: what was proven before a fall counts no more. */
  #certificateFor(deployment: CertifiedDeployment, { stage, limit }: Standing, since: Micros): Certificate | undefined {
    const { certificates, now } = this.#setup;
    const trading = { deployment, stage, isReal: false, now: now() };
    return certificates.of(deployment.id).find((certificate) => {
      const { issuedAt, limit: certified } = certificate.document;
      const most = parseDecimal(certified.amount, currency(certified.currency).scale, 'floor');
      return issuedAt >= since && most >= limit && certificates.objections(certificate, trading, 0).length === 0;
    });
  }

  /** What was shown in a stage: by backtests that were kept, or by the certificate that a validation issued. */
  async #shown(deployment: CertifiedDeployment, { stage }: Standing, certificate: Certificate | undefined, approvedBy: readonly string[]) {
    if (stage === 'backtest') {
      const isKept = (await this.#setup.store.runs()).some(({ settings }) => isRunOf(settings, deployment));
      return { verdict: isKept ? ('passed' as const) : undefined, fills: 0, approvedBy };
    }
    const people = [...(certificate?.approvals ?? []).map(({ by }) => by), ...approvedBy];
    const verdict = certificate === undefined ? undefined : ('passed' as const);
    return { verdict, fills: certificate?.document.criteria['fills']?.measured ?? 0, approvedBy: people };
  }

  async #enter(
    deployment: string,
    kind: StageEventKind,
    from: Standing,
    to: Standing,
    actor: string,
    reason: string,
    certificate: Certificate | undefined,
  ): Promise<void> {
    const { store, now, currency: code } = this.#setup;
    const events = await store.stageEvents();
    const between = STAGES.slice(STAGES.indexOf(from.stage) + 1, STAGES.indexOf(to.stage));
    await store.enterStage({
      seq: (events.at(-1)?.seq ?? 0) + 1,
      ts: now(),
      deployment,
      kind,
      stage: to.stage,
      limit: formatDecimal(to.limit, currency(code).scale),
      currency: code,
      skipped: kind === 'promoted' ? between : ([] as readonly Stage[]),
      actor,
      reason,
      certificate: certificate === undefined ? null : JSON.stringify(certificate),
    });
  }
}

/** Whether a kept backtest ran this very code with these very parameters. */
function isRunOf(settings: string, { codeHash, params }: CertifiedDeployment): boolean {
  const { strategy } = JSON.parse(settings) as { readonly strategy?: { readonly hash?: string; readonly params?: unknown } };
  return strategy?.hash === codeHash && canonicalJson(strategy.params ?? {}) === canonicalJson(params);
}

function refuse({ code, message }: Stay, where: string): never {
  throw new BallastError(code, message, { where });
}
