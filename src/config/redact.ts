const SECRET_NAME = /(secret|token|password|passphrase|apikey|credential)/i;

/** What stands in the place of a secret. */
const HIDDEN = '***';

/**
 * A copy that can be shown to anyone. A configuration holds no secret, but people try: whatever sounds like one is hidden,
 * and so is what stands before the @ of a URL after the user's name.
 */
export function redact<T>(value: T): T {
  return hide(value, '') as T;
}

function hide(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return value.map((item) => hide(item, name));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, hide(part, key)]));
  }
  if (SECRET_NAME.test(name) && !name.endsWith('File')) return HIDDEN;
  return typeof value === 'string' ? value.replace(/^([a-z][a-z0-9+.-]*:\/\/[^/@:\s]*):[^/@\s]*@/i, `$1:${HIDDEN}@`) : value;
}
