import { CERTIFICATE_VERSION, type CertificateDocument, type CertifiedDeployment } from '../../src/domain/certificate.ts';
import { MICROS_PER_DAY } from '../../src/kernel/time.ts';

const hash = (digit: string): string => digit.repeat(64);

/** A deployment for stories about the gate. */
export const DEPLOYMENT: CertifiedDeployment = {
  id: 'trend',
  strategy: 'sma-cross',
  strategyVersion: '1.0.0',
  codeHash: hash('a'),
  params: { fast: 10, slow: 30 },
  instruments: ['BTC/USDT.BINANCE'],
  interval: '1m',
  configurationHash: hash('b'),
  engineHash: hash('c'),
};

/** Its certificate for the canary, issued at `now`, valid for 30 days. */
export function documentOf(now: number, changed: Partial<CertificateDocument> = {}): CertificateDocument {
  return {
    version: CERTIFICATE_VERSION,
    id: 'c1',
    deployment: DEPLOYMENT,
    stage: 'canary',
    limit: { amount: '10', currency: 'EUR' },
    run: { profile: '72h', session: 'main', from: now - 3 * MICROS_PER_DAY, to: now, isSimulated: false, dataHash: hash('d') },
    criteriaHash: hash('e'),
    criteria: { fills: { limit: 30, measured: 31 } },
    audit: { seq: 1, hash: hash('f') },
    issuedAt: now,
    expiresAt: now + 30 * MICROS_PER_DAY,
    ...changed,
  };
}
