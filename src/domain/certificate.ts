import type { Micros } from '../kernel/time.ts';
import type { Signature } from './signed.ts';
import type { Stage } from './stage.ts';

/** The version of certificates that this Ballast writes and reads. */
export const CERTIFICATE_VERSION = 1;

/** What exactly a certificate is for: hashes in hex, everything else as it was. */
export interface CertifiedDeployment {
  readonly id: string;
  readonly strategy: string;
  readonly strategyVersion: string;
  /** SHA-256 over the strategy's files and the locked packages that it reaches. */
  readonly codeHash: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly instruments: readonly string[];
  readonly interval: string;
  /** SHA-256 over the settings that trading depends on. */
  readonly configurationHash: string;
  /** SHA-256 over the engine that ran it. */
  readonly engineHash: string;
}

/** One criterion of a certificate: what was asked, what was measured. */
export interface CertifiedCriterion {
  readonly limit: number;
  readonly measured: number;
}

/** The proof that a deployment may trade at a stage. Nothing in it is secret. */
export interface CertificateDocument {
  readonly version: typeof CERTIFICATE_VERSION;
  readonly id: string;
  readonly deployment: CertifiedDeployment;
  /** The stage that it opens. */
  readonly stage: Stage;
  /** The largest position, as a decimal of the reporting currency. */
  readonly limit: { readonly amount: string; readonly currency: string };
  readonly run: {
    readonly profile: string;
    readonly session: string;
    readonly from: Micros;
    readonly to: Micros;
    /** Whether time was compressed against a built-in exchange: such a run never opens a real venue. */
    readonly isSimulated: boolean;
    /** SHA-256 over the market data that it saw. */
    readonly dataHash: string;
  };
  /** SHA-256 over what was asked, frozen before the run began. */
  readonly criteriaHash: string;
  readonly criteria: Readonly<Record<string, CertifiedCriterion>>;
  /** The newest entry of the audit log. */
  readonly audit: { readonly seq: number; readonly hash: string };
  readonly issuedAt: Micros;
  readonly expiresAt: Micros;
}

/** A certificate: its document, signed by the machine that measured, and by the people who approve. */
export interface Certificate {
  readonly document: CertificateDocument;
  /** For `evidence`, by the host's key. */
  readonly evidence: Signature;
  /** For `approval`, each by a person's key. */
  readonly approvals: readonly Signature[];
}
