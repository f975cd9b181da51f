import type { Instrument } from '../../domain/instrument.ts';
import type { Side, TimeInForce } from '../../domain/order.ts';
import type { ExchangeOrderType, OrderRequest } from '../exchange/exchange-order.ts';
import { lookUp } from '../look-up.ts';
import { fieldsOf } from '../read-json.ts';
import { readUnits } from '../read-units.ts';
import { ORDER_REFUSALS, OrderRefusal } from './refusals.ts';

type Fields = Readonly<Record<string, unknown>>;

interface Kind {
  readonly type: ExchangeOrderType;
  readonly timeInForce: TimeInForce;
}

/** How an order is configured, by the name of its configuration. Those that end at a time of their own are not taken here. */
const KINDS: Readonly<Record<string, Kind>> = {
  market_market_ioc: { type: 'market', timeInForce: 'IOC' },
  sor_limit_ioc: { type: 'limit', timeInForce: 'IOC' },
  limit_limit_fok: { type: 'limit', timeInForce: 'FOK' },
  limit_limit_gtc: { type: 'limit', timeInForce: 'GTC' },
  stop_limit_stop_limit_gtc: { type: 'stop-limit', timeInForce: 'GTC' },
};
const SIDES: Readonly<Record<string, Side>> = { BUY: 'buy', SELL: 'sell' };
const DIRECTIONS: Readonly<Record<string, 'up' | 'down'>> = { STOP_DIRECTION_STOP_UP: 'up', STOP_DIRECTION_STOP_DOWN: 'down' };

/** The order that a body asks for, or why it is none. */
export function readOrderForm(body: Fields, instrument: Instrument): OrderRequest | OrderRefusal {
  const side = lookUp(SIDES, textOf(body['side']));
  const [configuration] = Object.entries(fieldsOf(body['order_configuration']));
  const kind = lookUp(KINDS, configuration?.[0]);
  const configured = fieldsOf(configuration?.[1]);
  if (side === undefined) return ORDER_REFUSALS.side;
  if (kind === undefined) return ORDER_REFUSALS.configuration;
  const size = readSize(configured, instrument, kind.type === 'market');
  if (size instanceof OrderRefusal) return size;
  const order = { instrumentId: instrument.id, side, clientOrderId: textOf(body['client_order_id']), ...kind, ...size };
  if (kind.type === 'market') return order;
  const price = readUnits(textOf(configured['limit_price']), instrument.priceScale);
  if (price === undefined) return ORDER_REFUSALS.pricePrecision;
  if (kind.type === 'limit') return { ...order, price, postOnly: configured['post_only'] === true };
  const stopPrice = readUnits(textOf(configured['stop_price']), instrument.priceScale);
  const direction = lookUp(DIRECTIONS, textOf(configured['stop_direction']));
  if (stopPrice === undefined || direction === undefined) return ORDER_REFUSALS.configuration;
  // A stop triggers against the position: one that triggers with it takes a profit.
  const type = (side === 'buy') === (direction === 'up') ? 'stop-limit' : 'take-profit-limit';
  return { ...order, type, price, stopPrice };
}

/** How much: of the base currency, or, of a market order, what it spends of the quote currency. */
function readSize(given: Fields, instrument: Instrument, isMarket: boolean): Pick<OrderRequest, 'quantity' | 'spend'> | OrderRefusal {
  if (isMarket && given['quote_size'] !== undefined) {
    const spend = readUnits(textOf(given['quote_size']), instrument.quote.scale);
    return spend === undefined ? ORDER_REFUSALS.sizePrecision : { quantity: 0, spend };
  }
  const quantity = readUnits(textOf(given['base_size']), instrument.quantityScale);
  return quantity === undefined ? ORDER_REFUSALS.sizePrecision : { quantity };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
