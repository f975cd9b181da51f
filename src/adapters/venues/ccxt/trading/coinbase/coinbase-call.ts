import { fieldsOf, itemsOf, type Refuse } from '../../reply-fields.ts';
import type { Call, Desk } from '../dialect.ts';
import { badReply } from '../wire-fields.ts';

/** A question for Coinbase's third interface. */
export function coinbaseCall(path: string, params: Call['params'] = {}, verb = 'GET'): Call {
  return { path: `brokerage/${path}`, api: ['v3', 'private'], verb, cost: { weight: 1, orders: 0 }, params };
}

/** All rows of a list, page by page, until one says that it is the last, or `isEnough` of what has come so far. */
export async function readPages(
  desk: Desk,
  call: Call,
  list: string,
  isEnough: (rows: readonly unknown[]) => boolean = () => false,
): Promise<readonly unknown[]> {
  const refuse: Refuse = badReply(`the ${list}`);
  const rows: unknown[] = [];
  for (let cursor = ''; ;) {
    const page = fieldsOf(await desk.ask(cursor === '' ? call : { ...call, params: { ...call.params, cursor } }), refuse);
    rows.push(...itemsOf(page[list], refuse));
    const next = page['cursor'];
    if (typeof next !== 'string' || next === '' || page['has_next'] === false || isEnough(rows)) return rows;
    if (next === cursor) refuse('go round in a circle');
    cursor = next;
  }
}
