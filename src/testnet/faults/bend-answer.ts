import type { VenueFace, WireReply, WireRequest } from '../wire/venue-face.ts';
import type { Fault } from './fault.ts';

/** What happens on the wire: an answer after a while, a broken connection, or silence. */
export type Outcome =
  | { readonly kind: 'reply'; readonly reply: WireReply; readonly afterMilliseconds: number }
  | { readonly kind: 'break' }
  | { readonly kind: 'silence' };

const PAGE = '<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>';

/** Answers a request under a fault. `late-request` is the server's: there the request itself has to wait. */
export function bendAnswer(face: Pick<VenueFace, 'answer' | 'trouble'>, request: WireRequest, fault: Fault | undefined): Outcome {
  const done = (): WireReply => face.answer(request);
  const told = (reply: WireReply, afterMilliseconds = 0): Outcome => ({ kind: 'reply', reply, afterMilliseconds });
  const retryAfter = fault?.retryAfter ?? 1;
  switch (fault?.kind) {
    case 'drop-request':
      return { kind: 'break' };
    case 'drop-reply':
      done();
      return { kind: 'break' };
    case 'hang-request':
      return { kind: 'silence' };
    case 'hang-reply':
      done();
      return { kind: 'silence' };
    case 'late-reply':
      return told(done(), fault.milliseconds ?? 1_000);
    case 'timeout':
      done();
      return told(face.trouble('timeout', retryAfter));
    case 'unavailable':
    case 'maintenance':
    case 'limited':
    case 'banned':
      return told(face.trouble(fault.kind, retryAfter));
    case 'html':
      return told({ status: 200, headers: { 'content-type': 'text/html' }, body: PAGE });
    case 'empty-body':
      return told({ ...done(), status: 200, body: '' });
    case 'empty-object':
      return told({ ...done(), status: 200, body: {} });
    case 'empty-list':
      return told({ ...done(), status: 200, body: [] });
    case 'cut-body': {
      const reply = done();
      const text = textOf(reply);
      return told({ ...reply, body: text.slice(0, Math.floor(text.length / 2)) });
    }
    case 'cut-page': {
      const reply = done();
      return told({ ...reply, body: halved(JSON.parse(JSON.stringify(reply.body)) as unknown) });
    }
    default:
      return told(done());
  }
}

/** What is sent of an answer. */
export function textOf({ body }: WireReply): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}

/**
 * The same value with only the first half of each list, also where its entries stand under their ids, as at Kraken; of the outermost lists,
 * since what lies in an entry belongs to it.
 */
function halved(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, Math.floor(value.length / 2));
  if (!isFields(value)) return value;
  const entries = Object.entries(value);
  const isList = entries.length > 1 && entries.every(([, entry]) => isFields(entry));
  return Object.fromEntries(
    isList ? entries.slice(0, Math.floor(entries.length / 2)) : entries.map(([name, child]) => [name, halved(child)]),
  );
}

function isFields(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
