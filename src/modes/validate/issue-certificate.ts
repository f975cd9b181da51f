import { createHash } from 'node:crypto';

import { fail } from '../../kernel/errors.ts';
import { formatDecimal, parseDecimal } from '../../kernel/exact.ts';
import type { Micros } from '../../kernel/time.ts';
import type { Judgement } from '../../core/gate/judge.ts';
import { nextStanding } from '../../core/gate/stage-course.ts';
import { CERTIFICATE_VERSION, type Certificate, type CertifiedDeployment } from '../../domain/certificate.ts';
import { currency } from '../../domain/money.ts';
import type { Config } from '../../config/schema.ts';
import type { Store } from '../../ports/store.ts';
import type { CertificateBook } from '../gate/certificate-book.ts';
import { stageRules } from '../gate/stage-rules.ts';
import type { ValidationRun } from './validation-run.ts';

/** What a certificate is issued on. */
export interface Proof {
  readonly run: ValidationRun;
  readonly judgement: Judgement;
  readonly store: Store;
  readonly config: Config;
  readonly deployment: CertifiedDeployment;
  readonly certificates: CertificateBook;
  readonly now: Micros;
}

/** Issues the certificate that a run which has passed is worth: for the stage that comes after the one in which its deployment stands. */
export async function issueCertificate({ run, judgement, store, config, deployment, certificates, now }: Proof): Promise<Certificate> {
  const { begun, lastAlive } = run.course;
  const { gate } = config;
  const { scale } = currency(gate.currency);
  const event = (await store.stageEvents()).findLast((each) => each.deployment === deployment.id);
  const standing = { stage: event?.stage ?? ('paper' as const), limit: parseDecimal(event?.limit ?? '0', scale, 'floor'), since: 0 };
  const next = nextStanding(standing.stage === 'backtest' ? { ...standing, stage: 'paper' } : standing, stageRules(config), now);
  if (next === undefined) return fail('GATE_STAGE_LAST', 'it is in full already', { where: deployment.id });
  const [newest] = await store.audit({ limit: 1, newest: true });
  const criteria = judgement.criteria.flatMap(({ name, limit, measured }) =>
    measured === undefined ? [] : [[name, { limit, measured }] as const],
  );
  return certificates.issue(
    {
      version: CERTIFICATE_VERSION,
      id: run.id,
      deployment,
      stage: next.stage,
      limit: { amount: formatDecimal(next.limit, scale), currency: gate.currency },
      run: {
        profile: begun.profile,
        session: begun.session,
        from: begun.ts,
        to: lastAlive,
        isSimulated: begun.isSimulated,
        dataHash: await dataHash(store, begun.session),
      },
      criteriaHash: begun.criteriaHash,
      criteria: Object.fromEntries(criteria),
      audit: { seq: newest?.seq ?? 0, hash: newest?.hash ?? '0'.repeat(64) },
      issuedAt: now,
      expiresAt: now + gate.validity,
    },
    now,
  );
}

/** SHA-256 over every bar that the session saw, as it was journaled. */
async function dataHash(store: Store, session: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const { kind, payload } of store.journal(session, 0)) if (kind === 'bar') hash.update(payload);
  return hash.digest('hex');
}
