import { BallastError } from '../../../../kernel/errors.ts';
import { describeFailure, failureKind, VenueReply } from '../venue-reply.ts';

/** What a venue's own no means. */
export type RefusalMeaning =
  /** Codes of a no that is certain: the venue did not do what was asked. */
  | 'VENUE_REJECTED'
  | 'VENUE_INSUFFICIENT'
  | 'VENUE_POST_ONLY'
  | 'VENUE_DUPLICATE'
  | 'VENUE_SYMBOL_UNKNOWN'
  | 'VENUE_SYMBOL_HALTED'
  | 'VENUE_KEY_INVALID'
  | 'VENUE_LIMITED'
  | 'VENUE_CLOCK'
  /** There is no such order, or no such open one. */
  | 'absent'
  /** An error that leaves open whether it was done. */
  | 'unclear';

/** A reply in which the venue itself says no. */
export class Refusal extends Error {
  readonly meaning: RefusalMeaning;
  readonly status: number;

  constructor(meaning: RefusalMeaning, status: number, words: string) {
    super(words);
    this.meaning = meaning;
    this.status = status;
  }
}

/** Failures of the name service and of connecting: no byte of the request has left. */
const BEFORE_SENDING = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_NODATA',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
]);
/** Codes of Node and OpenSSL for a certificate that does not prove who answers. */
const CERTIFICATE =
  /^(CERT_|ERR_TLS_CERT|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT|UNABLE_TO_(GET|VERIFY|DECODE)|INVALID_CA|HOSTNAME_MISMATCH)/;

/** A request that failed before any byte of it left this machine. */
export class NotSent extends Error {
  readonly code: 'VENUE_UNAVAILABLE' | 'VENUE_CERTIFICATE';

  constructor(code: NotSent['code'], words: string) {
    super(words);
    this.code = code;
  }

  /** What undici's error says, if it says that nothing was sent. */
  static from(error: unknown): NotSent | undefined {
    const code = (error as { readonly code?: unknown } | undefined)?.code;
    if (typeof code !== 'string') return undefined;
    if (CERTIFICATE.test(code)) return new NotSent('VENUE_CERTIFICATE', `the certificate of the venue is not valid: ${code}`);
    return BEFORE_SENDING.has(code) ? new NotSent('VENUE_UNAVAILABLE', `no connection: ${code}`) : undefined;
  }
}

/** What a failed request is to whoever asked: an error with a code, in words that `scrub` has cleaned. A failed question is never an empty answer. */
export function toBallastError(error: unknown, venue: string, scrub: (text: string) => string): BallastError {
  if (error instanceof BallastError) return error;
  const words = `${venue}: ${scrub(describeFailure(error))}`;
  if (error instanceof NotSent) return new BallastError(error.code, words);
  if (error instanceof Refusal) return new BallastError(codeOfRefusal(error.meaning), words);
  if (error instanceof VenueReply) {
    return new BallastError(error.limited ? 'VENUE_LIMITED' : error.status === 200 ? 'VENUE_BAD_REPLY' : 'VENUE_UNAVAILABLE', words);
  }
  // What ccxt did not foresee, such as a TypeError on garbage, is no word of the venue's.
  return new BallastError(failureKind(error) === 'limited' ? 'VENUE_LIMITED' : 'VENUE_UNAVAILABLE', words);
}

function codeOfRefusal(meaning: RefusalMeaning): BallastError['code'] {
  if (meaning === 'unclear') return 'VENUE_UNAVAILABLE';
  return meaning === 'absent' ? 'VENUE_BAD_REPLY' : meaning;
}
