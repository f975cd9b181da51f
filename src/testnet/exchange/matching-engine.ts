import type { Money, Price, Quantity } from '../../domain/instrument.ts';
import { notional } from '../../domain/money.ts';
import type { Side } from '../../domain/order.ts';
import type { Micros } from '../../kernel/time.ts';
import { hasLimit } from './check-request.ts';
import type { ExchangeEvent } from './exchange-event.ts';
import type { EndReason, ExchangeFill } from './exchange-order.ts';
import type { Market } from './market.ts';
import { feeOnTopPpm, quantityFor, settle, type FeeTerms } from './settlement.ts';
import { lockFor, paidIn, remainingOf, snapshotOf, type WorkingOrder } from './working-order.ts';

/** What the engine needs from the exchange around it. */
export interface EngineTerms extends FeeTerms {
  now(): Micros;
  tell(event: ExchangeEvent): void;
  market(instrumentId: string): Market;
  /** The other orders of an order's list. */
  siblings(order: WorkingOrder): readonly WorkingOrder[];
}

const OTHER: Readonly<Record<Side, Side>> = { buy: 'sell', sell: 'buy' };

/** Brings orders together: price before time, partial fills, stops that trigger, lists of which one order ends the others. */
export class MatchingEngine {
  readonly #terms: EngineTerms;

  constructor(terms: EngineTerms) {
    this.#terms = terms;
  }

