import { Refusal, type RefusalMeaning } from '../failure.ts';
import { wordsOf, type Fields } from '../../reply-fields.ts';

/** Codes by which MEXC says that a request was not carried out. Whatever is not here leaves that open. */
const CODES: Readonly<Record<string, RefusalMeaning>> = {
  '400': 'VENUE_REJECTED',
  '401': 'VENUE_KEY_INVALID',
  '429': 'VENUE_LIMITED',
  '-1121': 'VENUE_SYMBOL_UNKNOWN',
  '-1128': 'VENUE_REJECTED',
  '-2011': 'absent',
  '-2013': 'absent',
  '10007': 'VENUE_SYMBOL_HALTED',
  '10072': 'VENUE_KEY_INVALID',
  '10095': 'VENUE_REJECTED',
  '30000': 'VENUE_SYMBOL_HALTED',
  '30001': 'VENUE_REJECTED',
  '30002': 'VENUE_REJECTED',
  '30003': 'VENUE_REJECTED',
  '30004': 'VENUE_INSUFFICIENT',
  '30005': 'VENUE_INSUFFICIENT',
  '30010': 'VENUE_REJECTED',
  '30014': 'VENUE_SYMBOL_UNKNOWN',
  '30016': 'VENUE_SYMBOL_HALTED',
  '30018': 'VENUE_REJECTED',
  '30020': 'VENUE_REJECTED',
  '30026': 'VENUE_DUPLICATE',
  '30027': 'VENUE_REJECTED',
  '30028': 'VENUE_REJECTED',
  '30029': 'VENUE_LIMITED',
  '30032': 'VENUE_REJECTED',
  '30041': 'VENUE_REJECTED',
  '30087': 'VENUE_REJECTED',
  '700001': 'VENUE_KEY_INVALID',
  '700002': 'VENUE_KEY_INVALID',
  '700003': 'VENUE_CLOCK',
  '700004': 'VENUE_REJECTED',
  '700005': 'VENUE_REJECTED',
  '700006': 'VENUE_KEY_INVALID',
  '700007': 'VENUE_KEY_INVALID',
  '700008': 'VENUE_REJECTED',
};

/** MEXC's no: `{"code": 30004, "msg": "..."}`, mostly with a status of 4xx. A 5xx leaves open what was done. */
export function readMexcRefusal(status: number, json: unknown): Refusal | undefined {
  const { code, msg, message } = json as Fields;
  const number = wordsOf(code ?? 0);
  if (status < 400 && (number === '0' || number === '200')) return undefined;
  return new Refusal(CODES[number] ?? 'unclear', status, `${number} ${wordsOf(msg ?? message)}`);
}
