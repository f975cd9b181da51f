import { fieldsOf, type Fields, type Refuse } from '../../reply-fields.ts';
import type { Call } from '../dialect.ts';

/** A private request of Kraken; all of them are posted. Orders and cancels are counted apart from questions. */
export function krakenCall(path: string, params: Call['params'] = {}, cost: Call['cost'] = { weight: 1, orders: 0 }): Call {
  return { path, api: 'private', verb: 'POST', cost, params };
}

/** The result in Kraken's envelope. */
export function resultOf(reply: unknown, refuse: Refuse): Fields {
  return fieldsOf(fieldsOf(reply, refuse)['result'], refuse);
}
