import { hash } from 'node:crypto';

/** What an entry's hash covers; `details` is canonical JSON text. */
export interface HashedEntry {
  readonly seq: number;
  readonly sessionId: string;
  readonly ts: number;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly details: string;
}

/** What the first entry has for its previous hash. */
export const GENESIS_HASH = '0'.repeat(64);

/** SHA-256, in hex, over the previous hash and the canonical JSON of the entry (keys sorted, no spaces). */
export function auditHash(previousHash: string, entry: HashedEntry): string {
  const text = (value: string): string => JSON.stringify(value);
  const json =
    `{"action":${text(entry.action)},"actor":${text(entry.actor)},"details":${entry.details},"seq":${entry.seq},` +
    `"sessionId":${text(entry.sessionId)},"subject":${text(entry.subject)},"ts":${entry.ts}}`;
  return hash('sha256', previousHash + json, 'hex');
}
