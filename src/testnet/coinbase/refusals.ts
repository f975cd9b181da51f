/** Why Coinbase does not take an order: its reason, the same as its preview names it, and its words. */
export interface OrderRefusal {
  readonly error: string;
  readonly preview: string;
  readonly message: string;
}

const refusal = (error: string, message: string, preview = `PREVIEW_${error}`): OrderRefusal => ({ error, preview, message });

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
  wouldTake: refusal('INVALID_LIMIT_PRICE_POST_ONLY', 'Post only order would have been filled at once'),
} as const;

/** A refusal of a request as a whole: an HTTP status and, but for keys, a body with Coinbase's name of it. */
export interface RequestRefusal {
  readonly status: number;
  readonly error: string;
  readonly message: string;
}

/** What Coinbase refuses of requests. `unauthorized` comes as plain text. */
export const REQUEST_REFUSALS = {
  unauthorized: { status: 401, error: 'unauthorized', message: 'Unauthorized' },
  forbidden: { status: 403, error: 'PERMISSION_DENIED', message: 'Missing required scopes' },
  invalid: { status: 400, error: 'INVALID_ARGUMENT', message: 'invalid argument' },
  orderUnknown: { status: 404, error: 'unknown', message: 'order with this orderID was not found' },
  notFound: { status: 404, error: 'not_found', message: 'not found' },
  tooMany: { status: 429, error: 'rate_limit_exceeded', message: 'too many requests' },
  internal: { status: 500, error: 'internal_server_error', message: 'internal error' },
  maintenance: { status: 503, error: 'unavailable', message: 'service unavailable' },
} as const satisfies Readonly<Record<string, RequestRefusal>>;
