import { createHash } from 'node:crypto';
import type { Instrument } from '../../domain/instrument.ts';
import { canonicalJson } from '../../kernel/canonical-json.ts';

/** SHA-256 of an instrument's rules: it differs when any of them does. */
export function instrumentFingerprint(instrument: Instrument): string {
  return createHash('sha256').update(canonicalJson(instrument)).digest('hex');
}
