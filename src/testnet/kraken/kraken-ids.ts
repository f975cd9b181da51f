import type { ExchangeFill } from '../exchange/exchange-order.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { numberOfTransaction, transactionId } from './transaction-id.ts';

/** Trades of one instrument are counted below this, so that trades of several never share an id. */
const TRADES_PER_INSTRUMENT = 2 ** 40;

/** The id of an order. */
export function orderTxid(orderId: number): string {
  return transactionId('O', orderId);
}

/** The exchange's number of an order; undefined for a text that is no id. */
export function readOrderTxid(txid: string): number | undefined {
  return txid.startsWith('O') ? numberOfTransaction(txid) : undefined;
}

/** The id of a fill: its own, where the two sides of a trade share one at the exchange. */
export function fillTxid(exchange: Exchange, { instrument, tradeId, isMaker }: ExchangeFill): string {
  const at = exchange.markets().findIndex((market) => market.instrument.id === instrument.id);
  return transactionId('T', at * TRADES_PER_INSTRUMENT + tradeId * 2 + (isMaker ? 1 : 0));
}
