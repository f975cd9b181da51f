import type { Instrument, Money, Price, Quantity } from '../../domain/instrument.ts';
import type { Side } from '../../domain/order.ts';
import type { Micros } from '../../kernel/time.ts';
import { PriceLadder } from '../../sim/price-ladder.ts';
import { Candles } from './candles.ts';
import type { PublicTrade } from './exchange-event.ts';
import { OrderBook } from './order-book.ts';
import type { WorkingOrder } from './working-order.ts';

/** Whether an instrument takes orders. A halted one still lets them be cancelled; a delisted one is not listed any more. */
export type MarketStatus = 'trading' | 'api-closed' | 'halted' | 'delisted';

/** Public trades that are kept for whoever asks. */
const TRADES_KEPT = 5_000;

interface Waiting {
  readonly trigger: Price;
  readonly sequence: number;
  readonly order: WorkingOrder;
}

/** One instrument of the exchange: its book, the stops that wait, what was traded. */
export class Market {
  readonly instrument: Instrument;
  readonly book = new OrderBook();
  readonly candles = new Candles();
  readonly #rising = new PriceLadder<Waiting>(1);
  readonly #falling = new PriceLadder<Waiting>(-1);
  readonly #waiting = new Map<WorkingOrder, Waiting>();
  #trades: PublicTrade[] = [];
  #lastTradeId = 0;
  status: MarketStatus = 'trading';
  /** Counts the changes of the book's levels. */
  updateId = 0;

  constructor(instrument: Instrument) {
    this.instrument = instrument;
  }

  /** The newest public trades, oldest first. */
  get trades(): readonly PublicTrade[] {
    return this.#trades;
  }

  /** Price of the last trade; undefined before the first. */
  get lastPrice(): Price | undefined {
    return this.#trades.at(-1)?.price;
  }

  /** Puts a trade on the tape and into the candles. */
  print(trade: { price: Price; quantity: Quantity; takerSide: Side; notional: Money; ts: Micros }): PublicTrade {
    const { price, quantity, takerSide, notional, ts } = trade;
    this.#lastTradeId += 1;
    const printed = { tradeId: this.#lastTradeId, instrument: this.instrument, price, quantity, takerSide, ts };
    this.#trades.push(printed);
    if (this.#trades.length > 2 * TRADES_KEPT) this.#trades = this.#trades.slice(-TRADES_KEPT);
    const taken = takerSide === 'buy' ? { takerVolume: quantity, takerTurnover: notional } : { takerVolume: 0, takerTurnover: 0 };
    const prices = { open: price, high: price, low: price, close: price };
    this.candles.add(ts, { ...prices, volume: quantity, turnover: notional, trades: 1, ...taken });
    return printed;
  }

  /** Whether a stop of this kind triggers when the price rises to it, rather than falls. */
  triggersRising(order: Pick<WorkingOrder, 'type' | 'side'>): boolean {
    return (order.side === 'buy') === (order.type === 'stop' || order.type === 'stop-limit');
  }

  /** Keeps an order until the price reaches its trigger. */
  wait(order: WorkingOrder, trigger: Price): void {
    const waiting = { trigger, sequence: order.id, order };
    this.#waiting.set(order, waiting);
    this.#ladderOf(order).insert(waiting);
  }

  /** Takes a waiting order away. */
  forget(order: WorkingOrder): void {
    const waiting = this.#waiting.get(order);
    if (waiting === undefined) return;
    this.#waiting.delete(order);
    this.#ladderOf(order).remove(waiting);
  }

  /** Takes away the waiting order that the last price triggers first. */
  takeTriggered(): WorkingOrder | undefined {
    const price = this.lastPrice;
    if (price === undefined) return undefined;
    const found =
      this.#rising.find(
        (trigger) => trigger <= price,
        () => true,
      ) ??
      this.#falling.find(
        (trigger) => trigger >= price,
        () => true,
      );
    if (found !== undefined) this.forget(found.order);
    return found?.order;
  }

  #ladderOf(order: WorkingOrder): PriceLadder<Waiting> {
    return this.triggersRising(order) ? this.#rising : this.#falling;
  }
}
