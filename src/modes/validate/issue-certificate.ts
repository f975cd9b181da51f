import { createHash } from 'node:crypto';

import { fail } from '../../kernel/errors.ts';
import { formatDecimal, parseDecimal } from '../../kernel/exact.ts';
import type { Micros } from '../../kernel/time.ts';
import type { Judgement } from '../../core/gate/judge.ts';
import { nextStanding } from '../../core/gate/stage-course.ts';
import { CERTIFICATE_VERSION, type Certificate, type CertificateDocument, type CertifiedDeployment } from '../../domain/certificate.ts';
import { currency } from '../../domain/money.ts';
import type { Config } from '../../config/schema.ts';
import type { Store } from '../../ports/store.ts';
import type { CertificateBook } from '../gate/certificate-book.ts';
import { stageRules } from '../gate/stage-rules.ts';

/** What was shown, and over what. */
export interface Proof {
  readonly id: string;
  readonly profile: string;
  readonly session: string;
  readonly from: Micros;
  readonly to: Micros;
  readonly isSimulated: boolean;
  readonly criteriaHash: string;
  readonly judgement: Judgement;
  readonly deployment: CertifiedDeployment;
}

/** What certificates are made with. */
export interface Issuer {
  readonly store: Store;
  readonly config: Pick<Config, 'gate' | 'venue'>;
  readonly certificates: CertificateBook;
  readonly now: Micros;
}

/** Issues the certificate that a proof is worth: for the step that comes after where its deployment stands. Errors: `GATE_STAGE_LAST`. */
export async function issueCertificate(proof: Proof, { store, config, certificates, now }: Issuer): Promise<Certificate> {
  const { id, profile, session, from, to, isSimulated, criteriaHash, judgement, deployment } = proof;
  const { gate } = config;
  const { scale } = currency(gate.currency);
  const event = (await store.stageEvents()).findLast((each) => each.deployment === deployment.id);
  // Who validates a deployment on paper has it there, whether or not that was put on record.
  const stage = event === undefined || event.stage === 'backtest' ? 'paper' : event.stage;
  const standing = { stage, limit: parseDecimal(event?.limit ?? '0', scale, 'floor'), since: 0 };
  const next =
    nextStanding(standing, stageRules(config), now) ?? fail('GATE_STAGE_LAST', 'it is in full already', { where: deployment.id });
  const [newest] = await store.audit({ limit: 1, newest: true });
  const criteria = judgement.criteria.flatMap(({ name, limit, measured }) =>
    measured === undefined ? [] : [[name, { limit, measured }] as const],
  );
  const document: CertificateDocument = {
    version: CERTIFICATE_VERSION,
    id,
    deployment,
    stage: next.stage,
    limit: { amount: formatDecimal(next.limit, scale), currency: gate.currency },
    run: { profile, session, from, to, isSimulated, dataHash: await dataHash(store, session) },
    criteriaHash,
    criteria: Object.fromEntries(criteria),
    audit: { seq: newest?.seq ?? 0, hash: newest?.hash ?? '0'.repeat(64) },
    issuedAt: now,
    expiresAt: now + gate.validity,
  };
  return certificates.issue(document, now);
}

/** SHA-256 over every bar that the session saw, as it was journaled. */
async function dataHash(store: Store, session: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const { kind, payload } of store.journal(session, 0)) if (kind === 'bar') hash.update(payload);
  return hash.digest('hex');
}
