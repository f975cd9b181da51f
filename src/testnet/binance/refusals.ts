import type { Refusal } from '../exchange/refusal.ts';
import type { WireReply } from '../wire/venue-face.ts';

/** A refusal of Binance: its code and words, and the HTTP status that it comes with. */
export interface BinanceRefusal {
  readonly status: number;
  readonly code: number;
  readonly msg: string;
  /** What else is said, of a request that was two in one. */
  readonly data?: object;
}

const refusal = (code: number, msg: string, status = 400): BinanceRefusal => ({ status, code, msg });
const filter = (name: string): BinanceRefusal => refusal(-1013, `Filter failure: ${name}`);

/** What Binance refuses by itself, in its own codes and words. */
export const REFUSALS = {
  internal: refusal(-1001, 'Internal error; unable to process your request. Please try again.', 503),
  tooManyRequests: refusal(
    -1003,
    'Too much request weight used; please use WebSocket Streams for live updates to avoid polling the API.',
    429,
  ),
  banned: refusal(-1003, 'Way too much request weight used; IP banned. Please use WebSocket Streams for live updates to avoid bans.', 418),
  timeout: refusal(-1007, 'Timeout waiting for response from backend server. Send status unknown; execution status unknown.', 504),
  tooManyOrders: refusal(-1015, 'Too many new orders.', 429),
  maintenance: refusal(-1016, 'This service is no longer available.', 503),
  notFound: refusal(-1099, 'Not found, authenticated, or authorized', 404),
  outsideWindow: refusal(-1021, 'Timestamp for this request is outside of the recvWindow.'),
  ahead: refusal(-1021, "Timestamp for this request was 1000ms ahead of the server's time."),
  signatureInvalid: refusal(-1022, 'Signature for this request is not valid.'),
  combination: refusal(-1128, 'Combination of optional parameters invalid.'),
  windowTooLong: refusal(-1131, 'recvWindow must be less than 60000.'),
  tooLongApart: refusal(-1127, 'More than 24 hours between startTime and endTime.'),
  timeInForceInvalid: refusal(-1115, 'Invalid timeInForce.'),
  typeInvalid: refusal(-1116, 'Invalid orderType.'),
  sideInvalid: refusal(-1117, 'Invalid side.'),
  intervalInvalid: refusal(-1120, 'Invalid interval.'),
  symbolInvalid: refusal(-1121, 'Invalid symbol.'),
  orderUnknown: refusal(-2013, 'Order does not exist.'),
  cancelUnknown: refusal(-2011, 'Unknown order sent.'),
  keyFormat: refusal(-2014, 'API-key format invalid.', 401),
  keyUnknown: refusal(-2015, 'Invalid API-key, IP, or permissions for action.', 401),
  relationship: refusal(-2010, 'The relationship of the prices for the orders is not correct.'),
  percentPrice: filter('PERCENT_PRICE_BY_SIDE'),
  tooManyOpen: filter('MAX_NUM_ORDERS'),
} as const;

/** A parameter that is not there. */
export function missing(name: string): BinanceRefusal {
  return refusal(-1102, `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`);
}

/** A parameter with characters that it may not have. */
export function illegal(name: string, range: string): BinanceRefusal {
  return refusal(-1100, `Illegal characters found in parameter '${name}'; legal range is '${range}'.`);
}

/** A number with too many decimals. */
export function tooPrecise(name: string): BinanceRefusal {
  return refusal(-1111, `Parameter '${name}' has too much precision.`);
}

/** A parameter that does not belong there. */
export function notRequired(name: string): BinanceRefusal {
  return refusal(-1106, `Parameter '${name}' sent when not required.`);
}

/** How Binance says what the exchange refuses. */
export const OF_EXCHANGE: Readonly<Record<Refusal, BinanceRefusal>> = {
  'unknown-instrument': REFUSALS.symbolInvalid,
  'not-trading': refusal(-1013, 'Market is closed.'),
  'price-missing': missing('price'),
  'price-step': filter('PRICE_FILTER'),
  'stop-missing': missing('stopPrice'),
  'stop-step': filter('PRICE_FILTER'),
  'quantity-step': filter('LOT_SIZE'),
  'quantity-too-small': filter('LOT_SIZE'),
  'quantity-too-large': filter('LOT_SIZE'),
  'value-too-small': filter('NOTIONAL'),
  'value-too-large': filter('NOTIONAL'),
  'client-id-used': refusal(-2010, 'Duplicate order sent.'),
  'would-take': refusal(-2010, 'Order would immediately match and take.'),
  'would-trigger': refusal(-2010, 'Stop price would trigger immediately.'),
  'no-funds': refusal(-2010, 'Account has insufficient balance for requested action.'),
  'unknown-order': REFUSALS.cancelUnknown,
};

/** Leaves the handling of a request with a refusal; the face turns it into the answer. */
export class BinanceRefused extends Error {
  readonly refusal: BinanceRefusal;

  constructor(refusal: BinanceRefusal) {
    super(refusal.msg);
    this.refusal = refusal;
  }
}

/** Refuses a request; as an expression, so that it can stand on the right of `??`. */
export function refuse(refusal: BinanceRefusal): never {
  throw new BinanceRefused(refusal);
}

/** A refusal as it is sent. */
export function refusalReply({ status, ...body }: BinanceRefusal, headers: Readonly<Record<string, string>> = {}): WireReply {
  return { status, headers, body };
}
