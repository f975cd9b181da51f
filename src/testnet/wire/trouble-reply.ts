import type { Trouble, WireReply } from './venue-face.ts';

/** How a venue says trouble, with the time to wait where it limits or bans; of those that say it in a header. */
export function troubleReply(kind: Trouble, reply: WireReply, retryAfter: number): WireReply {
  if (kind !== 'limited' && kind !== 'banned') return reply;
  return { ...reply, headers: { ...reply.headers, 'retry-after': String(retryAfter) } };
}
