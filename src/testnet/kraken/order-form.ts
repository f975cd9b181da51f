import type { Instrument } from '../../domain/instrument.ts';
import type { TimeInForce } from '../../domain/order.ts';
import { parseTime, type Micros } from '../../kernel/time.ts';
import type { ExchangeOrderType, OrderRequest } from '../exchange/exchange-order.ts';
import { lookUp } from '../look-up.ts';
import { readUnits } from '../read-units.ts';
import { KrakenRefusal, REFUSALS } from './refusals.ts';

/** What a client order id may look like: a UUID with or without its dashes, or up to 18 characters of one's own. */
const CLIENT_ID = /^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}|[\x21-\x7e]{1,18})$/;

const TYPES: Readonly<Record<string, ExchangeOrderType>> = {
  market: 'market',
  limit: 'limit',
  'stop-loss': 'stop',
  'stop-loss-limit': 'stop-limit',
  'take-profit': 'take-profit',
  'take-profit-limit': 'take-profit-limit',
};
const TIMES_IN_FORCE: Readonly<Record<string, TimeInForce>> = { GTC: 'GTC', IOC: 'IOC', FOK: 'FOK' };

/** The name of a type, as Kraken says it. */
export function typeName(type: ExchangeOrderType): string {
  return Object.keys(TYPES).find((name) => TYPES[name] === type) ?? type;
}

/** The order that `AddOrder` is asked for, or why it is none. `now` is Kraken's time: a deadline may have passed. */
export function readOrderForm(form: URLSearchParams, instrument: Instrument, now: Micros): OrderRequest | KrakenRefusal {
  const type = lookUp(TYPES, form.get('ordertype'));
  const side = form.get('type');
  const timeInForce = lookUp(TIMES_IN_FORCE, form.get('timeinforce') ?? 'GTC');
  const clientOrderId = form.get('cl_ord_id') ?? '';
  if (type === undefined) return REFUSALS.orderTypeInvalid;
  if (side !== 'buy' && side !== 'sell') return REFUSALS.sideInvalid;
  if (timeInForce === undefined) return REFUSALS.timeInForceInvalid;
  if (clientOrderId !== '' && (!CLIENT_ID.test(clientOrderId) || form.has('userref'))) return REFUSALS.clientIdInvalid;
  const late = checkDeadline(form.get('deadline'), now);
  if (late !== undefined) return late;
  const flags = (form.get('oflags') ?? '').split(',');
  const size = readSize(form.get('volume'), instrument, flags.includes('viqc') && type === 'market');
  if (size instanceof KrakenRefusal) return size;
  const prices = readPrices(form, type, instrument);
  if (prices instanceof KrakenRefusal) return prices;
  const order = { instrumentId: instrument.id, side, type, timeInForce, clientOrderId, ...size, ...prices } as const;
  return { ...order, postOnly: flags.includes('post') };
}

function checkDeadline(deadline: string | null, now: Micros): KrakenRefusal | undefined {
  if (deadline === null) return undefined;
  try {
    return parseTime(deadline.replace(/(\.\d{6})\d+/, '$1')) < now ? REFUSALS.deadlineElapsed : undefined;
  } catch {
    return REFUSALS.deadlineInvalid;
  }
}

function readSize(text: string | null, instrument: Instrument, isMoney: boolean): Pick<OrderRequest, 'quantity' | 'spend'> | KrakenRefusal {
  const units = readUnits(text, isMoney ? instrument.quote.scale : instrument.quantityScale);
  if (units === undefined) return REFUSALS.volumeInvalid;
  return isMoney ? { quantity: 0, spend: units } : { quantity: units };
}

/** `price` is the trigger of an order that has one; its limit is `price2`. */
function readPrices(
  form: URLSearchParams,
  type: ExchangeOrderType,
  instrument: Instrument,
): Pick<OrderRequest, 'price' | 'stopPrice'> | KrakenRefusal {
  const price = readUnits(form.get('price'), instrument.priceScale);
  const second = readUnits(form.get('price2'), instrument.priceScale);
  if (type === 'market') return {};
  if (price === undefined) return REFUSALS.priceInvalid;
  if (type === 'limit') return { price };
  if (type === 'stop' || type === 'take-profit') return { stopPrice: price };
  return second === undefined ? REFUSALS.priceInvalid : { stopPrice: price, price: second };
}
