import { isIP } from 'node:net';

/**
 * Whether a request's Host header may be answered. A page of a stranger can point its own name at this machine (DNS rebinding) and
 * have a browser here read the status; so a name must be one that was allowed. An address cannot be rebound.
 */
export function isHostAllowed(header: string | undefined, allowedNames: readonly string[]): boolean {
  const name = hostName(header);
  if (name === undefined) return false;
  return isIP(name) !== 0 || name === 'localhost' || allowedNames.some((allowed) => allowed.toLowerCase() === name);
}

/** The name in a Host header, without its port and brackets. */
function hostName(header: string | undefined): string | undefined {
  const [, bracketed, plain] = /^(?:\[([0-9a-f:.]+)\]|([\w.-]+))(?::\d{1,5})?$/i.exec(header ?? '') ?? [];
  return (bracketed ?? plain)?.toLowerCase();
}
