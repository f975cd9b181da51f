import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { HOST_KEY, type KeyRing } from '../../adapters/keys/key-ring.ts';
import { BallastError, fail, isBallastError } from '../../kernel/errors.ts';
import type { Micros } from '../../kernel/time.ts';
import { checkCertificate, type AboutToTrade, type GateRefusal } from '../../core/gate/check-certificate.ts';
import type { Certificate, CertificateDocument } from '../../domain/certificate.ts';
import { readCertificate } from './read-certificate.ts';

/** The certificates of a home folder, a file each, and the keys by which they are signed and checked. */
export class CertificateBook {
  readonly #folder: string;
  readonly #keys: KeyRing;

  constructor(folder: string, keys: KeyRing) {
    this.#folder = folder;
    this.#keys = keys;
  }

  /** Signs a document as this machine and keeps it. Errors: `HOME_UNWRITABLE`, and those of the key. */
  issue(document: CertificateDocument, now: Micros): Certificate {
    const { signature } = this.#keys.signAsHost(document, 'evidence', now);
    return this.#keep({ document, evidence: signature, approvals: [] });
  }

  /** Adds a person's approval; a second one of the same person changes nothing. Errors: those of `find` and of the key. */
  approve(id: string, name: string): Certificate {
    const certificate = this.find(id);
    if (certificate.approvals.some(({ by }) => by === name)) return certificate;
    const { signature } = this.#keys.sign(certificate.document, 'approval', name);
    return this.#keep({ ...certificate, approvals: [...certificate.approvals, signature] });
  }

  /** Takes in a certificate that was approved on another machine. Errors: those of `readCertificate` and of its signatures. */
  takeIn(json: string, where: string): Certificate {
    const certificate = readCertificate(json, where);
    this.checkSignatures(certificate);
    return this.#keep(certificate);
  }

  /** A certificate by its id. Errors: `GATE_CERTIFICATE_MISSING`, `GATE_CERTIFICATE_UNREADABLE`. */
  find(id: string): Certificate {
    const path = this.#path(id);
    if (!/^[0-9a-z-]+$/.test(id) || !existsSync(path))
      fail('GATE_CERTIFICATE_MISSING', `there is no certificate ${JSON.stringify(id)}`, { where: this.#folder });
    return readCertificate(readFileSync(path, 'utf8'), path);
  }

  /** Every certificate of a deployment, newest first. Errors: `GATE_CERTIFICATE_UNREADABLE`. */
  of(deployment: string): readonly Certificate[] {
    return this.list().filter(({ document }) => document.deployment.id === deployment);
  }

  /** Every certificate, newest first. Errors: `GATE_CERTIFICATE_UNREADABLE`. */
  list(): readonly Certificate[] {
    if (!existsSync(this.#folder)) return [];
    const files = readdirSync(this.#folder).filter((file) => file.endsWith('.json'));
    const all = files.map((file) => readCertificate(readFileSync(join(this.#folder, file), 'utf8'), join(this.#folder, file)));
    return all.sort((one, other) => other.document.issuedAt - one.document.issuedAt);
  }

  /**
   * Checks that this machine signed the evidence, or one whose `host` key is known here, and that every approval is a person's.
   * Errors: `SIGNATURE_INVALID`, `KEY_UNKNOWN`, `KEY_REVOKED`.
   */
  checkSignatures({ document, evidence, approvals }: Certificate): void {
    if (evidence.by !== HOST_KEY) fail('SIGNATURE_INVALID', `a person, ${evidence.by}, cannot sign what a machine has measured`);
    this.#keys.check(document, 'evidence', evidence);
    for (const approval of approvals) {
      if (approval.by === HOST_KEY) fail('SIGNATURE_INVALID', 'a machine cannot approve');
      this.#keys.check(document, 'approval', approval);
    }
  }

  /** Everything that speaks against trading by a certificate; nothing when it holds. `approvals` is how many people must have signed. */
  objections(certificate: Certificate, trading: AboutToTrade, approvals: number): readonly GateRefusal[] {
    try {
      this.checkSignatures(certificate);
    } catch (error) {
      if (isBallastError(error)) return [{ code: error.code, message: error.message }];
      throw error;
    }
    const people = new Set(certificate.approvals.map(({ by }) => by)).size;
    const missing: GateRefusal = { code: 'GATE_NOT_APPROVED', message: `${people} of ${approvals} people have approved it` };
    return [...checkCertificate(certificate.document, trading), ...(people < approvals ? [missing] : [])];
  }

  #keep(certificate: Certificate): Certificate {
    const path = this.#path(certificate.document.id);
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      writeFileSync(`${path}.draft`, `${JSON.stringify(certificate, null, 2)}\n`, { mode: 0o600, flush: true });
      renameSync(`${path}.draft`, path);
    } catch (error) {
      throw new BallastError('HOME_UNWRITABLE', `the certificate cannot be kept: ${String(error)}`, { where: path, cause: error });
    }
    return certificate;
  }

  #path(id: string): string {
    return join(this.#folder, `${id}.json`);
  }
}