  /** Whether an account has what an order needs now. An order of a quantity of money learns here how much it buys or sells. */
  affords(order: WorkingOrder): boolean {
    const market = this.#marketOf(order);
    if (order.spend !== undefined) order.quantity = this.#quantityFor(market, order, order.spend);
    if (order.account.isHouse || order.sharesLock) return true;
    const { cost } = hasLimit(order) || order.side === 'sell' ? { cost: 0 } : this.estimate(market, order);
    return order.account.free(paidIn(order)) + order.locked >= Math.max(cost, lockFor(order, feeOnTopPpm(this.#terms.rules)));
  }

  /** Takes in an order that was checked and can be paid: it waits, rests, trades or expires. Then what its trades trigger. */
  enter(order: WorkingOrder): void {
    const market = this.#marketOf(order);
    if (!order.sharesLock) this.#lock(order);
    this.#tell(order, 'new');
    if (order.status === 'waiting' && order.stopPrice !== undefined) return market.wait(order, order.stopPrice);
    this.#work(market, order);
    this.trigger(market);
  }

  /** Ends an order that lives, and with it the rest of its list. */
  end(order: WorkingOrder, status: 'canceled' | 'expired', reason: EndReason): void {
    this.#endOne(order, status, reason);
    this.#endSiblings(order, status);
  }

  /** Fills an order against the house at its own price, whoever stands before it. Returns what was filled. */
  fillFromHouse(order: WorkingOrder, house: WorkingOrder, quantity: Quantity): Quantity {
    const market = this.#marketOf(order);
    const filled = Math.min(quantity, remainingOf(order));
    if (order.status !== 'open' || order.price === undefined || filled <= 0) return 0;
    this.#trade(market, house, order, filled);
    this.trigger(market);
    return filled;
  }

  /** Triggers the stops that the last price reached, and those that their trades reach. */
  trigger(market: Market): void {
    for (let order = market.takeTriggered(); order !== undefined; order = market.takeTriggered()) {
      order.status = 'open';
      order.triggeredAt = this.#terms.now();
      this.#endSiblings(order, 'expired');
      // What its list had locked is free again, and no longer shared.
      if (!this.affords({ ...order, sharesLock: false })) {
        this.#close(order, 'expired', 'no-funds');
        continue;
      }
      this.#lock(order);
      this.#tell(order, 'triggered');
      this.#work(market, order);
    }
  }

  /** What a market order would cost or sell now: its money, and whether the book has all of it. */
  estimate(market: Market, order: WorkingOrder): { readonly cost: Money; readonly fills: boolean } {
    let [left, cost] = [remainingOf(order), 0];
    const limit = hasLimit(order) ? order.price : undefined;
    for (const maker of market.book.orders(OTHER[order.side])) {
      const price = maker.price as Price;
      if (left <= 0 || (limit !== undefined && !crosses(order.side, limit, price))) break;
      if (maker.account === order.account && order.selfTrade !== 'allow') continue;
      const quantity = Math.min(left, remainingOf(maker));
      cost += notional(market.instrument, price, quantity, 'floor');
      left -= quantity;
    }
    return { cost: cost + Math.ceil((cost * feeOnTopPpm(this.#terms.rules)) / 1e6), fills: left <= 0 };
  }

  /** Trades an order as far as the book goes, and rests or ends what is left. */
  #work(market: Market, order: WorkingOrder): void {
    if (order.timeInForce === 'FOK' && hasLimit(order) && !this.estimate(market, order).fills) {
      return this.#close(order, 'expired', 'unfilled');
    }
    this.#take(market, order);
    if (order.status !== 'open') return;
    if (hasLimit(order) && order.timeInForce === 'GTC' && order.price !== undefined) return market.book.add(order.price, order);
    this.#close(order, 'expired', hasLimit(order) ? 'unfilled' : 'no-liquidity');
  }

  #take(market: Market, taker: WorkingOrder): void {
    for (;;) {
      const maker = market.book.first(OTHER[taker.side]);
      if (taker.status !== 'open' || maker?.price === undefined) return;
      if (hasLimit(taker) && taker.price !== undefined && !crosses(taker.side, taker.price, maker.price)) return;
      if (maker.account === taker.account && !taker.account.isHouse && taker.selfTrade !== 'allow') {
        if (taker.selfTrade !== 'expire-taker') this.end(maker, 'expired', 'self-trade');
        if (taker.selfTrade !== 'expire-maker') return this.#close(taker, 'expired', 'self-trade');
        continue;
      }
      this.#trade(market, taker, maker, Math.min(remainingOf(taker), remainingOf(maker)));
    }
  }

  #trade(market: Market, taker: WorkingOrder, maker: WorkingOrder, quantity: Quantity): void {
    const ts = this.#terms.now();
    const price = maker.price as Price;
    const paid = notional(market.instrument, price, quantity, 'floor');
    const trade = market.print({ price, quantity, takerSide: taker.side, notional: paid, ts });
    const deal = { tradeId: trade.tradeId, price, quantity, notional: paid, ts };
    this.#terms.tell({ kind: 'trade', trade, ts });
    market.book.touch(price, maker.side);
    for (const [order, isMaker] of [
      [maker, true],
      [taker, false],
    ] as const) {
      const fill = settle(order, { ...deal, isMaker }, this.#terms);
      if (remainingOf(order) === 0) {
        order.status = 'filled';
        if (isMaker) market.book.remove(price, order);
        this.#release(order);
      }
      this.#tell(order, 'trade', fill);
      this.#endSiblings(order, 'expired');
    }
  }

  /** One that acts lets the others expire; one that is cancelled takes them along. */
  #endSiblings(order: WorkingOrder, status: 'canceled' | 'expired'): void {
    for (const sibling of this.#terms.siblings(order)) this.#endOne(sibling, status, 'list');
  }

  #endOne(order: WorkingOrder, status: 'canceled' | 'expired', reason: EndReason): void {
    const market = this.#marketOf(order);
    if (order.status === 'waiting') market.forget(order);
    else if (order.status === 'open' && order.price !== undefined) market.book.remove(order.price, order);
    else if (order.status !== 'open') return;
    this.#close(order, status, reason);
  }

  #close(order: WorkingOrder, status: 'canceled' | 'expired', reason: EndReason): void {
    order.status = status;
    order.endReason = reason;
    this.#release(order);
    this.#tell(order, status);
  }

  /** What an amount of the quote currency buys or sells, as the book stands. */
  #quantityFor(market: Market, order: WorkingOrder, spend: Money): Quantity {
    let [left, quantity] = [spend, 0];
    for (const maker of market.book.orders(OTHER[order.side])) {
      const price = maker.price as Price;
      const taken = Math.min(quantityFor(market.instrument, left, price), remainingOf(maker));
      if (taken <= 0) break;
      quantity += taken;
      left -= notional(market.instrument, price, taken, 'floor');
    }
    return quantity;
  }

  #lock(order: WorkingOrder): void {
    if (order.account.isHouse) return;
    const needed = lockFor(order, feeOnTopPpm(this.#terms.rules)) - order.locked;
    order.account.lock(paidIn(order), needed);
    order.locked += needed;
  }

  #release(order: WorkingOrder): void {
    order.account.lock(paidIn(order), -order.locked);
    order.locked = 0;
  }

  #tell(order: WorkingOrder, cause: 'new' | 'triggered' | 'trade' | 'canceled' | 'expired', fill?: ExchangeFill): void {
    if (order.account.isHouse) return;
    const ts = this.#terms.now();
    order.updatedAt = ts;
    this.#terms.tell({ kind: 'order', cause, order: snapshotOf(order), fill, ts });
  }

  #marketOf(order: WorkingOrder): Market {
    return this.#terms.market(order.instrument.id);
  }
}

function crosses(side: Side, limit: Price, price: Price): boolean {
  return side === 'buy' ? price <= limit : price >= limit;
}
