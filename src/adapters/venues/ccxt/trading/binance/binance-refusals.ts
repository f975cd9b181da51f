import { wordsOf, type Fields } from '../../reply-fields.ts';
import { Refusal, type RefusalMeaning } from '../failure.ts';

/** Codes by which Binance says that a request was not carried out. Whatever is not here leaves that open: -1006 and -1007 say so in words. */
const CODES: Readonly<Record<string, RefusalMeaning>> = {
  '-1002': 'VENUE_KEY_INVALID',
  '-1003': 'VENUE_LIMITED',
  '-1010': 'VENUE_REJECTED',
  '-1013': 'VENUE_REJECTED',
  '-1014': 'VENUE_REJECTED',
  '-1015': 'VENUE_LIMITED',
  '-1020': 'VENUE_REJECTED',
  '-1021': 'VENUE_CLOCK',
  '-1022': 'VENUE_KEY_INVALID',
  '-1121': 'VENUE_SYMBOL_UNKNOWN',
  '-2010': 'VENUE_REJECTED',
  '-2011': 'absent',
  '-2013': 'absent',
  '-2014': 'VENUE_KEY_INVALID',
  '-2015': 'VENUE_KEY_INVALID',
  '-2026': 'absent',
};

/** Words of a refused order (-2010, and -1013 for a market that is closed) that tell more than its code does. */
const WORDS: readonly (readonly [RegExp, RefusalMeaning])[] = [
  [/insufficient balance/i, 'VENUE_INSUFFICIENT'],
  [/duplicate order/i, 'VENUE_DUPLICATE'],
  [/immediately match/i, 'VENUE_POST_ONLY'],
  [/market is closed|not permitted for this symbol|trading is disabled/i, 'VENUE_SYMBOL_HALTED'],
];

/** Binance's no: `{"code": -2010, "msg": "..."}` with a status of 4xx. A 5xx leaves open what was done, whatever its body says. */
export function readBinanceRefusal(status: number, json: unknown): Refusal | undefined {
  if (status < 400) return undefined;
  const { code, msg } = json as Fields;
  const [number, words] = [wordsOf(code), wordsOf(msg)];
  return new Refusal(meaningOf(number, words), status, `${number} ${words}`);
}

function meaningOf(code: string, words: string): RefusalMeaning {
  if (code === '-2010' || code === '-1013') return WORDS.find(([pattern]) => pattern.test(words))?.[1] ?? 'VENUE_REJECTED';
  // -1100 to -1199 say what is wrong with the parameters.
  return CODES[code] ?? (/^-11\d\d$/.test(code) ? 'VENUE_REJECTED' : 'unclear');
}
