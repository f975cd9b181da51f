import { z } from 'zod';

import { fail } from '../../kernel/errors.ts';
import { CERTIFICATE_VERSION, type Certificate } from '../../domain/certificate.ts';
import { STAGES } from '../../domain/stage.ts';

const text = z.string().min(1).max(1_000);
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const time = z.int().min(0);
const signature = z.strictObject({ by: text, key: text, signature: text });

const certificate = z.strictObject({
  document: z.strictObject({
    version: z.literal(CERTIFICATE_VERSION),
    id: z.string().regex(/^[0-9a-z-]{1,100}$/),
    deployment: z.strictObject({
      id: text,
      strategy: text,
      strategyVersion: text,
      codeHash: hash,
      params: z.record(text, z.json()),
      instruments: z.array(text).min(1).max(1_000),
      interval: text,
      configurationHash: hash,
      engineHash: hash,
    }),
    stage: z.enum(STAGES),
    limit: z.strictObject({ amount: z.string().regex(/^\d+(\.\d+)?$/), currency: z.string().regex(/^[A-Z][A-Z0-9]{1,9}$/) }),
    run: z.strictObject({ profile: text, session: text, from: time, to: time, isSimulated: z.boolean(), dataHash: hash }),
    criteriaHash: hash,
    criteria: z.record(text, z.strictObject({ limit: z.number(), measured: z.number() })),
    audit: z.strictObject({ seq: time, hash }),
    issuedAt: time,
    expiresAt: time,
  }),
  evidence: signature,
  approvals: z.array(signature).max(100),
});

/** Larger than any certificate; what is larger is not read. */
const LONGEST = 1_000_000;

/** The certificate of a text, whatever it holds. Its signatures are yet to be checked. Errors: `GATE_CERTIFICATE_UNREADABLE`. */
export function readCertificate(json: string, where: string): Certificate {
  const refuse = (what: string): never => fail('GATE_CERTIFICATE_UNREADABLE', what, { where });
  if (json.length > LONGEST) refuse('this is far longer than a certificate');
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return refuse('this is no JSON');
  }
  const read = certificate.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  return refuse(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'it is no certificate'}`);
}
