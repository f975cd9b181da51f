import { wordsOf, type Fields } from '../../reply-fields.ts';
import { Refusal, type RefusalMeaning } from '../failure.ts';

/** Kraken's words by which a request was not carried out; the first that fits. Whatever fits none of them leaves that open. */
const WORDS: readonly (readonly [RegExp, RefusalMeaning])[] = [
  [/^EAPI:Invalid nonce/, 'VENUE_CLOCK'],
  [/^EService:Deadline elapsed/, 'VENUE_CLOCK'],
  [/^EAPI:Invalid (key|signature)|^EGeneral:(Permission denied|Unknown method)/, 'VENUE_KEY_INVALID'],
  [/Rate limit exceeded|^EGeneral:(Too many requests|Temporary lockout)|^EService:Throttled/, 'VENUE_LIMITED'],
  [/^EQuery:(Unknown|Invalid) asset pair/, 'VENUE_SYMBOL_UNKNOWN'],
  [/^EService:Market in /, 'VENUE_SYMBOL_HALTED'],
  [/^EOrder:Insufficient/, 'VENUE_INSUFFICIENT'],
  [/^EOrder:.*duplicate/i, 'VENUE_DUPLICATE'],
  [/^EOrder:Post only/, 'VENUE_POST_ONLY'],
  [/^EOrder:(Unknown order|Invalid order)/, 'absent'],
  [/^EOrder:|^EGeneral:Invalid arguments/, 'VENUE_REJECTED'],
];

/** Kraken's no: `{"error": ["EOrder:Insufficient funds"]}`, with a status of 200. Warnings begin with a W, and are none. */
export function readKrakenRefusal(status: number, json: unknown): Refusal | undefined {
  const { error } = json as Fields;
  const words = (Array.isArray(error) ? error : []).map(wordsOf).find((each) => each.startsWith('E'));
  if (words === undefined) return status < 400 ? undefined : new Refusal('unclear', status, `status ${status}`);
  return new Refusal(WORDS.find(([pattern]) => pattern.test(words))?.[1] ?? 'unclear', status, words);
}
