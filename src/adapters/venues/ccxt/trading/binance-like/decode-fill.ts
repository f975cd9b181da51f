import type { Currency, Instrument } from '../../../../../domain/instrument.ts';
import type { VenueFill } from '../../../../../ports/venue.ts';
import { fieldsOf } from '../../reply-fields.ts';
import { badReply, clientIdOf, idOf, moneyOf, notionalOf, priceOf, quantityOf, timeOf } from '../wire-fields.ts';

/** A row of `myTrades`. `currencyOf` knows a currency by the venue's name of it. Errors: `VENUE_BAD_REPLY`. */
export function decodeFill(value: unknown, instrument: Instrument, marketId: string, currencyOf: (code: string) => Currency): VenueFill {
  const refuse = badReply(`a fill of ${instrument.id}`);
  const fill = fieldsOf(value, refuse);
  if (fill['symbol'] !== marketId) refuse('is of another market');
  const { isBuyer, isMaker } = fill;
  if (typeof isBuyer !== 'boolean' || typeof isMaker !== 'boolean') return refuse('does not tell its side');
  const price = priceOf(fill['price'], instrument, refuse);
  const quantity = quantityOf(fill['qty'], instrument, refuse);
  const feeCurrency = currencyOf(idOf(fill['commissionAsset'], 'currency of its fee', refuse));
  return {
    instrumentId: instrument.id,
    tradeId: idOf(fill['id'], 'id', refuse),
    venueOrderId: idOf(fill['orderId'], 'id of its order', refuse),
    clientOrderId: clientIdOf(fill['clientOrderId']),
    side: isBuyer ? 'buy' : 'sell',
    price,
    quantity,
    notional: notionalOf(fill['quoteQty'], instrument, price, quantity, refuse),
    fee: moneyOf(fill['commission'], feeCurrency, 'fee', refuse),
    feeCurrency,
    liquidity: isMaker ? 'maker' : 'taker',
    ts: timeOf(fill['time'], refuse),
  };
}
