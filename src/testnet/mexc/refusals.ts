import type { Refusal } from '../exchange/refusal.ts';

/** A refusal of MEXC: its code, its words, and the HTTP status that it comes with. */
export class MexcRefusal {
  readonly code: number;
  readonly msg: string;
  readonly status: number;

  constructor(code: number, msg: string, status = 400) {
    this.code = code;
    this.msg = msg;
    this.status = status;
  }
}

const refusal = (code: number, msg: string, status?: number): MexcRefusal => new MexcRefusal(code, msg, status);

/** What MEXC refuses, in its own codes and words. */
export const REFUSALS = {
  keyMissing: refusal(400, 'api key required'),
  keyUnknown: refusal(10072, 'Api key info invalid'),
  signatureInvalid: refusal(700002, 'Signature for this request is not valid.'),
  outsideWindow: refusal(700003, 'Timestamp for this request is outside of the recvWindow.'),
  windowTooLong: refusal(700005, 'recvWindow must less than 60000'),
  noPermission: refusal(700007, 'No permission to access the endpoint.'),
  illegalCharacters: refusal(700008, 'Illegal characters found in parameter.'),
  orderNotNamed: refusal(700004, "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!"),
  symbolNotNamed: refusal(700004, "Param 'symbol' must be sent, but it was empty/null!"),
  symbolUnknown: refusal(-1121, 'Invalid symbol.'),
  symbolNotForApi: refusal(10007, 'symbol not support api'),
  tradingDisabled: refusal(30016, 'Trading disabled'),
  typeUnknown: refusal(30041, 'current order type can not place order'),
  sideUnknown: refusal(30001, 'current trading type can not place order'),
  quantityMissing: refusal(10095, 'quantity can not be null'),
  quantityScale: refusal(400, ' quantity scale is invalid'),
  amountScale: refusal(400, ' amount scale is invalid'),
  priceScale: refusal(400, ' price scale is invalid'),
  priceOutside: refusal(30087, 'Order price exceeds allowed range'),
  belowMinimum: refusal(30002, 'The minimum transaction volume cannot be less than'),
  aboveMaximum: refusal(30003, 'The maximum transaction volume cannot be greater than'),
  insufficient: refusal(30004, 'Insufficient position'),
  oversold: refusal(30005, 'Oversold'),
  orderUnknown: refusal(-2013, 'Order does not exist.'),
  cancelUnknown: refusal(-2011, 'Unknown order sent.'),
  listenKeyUnknown: refusal(730002, 'listen key not exist'),
  tooMany: refusal(429, 'Too Many Requests', 429),
  wouldTake: refusal(30010, 'no valid trade price'),
  clientIdUsed: refusal(30026, 'invalid order ids'),
  listenKeyMissing: refusal(730002, "Param 'listenKey' must be sent"),
  timestampMissing: refusal(700003, "Mandatory parameter 'timestamp' was not sent, was empty/null, or malformed."),
  combination: refusal(-1128, 'Combination of optional parameters invalid.'),
  notFound: refusal(404, 'Not found', 404),
  forbidden: refusal(403, 'Access Denied', 403),
  timeout: refusal(504, 'Gateway Time-out', 504),
  unavailable: refusal(503, 'Service not available, please try again', 503),
  maintenance: refusal(801, 'The system is under maintenance', 503),
} as const;

/** How MEXC says what the exchange refuses. */
export const REFUSALS_OF_EXCHANGE: Readonly<Record<Refusal, MexcRefusal>> = {
  'unknown-instrument': REFUSALS.symbolUnknown,
  'not-trading': REFUSALS.tradingDisabled,
  'price-missing': REFUSALS.priceScale,
  'price-step': REFUSALS.priceScale,
  'stop-missing': REFUSALS.typeUnknown,
  'stop-step': REFUSALS.typeUnknown,
  'quantity-step': REFUSALS.quantityScale,
  'quantity-too-small': REFUSALS.belowMinimum,
  'quantity-too-large': REFUSALS.aboveMaximum,
  'value-too-small': REFUSALS.belowMinimum,
  'value-too-large': REFUSALS.aboveMaximum,
  'client-id-used': REFUSALS.clientIdUsed,
  'would-take': REFUSALS.wouldTake,
  'would-trigger': REFUSALS.typeUnknown,
  'no-funds': REFUSALS.insufficient,
  'unknown-order': REFUSALS.cancelUnknown,
};
