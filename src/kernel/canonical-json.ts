import { fail } from './errors.ts';

/**
 * The one JSON text of a value: keys sorted, no spaces, undefined fields left out. Equal values give equal bytes, so it can be hashed.
 * Errors: `ASSERTION_FAILED` for what JSON cannot hold (NaN, BigInt, functions).
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number')
    return Number.isFinite(value) ? JSON.stringify(value) : fail('ASSERTION_FAILED', `${value} has no canonical JSON`);
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item === undefined ? null : item)).join(',')}]`;
  if (typeof value !== 'object') return fail('ASSERTION_FAILED', `a value of type ${typeof value} has no canonical JSON`);
  const fields: string[] = [];
  for (const key of Object.keys(value).sort()) {
    const field = (value as Readonly<Record<string, unknown>>)[key];
    if (field !== undefined) fields.push(`${JSON.stringify(key)}:${canonicalJson(field)}`);
  }
  return `{${fields.join(',')}}`;
}
