/** Why the exchange does not take an order or a cancel. A face says it with its venue's own code and words. */
export type Refusal =
  | 'unknown-instrument'
  | 'not-trading'
  | 'price-missing'
  | 'price-step'
  | 'stop-missing'
  | 'stop-step'
  | 'quantity-step'
  | 'quantity-too-small'
  | 'quantity-too-large'
  | 'value-too-small'
  | 'value-too-large'
  | 'client-id-used'
  | 'would-take'
  | 'would-trigger'
  | 'no-funds'
  | 'unknown-order';

/** The refusals with a word for people, as the admin door and faces without words of their own say them. */
export const REFUSAL_WORDS: Readonly<Record<Refusal, string>> = {
  'unknown-instrument': 'the exchange does not list it',
  'not-trading': 'it does not trade now',
  'price-missing': 'the order has no price',
  'price-step': 'the price is not a multiple of the tick',
  'stop-missing': 'the order has no stop price',
  'stop-step': 'the stop price is not a multiple of the tick',
  'quantity-step': 'the quantity is not a multiple of the lot',
  'quantity-too-small': 'the quantity is below the smallest',
  'quantity-too-large': 'the quantity is above the largest',
  'value-too-small': 'price times quantity is below the smallest',
  'value-too-large': 'price times quantity is above the largest',
  'client-id-used': 'the client order id is taken',
  'would-take': 'a post-only order would take from the book',
  'would-trigger': 'the stop would trigger at once',
  'no-funds': 'the account does not have it',
  'unknown-order': 'there is no such open order',
};
