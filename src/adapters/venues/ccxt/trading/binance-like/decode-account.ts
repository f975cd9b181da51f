import type { Currency } from '../../../../../domain/instrument.ts';
import type { VenueBalance } from '../../../../../ports/venue.ts';
import { fieldsOf, itemsOf } from '../../reply-fields.ts';
import { badReply, idOf, moneyOf } from '../wire-fields.ts';

/** The balances in the reply to `account`; an account that holds nothing has an empty list of them. Errors: `VENUE_BAD_REPLY`. */
export function decodeAccount(reply: unknown, currencyOf: (code: string) => Currency): readonly VenueBalance[] {
  const refuse = badReply('the account');
  const balances = itemsOf(fieldsOf(reply, refuse)['balances'], refuse);
  return balances.map((value) => {
    const balance = fieldsOf(value, refuse);
    const currency = currencyOf(idOf(balance['asset'], 'currency', refuse));
    const locked = moneyOf(balance['locked'], currency, 'locked balance', refuse);
    return { currency, total: moneyOf(balance['free'], currency, 'free balance', refuse) + locked, locked };
  });
}
