import type { OrderIntent } from '../../../../../domain/order.ts';
import { fieldsOf, itemsOf } from '../../reply-fields.ts';
import type { Call, PlacedOrder, VenueDialect } from '../dialect.ts';
import { badReply, idOf, timeOf, wireNumber, wirePrice } from '../wire-fields.ts';
import { RECV_WINDOW } from './binance-order-call.ts';

/**
 * A stop and a target as one OCO list of Binance. Both trade at the market once it reaches them: a target that rests as a limit would end
 * the stop with its first partial fill, and leave the rest of the position without one.
 */
export const BINANCE_LINKED: NonNullable<VenueDialect['linked']> = {
  place(stop, target, desk): Call {
    const { instrument, side, quantity } = stop;
    const [above, below] = side === 'sell' ? [target, stop] : [stop, target];
    return {
      path: 'orderList/oco',
      api: 'private',
      verb: 'POST',
      cost: { weight: 1, orders: 2 },
      params: {
        symbol: desk.marketId(instrument),
        side: side.toUpperCase(),
        quantity: wireNumber(quantity, instrument.quantityScale),
        ...legParams('above', above),
        ...legParams('below', below),
        newOrderRespType: 'RESULT',
        recvWindow: RECV_WINDOW,
      },
    };
  },

  read(reply, [stop, target], desk) {
    const refuse = badReply('the placed list');
    const reports = itemsOf(fieldsOf(reply, refuse)['orderReports'], refuse).map((report) => fieldsOf(report, refuse));
    const placed = ({ clientOrderId, instrument }: OrderIntent): PlacedOrder => {
      const found = reports.find((each) => each['clientOrderId'] === clientOrderId && each['symbol'] === desk.marketId(instrument));
      return found === undefined
        ? refuse(`lacks the order ${clientOrderId}`)
        : { venueOrderId: idOf(found['orderId'], 'id', refuse), ts: timeOf(found['transactTime'], refuse) };
    };
    return [placed(stop), placed(target)];
  },
};

function legParams(place: 'above' | 'below', intent: OrderIntent): Readonly<Record<string, string>> {
  const isStop = intent.stopPrice !== undefined;
  return {
    [`${place}Type`]: isStop ? 'STOP_LOSS' : 'TAKE_PROFIT',
    [`${place}StopPrice`]: wirePrice(intent, intent.stopPrice ?? intent.limitPrice),
    [`${place}ClientOrderId`]: intent.clientOrderId,
  };
}
