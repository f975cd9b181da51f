import type { Instrument } from '../../domain/instrument.ts';
import type { Side, TimeInForce } from '../../domain/order.ts';
import type { OrderRequest } from '../exchange/exchange-order.ts';
import { lookUp } from '../look-up.ts';
import { readUnits } from '../read-units.ts';
import { MexcRefusal, REFUSALS } from './refusals.ts';

/** What a client order id may look like at MEXC. */
const CLIENT_ID = /^[0-9a-zA-Z_-]{1,32}$/;
const SIDES: Readonly<Record<string, Side>> = { BUY: 'buy', SELL: 'sell' };

/** MEXC's order types: it says with them how long an order lives, too. It holds no stops. */
const TYPES: Readonly<
  Record<string, { readonly type: 'limit' | 'market'; readonly timeInForce: TimeInForce; readonly postOnly?: boolean }>
> = {
  LIMIT: { type: 'limit', timeInForce: 'GTC' },
  LIMIT_MAKER: { type: 'limit', timeInForce: 'GTC', postOnly: true },
  IMMEDIATE_OR_CANCEL: { type: 'limit', timeInForce: 'IOC' },
  FILL_OR_KILL: { type: 'limit', timeInForce: 'FOK' },
  MARKET: { type: 'market', timeInForce: 'IOC' },
};

/** The order that a query asks for, or why it is none. */
export function readOrderForm(query: URLSearchParams, instrument: Instrument): OrderRequest | MexcRefusal {
  const type = lookUp(TYPES, query.get('type'));
  const side = lookUp(SIDES, query.get('side'));
  if (type === undefined) return REFUSALS.typeUnknown;
  if (side === undefined) return REFUSALS.sideUnknown;
  const clientOrderId = query.get('newClientOrderId') ?? '';
  if (clientOrderId !== '' && !CLIENT_ID.test(clientOrderId)) return REFUSALS.illegalCharacters;
  const size = readSize(query, instrument, type.type === 'market');
  if (size instanceof MexcRefusal) return size;
  const order = { ...type, ...size, instrumentId: instrument.id, side, clientOrderId };
  if (type.type === 'market') return order;
  const price = readUnits(query.get('price'), instrument.priceScale);
  return price === undefined ? REFUSALS.priceScale : { ...order, price };
}

/** How much: a quantity, or, of a market order, what it spends. */
function readSize(
  query: URLSearchParams,
  instrument: Instrument,
  isMarket: boolean,
): Pick<OrderRequest, 'quantity' | 'spend'> | MexcRefusal {
  const amount = query.get('quoteOrderQty');
  if (isMarket && amount !== null) {
    const spend = readUnits(amount, instrument.quote.scale);
    return spend === undefined ? REFUSALS.amountScale : { quantity: 0, spend };
  }
  const text = query.get('quantity');
  if (text === null) return REFUSALS.quantityMissing;
  const quantity = readUnits(text, instrument.quantityScale);
  return quantity === undefined ? REFUSALS.quantityScale : { quantity };
}
