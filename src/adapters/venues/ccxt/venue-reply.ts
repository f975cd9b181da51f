/** A reply of a venue that is no answer: it limits us, it is out of order, or what came is not JSON. */
export class VenueReply extends Error {
  override readonly name = 'VenueReply';
  readonly status: number;
  /** How long the venue asks us to stay away, in seconds; undefined where it did not say. */
  readonly retryAfterSeconds: number | undefined;
  /** Whether the venue limits us: 429, or 418 once it has banned the address. */
  readonly limited: boolean;

  constructor(status: number, retryAfterSeconds: number | undefined) {
    super(status === 200 ? 'a reply that is not JSON' : `HTTP status ${status}`);
    this.status = status;
    this.limited = status === 429 || status === 418;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** How a failed request is to be taken. */
export type FailureKind =
  /** The venue limits us: stay away for as long as it says. */
  | 'limited'
  /** The network or the venue is out of order: try again. */
  | 'transient'
  /** The venue does not list the symbol. */
  | 'symbol-unknown'
  /** The venue or ccxt cannot do this at all. */
  | 'unsupported'
  /** The venue understood and refused. */
  | 'refused';

/** ccxt's error classes by what they mean to a feed; the nearest ancestor of an error decides. */
const KINDS: Readonly<Record<string, FailureKind>> = {
  DDoSProtection: 'limited',
  RateLimitExceeded: 'limited',
  OperationFailed: 'transient',
  BadSymbol: 'symbol-unknown',
  NotSupported: 'unsupported',
  BaseError: 'refused',
};

/** How to take an error that ccxt threw. What it did not foresee (a TypeError on garbage) counts as transient. */
export function failureKind(error: unknown): FailureKind {
  if (error instanceof VenueReply) return error.limited ? 'limited' : 'transient';
  for (let kind: unknown = Object.getPrototypeOf(error); typeof kind === 'object' && kind !== null; kind = Object.getPrototypeOf(kind)) {
    const found = KINDS[kind.constructor.name];
    if (found !== undefined) return found;
  }
  return 'transient';
}

/** One short line about an error of ccxt: no query of a URL, no markup, nothing long. */
export function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return 'an unknown failure';
  const line = error.message
    .replace(/<[^>]*>/g, ' ')
    .replace(/((?:http|ws)s?:\/\/[^\s?]*)\?\S*/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
  return `${error.name === 'Error' ? '' : `${error.name}: `}${line.slice(0, 160)}`;
}

/**
 * Makes an exchange object raise `VenueReply` where ccxt would hand out what is no answer: an HTML page with status 200
 * reads as "no bars" or "no markets" to it, and Retry-After is dropped.
 */
export function refuseBadReply(exchange: { handleErrors(...args: unknown[]): unknown }): void {
  const inherited = exchange.handleErrors.bind(exchange);
  exchange.handleErrors = (...args) => {
    const [status, , , , headers, , json] = args as [number, unknown, unknown, unknown, Record<string, unknown>, unknown, unknown];
    const answer = typeof json === 'object' && json !== null && status < 500 && status !== 429 && status !== 418;
    if (!answer) throw new VenueReply(status, retryAfter(headers));
    return inherited(...args);
  };
}

function retryAfter(headers: Readonly<Record<string, unknown>>): number | undefined {
  const seconds = Number(headers['Retry-After']);
  return headers['Retry-After'] !== undefined && Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined;
}
