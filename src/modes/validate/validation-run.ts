import { createHash } from 'node:crypto';

import { canonicalJson } from '../../kernel/canonical-json.ts';
import { fail } from '../../kernel/errors.ts';
import { formatTime, type Micros } from '../../kernel/time.ts';
import { ALIVE_EVERY, coverageOf, validationCourse, type ValidationCourse } from '../../core/gate/validation-course.ts';
import type { Criteria, Measured } from '../../domain/criteria.ts';
import { judge, type Judgement } from '../../core/gate/judge.ts';
import type { Profile } from '../../core/gate/profiles.ts';
import type { CertifiedDeployment } from '../../domain/certificate.ts';
import type { ValidationEvent } from '../../domain/validation-event.ts';
import type { Store } from '../../ports/store.ts';

/** What a run is begun with. */
export interface ValidationPlan {
  readonly session: string;
  readonly profile: string;
  readonly rules: Profile;
  readonly deployment: CertifiedDeployment;
  readonly isSimulated: boolean;
  /** Whether time is that of the synthetic exchange. */
  readonly isAccelerated: boolean;
}

/** What one minute was like. */
export interface Minute {
  readonly ts: Micros;
  readonly isFresh: boolean;
  /** In seconds. */
  readonly feedAge: number;
  readonly latency: number | null;
}

type Unnumbered = ValidationEvent extends infer Each ? (Each extends ValidationEvent ? Omit<Each, 'seq'> : never) : never;
type ValidationStore = Pick<Store, 'recordValidation' | 'validationEvents' | 'validationRuns'>;

/** SHA-256 over what is asked of a run. */
export function criteriaHash(criteria: Criteria): string {
  return createHash('sha256').update(canonicalJson(criteria)).digest('hex');
}

/** A validation run: all that it knows of itself is in the store, whatever happens to its process. */
export class ValidationRun {
  readonly id: string;
  readonly #store: ValidationStore;
  readonly #events: ValidationEvent[];

  private constructor(store: ValidationStore, id: string, events: readonly ValidationEvent[]) {
    this.#store = store;
    this.id = id;
    this.#events = [...events];
  }

  /** Begins a run at a moment; from then on nothing of what is asked can change. */
  static async begin(store: ValidationStore, plan: ValidationPlan, ts: Micros): Promise<ValidationRun> {
    const { session, profile, rules, deployment, isSimulated, isAccelerated } = plan;
    const { length, allowance, criteria } = rules;
    const run = new ValidationRun(store, session, []);
    const begun = {
      kind: 'begun' as const,
      ts,
      session,
      profile,
      length,
      allowance,
      criteria: { ...criteria },
      isSimulated,
      isAccelerated,
    };
    await run.#record({ ...begun, criteriaHash: criteriaHash(criteria), deployments: [deployment] });
    return run;
  }

  /** The run of a session, begun before. Errors: `VALIDATION_UNKNOWN`. */
  static async find(store: ValidationStore, session: string): Promise<ValidationRun> {
    const events = await store.validationEvents(session);
    if (events.length === 0) fail('VALIDATION_UNKNOWN', `there is no validation run "${session}"`, { where: session });
    return new ValidationRun(store, session, events);
  }

  /** The run of a deployment that is still going on, if there is one. */
  static async goingOn(store: ValidationStore, deployment: string, profile: string): Promise<ValidationRun | undefined> {
    for (const id of (await store.validationRuns()).toReversed()) {
      const run = await ValidationRun.find(store, id);
      const { begun, voided, ended } = run.course;
      const isIts = begun.deployments.some(({ id: own }) => own === deployment);
      if (isIts && begun.profile === profile && voided === undefined && ended === undefined) return run;
    }
    return undefined;
  }

  get course(): ValidationCourse {
    return validationCourse(this.#events);
  }

  /** A process takes it up; one that would run something else voids it. */
  async start(deployment: CertifiedDeployment, ts: Micros): Promise<void> {
    const { begun } = this.course;
    const isSame = canonicalJson(begun.deployments) === canonicalJson([deployment]);
    await this.#record({ kind: 'started', ts });
    if (!isSame) await this.void('what would run is not what it began with', ts);
  }

  /** Says that it is up, once in a while, and notices what has become of it. */
  async alive({ ts, isFresh, feedAge, latency }: Minute): Promise<void> {
    const before = this.course;
    if (ts >= before.lastAlive && ts - before.lastAlive < ALIVE_EVERY && ts < before.endsAt) return;
    await this.#record({ kind: 'alive', ts, isFresh, feedAge, latency });
    const { voided } = this.course;
    if (voided !== undefined && before.voided === undefined) await this.void(voided, ts);
  }

  /** Puts on record whether the alert that was raised on purpose arrived. */
  async canary(hasArrived: boolean, ts: Micros): Promise<void> {
    await this.#record({ kind: 'canary', ts, hasArrived });
  }

  /** A person says that it will be down, and until when. */
  maintain(by: string, reason: string, until: Micros, ts: Micros): Promise<void> {
    return this.#record({ kind: 'maintenance', ts, by, reason, until }, `operator:${by}`);
  }

  void(reason: string, ts: Micros): Promise<void> {
    return this.#record({ kind: 'voided', ts, reason });
  }

  /** Ends it with what was measured. Errors: `VALIDATION_NOT_OVER`, `VALIDATION_VOID`. */
  async end(measured: Measured, ts: Micros): Promise<Judgement> {
    const { begun, endsAt, voided, lastAlive } = this.course;
    if (voided !== undefined) fail('VALIDATION_VOID', `it is void: ${voided}`, { where: this.id });
    if (lastAlive < endsAt) fail('VALIDATION_NOT_OVER', `it ends at ${formatTime(endsAt)}`, { where: this.id });
    const judgement = judge(begun.criteria, { ...measured, ...this.#ownMeasures() });
    const values = Object.fromEntries(
      judgement.criteria.flatMap(({ name, measured: value }) => (value === undefined ? [] : [[name, value]])),
    );
    await this.#record({ kind: 'ended', ts, verdict: judgement.verdict, measured: values });
    return judgement;
  }

  /** How it would be judged by what is known so far. */
  judgeSoFar(measured: Measured): Judgement {
    return judge(this.course.begun.criteria, { ...measured, ...this.#ownMeasures() });
  }

  #ownMeasures(): Measured {
    const course = this.course;
    const coverage = coverageOf(course);
    const { alertArrived } = course;
    const [feedAge, latency] = [worst(course.feedAges), worst(course.latencies)];
    return {
      ...(coverage !== undefined && { coverage }),
      ...(feedAge !== undefined && { feedAge }),
      ...(latency !== undefined && { latency }),
      ...(alertArrived !== undefined && { canaryAlert: Number(alertArrived) }),
    };
  }

  async #record(event: Unnumbered, actor = 'validation'): Promise<void> {
    const numbered = { ...event, seq: this.#events.length + 1 } as ValidationEvent;
    const { seq: _seq, ts, kind, ...details } = numbered;
    const audit = kind === 'alive' ? [] : [{ ts, actor, action: `validation.${kind}`, subject: this.id, details: { ...details } }];
    await this.#store.recordValidation(this.id, numbered, audit);
    this.#events.push(numbered);
  }
}

/** The value that 99 of 100 do not exceed. */
function worst(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.ceil(sorted.length * 0.99) - 1];
}
