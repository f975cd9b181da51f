import type { Refusal } from '../exchange/refusal.ts';

/** Why Coinbase does not take an order: its reason, the same as its preview names it, and its words. */
export class OrderRefusal {
  readonly error: string;
  readonly message: string;
  readonly preview: string;

  constructor(error: string, message: string, preview = `PREVIEW_${error}`) {
    this.error = error;
    this.message = message;
    this.preview = preview;
  }
}

const refusal = (error: string, message: string, preview?: string): OrderRefusal => new OrderRefusal(error, message, preview);

/** What Coinbase refuses of an order. The answer's status is 200; `success` is false. */
export const ORDER_REFUSALS = {
  insufficientFunds: refusal('INSUFFICIENT_FUND', 'Insufficient balance in source account'),
  configuration: refusal('UNSUPPORTED_ORDER_CONFIGURATION', 'The order configuration was invalid', 'PREVIEW_INVALID_ORDER_CONFIG'),
  productUnknown: refusal('INVALID_PRODUCT_ID', 'The product was not found'),
  productDisabled: refusal('ORDER_ENTRY_DISABLED', 'Orders are not taken for this product', 'PREVIEW_ORDER_ENTRY_DISABLED'),
  side: refusal('INVALID_SIDE', 'The side was invalid'),
  pricePrecision: refusal('INVALID_PRICE_PRECISION', 'Too many decimals in order price'),
  sizePrecision: refusal('INVALID_SIZE_PRECISION', 'Too many decimals in order amount'),
  baseTooSmall: refusal('INVALID_BASE_SIZE_TOO_SMALL', 'Order size is too small'),
  baseTooLarge: refusal('INVALID_BASE_SIZE_TOO_LARGE', 'Order size is too large'),
  quoteTooSmall: refusal('INVALID_QUOTE_SIZE_TOO_SMALL', 'Order value is too small'),
  quoteTooLarge: refusal('INVALID_QUOTE_SIZE_TOO_LARGE', 'Order value is too large'),
  stopPrice: refusal('INVALID_STOP_PRICE', 'The stop price lies beyond the last trade', 'PREVIEW_STOP_PRICE_ABOVE_LAST_TRADE_PRICE'),
  wouldTake: refusal('INVALID_LIMIT_PRICE_POST_ONLY', 'Post only order would have been filled at once'),
} as const;

/** How Coinbase says what the exchange refuses. */
export const REFUSALS_OF_EXCHANGE: Readonly<Record<Refusal, OrderRefusal>> = {
  'unknown-instrument': ORDER_REFUSALS.productUnknown,
  'not-trading': ORDER_REFUSALS.productDisabled,
  'price-missing': ORDER_REFUSALS.configuration,
  'price-step': ORDER_REFUSALS.pricePrecision,
  'stop-missing': ORDER_REFUSALS.configuration,
  'stop-step': ORDER_REFUSALS.pricePrecision,
  'quantity-step': ORDER_REFUSALS.sizePrecision,
  'quantity-too-small': ORDER_REFUSALS.baseTooSmall,
  'quantity-too-large': ORDER_REFUSALS.baseTooLarge,
  'value-too-small': ORDER_REFUSALS.quoteTooSmall,
  'value-too-large': ORDER_REFUSALS.quoteTooLarge,
  'client-id-used': ORDER_REFUSALS.configuration,
  'would-take': ORDER_REFUSALS.wouldTake,
  'would-trigger': ORDER_REFUSALS.stopPrice,
  'no-funds': ORDER_REFUSALS.insufficientFunds,
  'unknown-order': ORDER_REFUSALS.configuration,
};

/** A refusal of a request as a whole: an HTTP status and Coinbase's name of it. */
export class RequestRefusal {
  readonly status: number;
  readonly error: string;
  readonly message: string;

  constructor(status: number, error: string, message: string) {
    this.status = status;
    this.error = error;
    this.message = message;
  }
}

/** What Coinbase refuses of requests. `unauthorized` comes as plain text. */
export const REQUEST_REFUSALS = {
  unauthorized: new RequestRefusal(401, 'unauthorized', 'Unauthorized'),
  forbidden: new RequestRefusal(403, 'PERMISSION_DENIED', 'Missing required scopes'),
  invalid: new RequestRefusal(400, 'INVALID_ARGUMENT', 'invalid argument'),
  clientIdMissing: new RequestRefusal(400, 'INVALID_ARGUMENT', 'client_order_id is required'),
  orderUnknown: new RequestRefusal(404, 'unknown', 'order with this orderID was not found'),
  notFound: new RequestRefusal(404, 'not_found', 'not found'),
  tooMany: new RequestRefusal(429, 'rate_limit_exceeded', 'too many requests'),
  banned: new RequestRefusal(403, 'forbidden', 'this address is blocked'),
  timeout: new RequestRefusal(504, 'internal_server_error', 'gateway timeout'),
  internal: new RequestRefusal(500, 'internal_server_error', 'internal error'),
  maintenance: new RequestRefusal(503, 'unavailable', 'service unavailable'),
} as const;
