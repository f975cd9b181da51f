import { canonicalJson } from '../../kernel/canonical-json.ts';
import type { ErrorCode } from '../../kernel/error-codes.ts';
import type { Micros } from '../../kernel/time.ts';
import type { CertificateDocument, CertifiedDeployment } from '../../domain/certificate.ts';
import { isBefore, type Stage } from '../../domain/stage.ts';

/** What is about to trade, and where. */
export interface AboutToTrade {
  readonly deployment: CertifiedDeployment;
  readonly stage: Stage;
  /** Whether the venue trades real money. */
  readonly isReal: boolean;
  /** The latest time that is known, by the clock and by everything that is stored: a clock that is set back makes nothing valid again. */
  readonly now: Micros;
}

/** Why a certificate does not hold. */
export interface GateRefusal {
  readonly code: ErrorCode;
  readonly message: string;
}

/** Everything that speaks against a certificate, whose signatures were checked already; nothing when it holds. */
export function checkCertificate(
  { deployment, stage, run, issuedAt, expiresAt }: CertificateDocument,
  trading: AboutToTrade,
): readonly GateRefusal[] {
  const refusals: GateRefusal[] = [];
  const refuse = (code: ErrorCode, message: string): void => void refusals.push({ code, message });
  for (const difference of differences(deployment, trading.deployment)) refuse('GATE_CHANGED', difference);
  if (isBefore(stage, trading.stage)) refuse('GATE_WRONG_STAGE', `it opens ${stage}, not ${trading.stage}`);
  if (run.isSimulated && trading.isReal) refuse('GATE_SIMULATED', 'its run was simulated, and never opens a venue where real money trades');
  if (trading.now >= expiresAt) refuse('GATE_EXPIRED', 'its time is over');
  if (trading.now < issuedAt)
    refuse('GATE_CLOCK', 'it is from the future: the clock of this machine is wrong, or that of the one that issued it');
  return refusals;
}

/** What differs between what was certified and what would run, by its name, with both sides. */
function differences(certified: CertifiedDeployment, running: CertifiedDeployment): readonly string[] {
  return (Object.keys(running) as (keyof CertifiedDeployment)[]).flatMap((part) => {
    const [was, is] = [certified[part], running[part]].map((value) => canonicalJson(value));
    return was === is ? [] : [`${NAMES[part]}: was ${was}, is ${is}`];
  });
}

const NAMES: Readonly<Record<keyof CertifiedDeployment, string>> = {
  id: 'the name of the deployment',
  strategy: 'the strategy',
  strategyVersion: 'the version of the strategy',
  codeHash: "the strategy's code",
  params: 'its parameters',
  instruments: 'what it trades',
  interval: 'its interval',
  configurationHash: 'the configuration',
  engineHash: 'the engine',
};
