import type { Instrument, Price, Quantity } from '../../../../../domain/instrument.ts';
import { divideBig } from '../../../../../kernel/exact.ts';
import { formatTime, type Micros } from '../../../../../kernel/time.ts';
import type { VenueFill } from '../../../../../ports/venue.ts';
import { fieldsOf, type Fields, type Refuse } from '../../reply-fields.ts';
import type { Desk } from '../dialect.ts';
import { badReply, idOf, isoTimeOf, moneyOf, notionalOf, priceOf, quantityOf, wordOf } from '../wire-fields.ts';
import { coinbaseCall, readPages } from './coinbase-call.ts';
import { SIDES } from './coinbase-orders.ts';

const PAGE = 500;

/** All fills of an instrument since a time, of pages that come newest first. */
export async function coinbaseFills(instrument: Instrument, since: Micros, desk: Desk): Promise<readonly VenueFill[]> {
  const params = { product_ids: [desk.marketId(instrument)], start_sequence_timestamp: formatTime(Math.max(0, since)), limit: PAGE };
  const rows = await readPages(desk, coinbaseCall('orders/historical/fills', params), 'fills');
  const fills = rows.map((row) => decodeCoinbaseFill(row, instrument, desk)).filter(({ ts }) => ts >= since);
  return fills.reverse().sort((a, b) => a.ts - b.ts);
}

function decodeCoinbaseFill(row: unknown, instrument: Instrument, desk: Desk): VenueFill {
  const refuse = badReply(`a fill of ${instrument.id}`);
  const fill = fieldsOf(row, refuse);
  if (fill['product_id'] !== desk.marketId(instrument)) refuse('is of another market');
  const price = priceOf(fill['price'], instrument, refuse);
  const quantity = sizeOf(fill, price, instrument, refuse);
  return {
    instrumentId: instrument.id,
    tradeId: idOf(fill['trade_id'], 'id', refuse),
    venueOrderId: idOf(fill['order_id'], 'id of its order', refuse),
    clientOrderId: undefined,
    side: wordOf(fill['side'], SIDES, 'side', refuse),
    price,
    quantity,
    notional:
      fill['size_in_quote'] === true
        ? moneyOf(fill['size'], instrument.quote, 'size', refuse)
        : notionalOf(undefined, instrument, price, quantity, refuse),
    fee: moneyOf(fill['commission'], instrument.quote, 'fee', refuse),
    feeCurrency: instrument.quote,
    liquidity: fill['liquidity_indicator'] === 'MAKER' ? 'maker' : 'taker',
    ts: isoTimeOf(fill['trade_time'], refuse),
  };
}

/** How much was traded. Of an order by hand that says how much money it spends the fills say so, too: that is divided, and rounded half to even. */
function sizeOf(fill: Fields, price: Price, instrument: Instrument, refuse: Refuse): Quantity {
  if (fill['size_in_quote'] !== true) return quantityOf(fill['size'], instrument, refuse);
  const money = moneyOf(fill['size'], instrument.quote, 'size', refuse);
  const scale = BigInt(instrument.priceScale + instrument.quantityScale - instrument.quote.scale);
  const scaled = scale < 0n ? BigInt(money) / 10n ** -scale : BigInt(money) * 10n ** scale;
  return Number(divideBig(scaled, BigInt(price), 'half-even'));
}
