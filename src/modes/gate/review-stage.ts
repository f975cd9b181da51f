import { fail } from '../../kernel/errors.ts';
import { formatTime } from '../../kernel/time.ts';
import { judge, type Judgement } from '../../core/gate/judge.ts';
import { STEP } from '../../core/gate/profiles.ts';
import type { Certificate, CertifiedDeployment } from '../../domain/certificate.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { isReal } from '../../domain/stage.ts';
import type { Store } from '../../ports/store.ts';
import { decodeInput } from '../session-input.ts';
import { issueCertificate, type Issuer } from '../validate/issue-certificate.ts';
import { measureSession } from '../validate/measure-session.ts';
import { criteriaHash } from '../validate/validation-run.ts';
import { readCertificate } from './read-certificate.ts';

/** What came of a review: the certificate for the next step, where it has passed. */
export interface Review {
  readonly judgement: Judgement;
  readonly certificate: Certificate | undefined;
}

/**
 * Judges how a deployment has traded in its stage with real money, from the session that traded it, and certifies the next step where it has
 * passed. Trading at a test exchange is a rehearsal: what it proves never opens a venue where real money trades.
 * Errors: `GATE_NOT_TRADING`, `GATE_STAGE_LAST`.
 */
export async function reviewStage(
  deployment: CertifiedDeployment,
  session: string,
  instruments: readonly Instrument[],
  issuer: Issuer,
): Promise<Review> {
  const { store, now } = issuer;
  const event = (await store.stageEvents()).findLast((each) => each.deployment === deployment.id);
  if (event === undefined || event.certificate === null || !isReal(event.stage))
    return fail('GATE_NOT_TRADING', `${deployment.id} is in ${event?.stage ?? 'backtest'}`, { where: deployment.id });
  const period = { sessionId: session, from: event.ts, to: now, instruments, seed: 1 };
  const measured = await measureSession(store, period);
  const judgement = judge(STEP, measured);
  if (judgement.verdict !== 'passed') return { judgement, certificate: undefined };
  const isRehearsal =
    readCertificate(event.certificate, `stage event ${event.seq}`).document.run.isSimulated || (await isAtTestExchange(store, session));
  const id = `${deployment.id}-step-${formatTime(now).slice(0, 19).replace(/[-:]/g, '').replace('T', '-')}`;
  const fills = { name: 'fills' as const, limit: 0, measured: measured.fills, finding: 'passed' as const };
  const shown = { ...judgement, criteria: [...judgement.criteria, fills] };
  const proof = {
    id,
    profile: 'step',
    session,
    from: event.ts,
    to: now,
    isSimulated: isRehearsal,
    criteriaHash: criteriaHash(STEP),
    judgement: shown,
    deployment,
  };
  return { judgement, certificate: await issueCertificate(proof, issuer) };
}

/** Whether the venue of a session was not one where real money trades, by what the session put on record when it began. */
async function isAtTestExchange(store: Store, session: string): Promise<boolean> {
  for await (const entry of store.journal(session, 0)) {
    const input = decodeInput(entry);
    const venue = input.kind === 'start' ? input.terms?.settings['venue'] : undefined;
    return typeof venue !== 'string' || venue.endsWith('on this machine');
  }
  return true;
}
