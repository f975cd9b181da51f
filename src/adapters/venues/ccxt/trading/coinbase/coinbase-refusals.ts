import { wordsOf, type Fields } from '../../reply-fields.ts';
import { Refusal, type RefusalMeaning } from '../failure.ts';

/** What the reasons of refused orders mean; the first that fits. A reason that fits none is a no all the same. */
const REASONS: readonly (readonly [RegExp, RefusalMeaning])[] = [
  [/INSUFFICIENT_FUND/, 'VENUE_INSUFFICIENT'],
  [/INVALID_PRODUCT|UNKNOWN_PRODUCT/, 'VENUE_SYMBOL_UNKNOWN'],
  [/ORDER_ENTRY_DISABLED|TRADING_DISABLED|MARKET_(IS_)?CLOSED|CANCEL_ONLY/, 'VENUE_SYMBOL_HALTED'],
  [/DUPLICATE/, 'VENUE_DUPLICATE'],
  [/POST_ONLY/, 'VENUE_POST_ONLY'],
];

/** What statuses mean where the reply is no refused order. 401 comes as plain text, and 5xx leaves open what was done. */
const STATUSES: Readonly<Record<number, RefusalMeaning>> = {
  400: 'VENUE_REJECTED',
  401: 'VENUE_KEY_INVALID',
  403: 'VENUE_KEY_INVALID',
  404: 'absent',
};

/** Coinbase's no: for an order `{"success": false, "error_response": {...}}` with a status of 200, else a status and a body. */
export function readCoinbaseRefusal(status: number, json: unknown): Refusal | undefined {
  const reply = json as Fields;
  const failure = reply['error_response'];
  if (status < 400 && reply['success'] === false && typeof failure === 'object' && failure !== null)
    return readOrderRefusal(failure as Fields);
  if (status < 400) return undefined;
  return new Refusal(STATUSES[status] ?? 'unclear', status, `${wordsOf(reply['error'])} ${wordsOf(reply['message'])}`);
}

/** Of its reasons all but one may say that they are unknown. */
function readOrderRefusal(failure: Fields): Refusal {
  const reasons = [failure['error'], failure['new_order_failure_reason'], failure['preview_failure_reason']]
    .filter((reason): reason is string => typeof reason === 'string' && reason !== '' && !reason.startsWith('UNKNOWN'))
    .join(' ');
  const meaning = REASONS.find(([pattern]) => pattern.test(reasons))?.[1] ?? 'VENUE_REJECTED';
  return new Refusal(reasons === '' ? 'unclear' : meaning, 200, `${reasons} ${wordsOf(failure['message'])}`);
}
