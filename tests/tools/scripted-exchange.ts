import { multiplyDivide, powerOfTen, rescale } from '../../src/kernel/exact.ts';
import type { Micros } from '../../src/kernel/time.ts';
import type { Currency, Instrument, Money, Price, Quantity } from '../../src/domain/instrument.ts';
import { notional } from '../../src/domain/money.ts';
import type { OrderType, Side, TimeInForce } from '../../src/domain/order.ts';
import type { ErrorCode } from '../../src/kernel/error-codes.ts';
import type { VenueBalance, VenueFill, VenueOrder, VenueTransfer } from '../../src/ports/venue.ts';

/** What an order says that reaches the exchange. */
export interface ExchangeRequest {
  readonly instrument: Instrument;
  /** Undefined for an order that is placed by hand. */
  readonly clientOrderId: string | undefined;
  readonly side: Side;
  readonly type: OrderType;
  readonly quantity: Quantity;
  readonly limitPrice: Price | undefined;
  readonly stopPrice: Price | undefined;
  readonly timeInForce: TimeInForce;
  readonly postOnly: boolean;
}

/** A no of the exchange. */
export interface ExchangeRefusal {
  readonly code: ErrorCode;
  readonly reason: string;
}

/** What an exchange is made of. */
export interface ExchangeSetup {
  readonly now: () => Micros;
  readonly instruments: readonly Instrument[];
  /** What the account holds at first, in units of each currency, by code. */
  readonly balances: Readonly<Record<string, Money>>;
  /** Prices at first, by instrument id. */
  readonly prices: Readonly<Record<string, Price>>;
  /** Parts per million of what is traded. */
  readonly fee?: number;
  /** Whether a buyer pays the fee in the coins that were bought; in the quote currency otherwise. */
  readonly feeInCoins?: boolean;
  /** A coin of the exchange's own, worth one of any quote currency, in which all fees are paid where there is one. */
  readonly feeCoin?: Currency;
}

interface Standing extends ExchangeRequest {
  readonly venueOrderId: string;
  readonly placedAt: Micros;
  status: VenueOrder['status'];
  filled: Quantity;
  reason: string | undefined;
  ts: Micros;
  isTriggered: boolean;
  /** The price at which it begins to trade, and whether the market gets there by moving in its favour, as to a target. */
  readonly trigger: Price | undefined;
  readonly isTarget: boolean;
  /** The order that expires as soon as this one trades. */
  linked: Standing | undefined;
}

/** Something that happened at the exchange. */
export type ExchangeNews = { readonly kind: 'order'; readonly order: VenueOrder } | { readonly kind: 'fill'; readonly fill: VenueFill };

const MILLION = 1_000_000;

/**
 * An exchange with one account, complete in itself: orders, fills, balances, transfers, and one price for each instrument at which all is
 * traded. It knows no network and makes no mistakes: what happened here is the truth that a session is held against.
 */
export class ScriptedExchange {
  readonly fills: VenueFill[] = [];
  readonly transfers: VenueTransfer[] = [];
  /** Quantity that a market order finds; all that it wants where there is none. */
  depth: Quantity | undefined = undefined;
  /** The same of limit orders and stops, each time that the price reaches them. */
  depthAtLimit: Quantity | undefined = undefined;
  /** Told of everything as it happens. */
  onNews: (news: ExchangeNews) => void = () => undefined;
  readonly #setup: ExchangeSetup;
  readonly #orders: Standing[] = [];
  readonly #totals = new Map<string, Money>();
  readonly #currencies = new Map<string, Currency>();
  readonly #prices = new Map<string, Price>();

  constructor(setup: ExchangeSetup) {
    this.#setup = setup;
    const coins = setup.instruments.flatMap(({ base, quote }) => [base, quote]);
    for (const each of setup.feeCoin === undefined ? coins : [...coins, setup.feeCoin]) this.#currencies.set(each.code, each);
    for (const [code, amount] of Object.entries(setup.balances)) this.#totals.set(code, amount);
    for (const [id, price] of Object.entries(setup.prices)) this.#prices.set(id, price);
  }

  /** Every order there ever was, oldest first. */
  get orders(): readonly VenueOrder[] {
    return this.#orders.map(told);
  }

  /** What the account holds, currency by currency. */
  get balances(): readonly VenueBalance[] {
    return [...this.#currencies.values()].map((each) => ({
      currency: each,
      total: this.#totals.get(each.code) ?? 0,
      locked: this.#locked(each.code),
    }));
  }

  price(instrumentId: string): Price {
    return this.#prices.get(instrumentId) ?? NaN;
  }

  /** Takes an order, or says why not. */
  place(request: ExchangeRequest): VenueOrder | ExchangeRefusal {
    const { instrument, type, limitPrice, timeInForce, postOnly } = request;
    const wrong = this.#isUsed(request) ?? this.#lacks(request);
    if (wrong !== undefined) return wrong;
    const price = this.price(instrument.id);
    const crosses = limitPrice !== undefined && isBetter(request.side, limitPrice, price);
    if (postOnly && crosses) return { code: 'VENUE_REJECTED', reason: 'it would take liquidity' };
    const order = this.#stand(request, request.stopPrice);
    this.#match(order, 'taker');
    if (order.status === 'open' && type === 'limit' && timeInForce !== 'GTC') this.#end(order, 'expired', 'the rest found nobody');
    return told(order);
  }

  /** Takes a stop and a target of which one ends the other, or says why not; both trade at any price once theirs is reached. */
  placeLinked(stop: ExchangeRequest, target: ExchangeRequest): readonly [VenueOrder, VenueOrder] | ExchangeRefusal {
    const wrong = this.#isUsed(stop) ?? this.#isUsed(target) ?? this.#lacks(stop);
    if (wrong !== undefined) return wrong;
    const price = this.price(stop.instrument.id);
    const [from, to] = [stop.stopPrice ?? NaN, target.limitPrice ?? NaN];
    if (!(stop.side === 'sell' ? from < price && price < to : to < price && price < from))
      return { code: 'VENUE_REJECTED', reason: 'the market stands beyond one of the two' };
    const first = this.#stand(stop, from);
    const second = this.#stand({ ...target, limitPrice: undefined }, to, true);
    first.linked = second;
    second.linked = first;
    return [told(first), told(second)];
  }

  /** Cancels an open order, by the exchange's id or by ours; false when there is none. */
  cancel(id: string): boolean {
    const order = this.#open().find(({ venueOrderId, clientOrderId }) => venueOrderId === id || clientOrderId === id);
    if (order === undefined) return false;
    this.#end(order, 'canceled', undefined);
    return true;
  }

  /** The exchange ends an order by itself. */
  expire(id: string): void {
    this.#end(this.#find(id), 'expired', 'expired by the exchange');
  }

  /** Moves the price: stops are reached, and limits filled at their own price. */
  move(instrumentId: string, price: Price): void {
    this.#prices.set(instrumentId, price);
    for (const order of this.#open()) if (order.instrument.id === instrumentId) this.#match(order, 'maker');
  }

  /** Somebody trades against a resting order, for so much of it. */
  fill(id: string, quantity: Quantity): void {
    const order = this.#find(id);
    this.#begin(order);
    this.#trade(order, quantity, order.limitPrice ?? this.price(order.instrument.id), 'maker');
  }

  /** Money or coins come, or go. */
  transfer(code: string, amount: Money): void {
    const currency = this.#currencies.get(code);
    if (currency === undefined) throw new Error(`nothing is traded in ${code}`);
    this.#add(code, amount);
    this.transfers.push({ id: `D${this.transfers.length + 1}`, currency, amount, ts: this.#setup.now() });
  }

  /** What nobody can explain: a balance changes, and no trade nor transfer tells of it. */
  conjure(code: string, amount: Money): void {
    this.#add(code, amount);
  }

  #open(): readonly Standing[] {
    return this.#orders.filter(({ status }) => status === 'open');
  }

  #find(id: string): Standing {
    const order = this.#open().find(({ venueOrderId, clientOrderId }) => venueOrderId === id || clientOrderId === id);
    if (order === undefined) throw new Error(`no open order ${id}`);
    return order;
  }

  #match(order: Standing, liquidity: 'maker' | 'taker'): void {
    const price = this.price(order.instrument.id);
    if (!this.#isReached(order, price)) return;
    if (order.limitPrice !== undefined && !isBetter(order.side, order.limitPrice, price)) return;
    const wanted = order.quantity - order.filled;
    const found = Math.min(wanted, (order.type === 'market' ? this.depth : this.depthAtLimit) ?? wanted);
    if (order.timeInForce === 'FOK' && found < wanted) return;
    if (found > 0) this.#trade(order, found, liquidity === 'maker' ? (order.limitPrice ?? price) : price, liquidity);
    // At any price an order trades at once or never.
    if (order.limitPrice === undefined && order.status === 'open') this.#end(order, 'expired', 'the rest found nobody');
  }

  /** Whether an order trades at a price; one that begins to ends the other that it is linked with. */
  #isReached(order: Standing, price: Price): boolean {
    const { side, trigger, isTarget } = order;
    if (order.isTriggered || trigger === undefined) return true;
    // A stop waits on the other side of the market than a limit does.
    if (!(isTarget ? isBetter(side, trigger, price) : isBetter(side, price, trigger))) return false;
    this.#begin(order);
    return true;
  }

  #begin(order: Standing): void {
    order.isTriggered = true;
    if (order.linked?.status === 'open') this.#end(order.linked, 'expired', 'the other of the two has been reached');
  }

  #trade(order: Standing, quantity: Quantity, price: Price, liquidity: 'maker' | 'taker'): void {
    const { instrument, side, venueOrderId, clientOrderId } = order;
    const { base, quote } = instrument;
    const value = notional(instrument, price, quantity, 'half-even');
    const coins = rescale(quantity, instrument.quantityScale, base.scale, 'half-even');
    const feeCurrency = this.#setup.feeCoin ?? (side === 'buy' && this.#setup.feeInCoins === true ? base : quote);
    const fee = multiplyDivide(feeCurrency.code === base.code ? coins : value, this.#setup.fee ?? 0, MILLION, 'ceil');
    this.#add(base.code, side === 'buy' ? coins : -coins);
    this.#add(quote.code, side === 'buy' ? -value : value);
    this.#add(feeCurrency.code, -fee);
    order.filled += quantity;
    order.ts = this.#setup.now();
    if (order.filled === order.quantity) order.status = 'filled';
    const fill: VenueFill = {
      instrumentId: instrument.id,
      tradeId: `T${this.fills.length + 1}`,
      venueOrderId,
      clientOrderId,
      side,
      price,
      quantity,
      notional: value,
      fee,
      feeCurrency,
      liquidity,
      ts: order.ts,
    };
    this.fills.push(fill);
    this.onNews({ kind: 'fill', fill });
    this.#tell(order);
  }

  #end(order: Standing, status: 'canceled' | 'expired', reason: string | undefined): void {
    order.status = status;
    order.reason = reason;
    order.ts = this.#setup.now();
    this.#tell(order);
    // Who ends one of two that are linked ends both.
    if (order.linked?.status === 'open' && !order.linked.isTriggered) this.#end(order.linked, status, reason);
  }

  #stand(request: ExchangeRequest, trigger: Price | undefined, isTarget = false): Standing {
    const now = this.#setup.now();
    const order: Standing = {
      ...request,
      venueOrderId: `V${this.#orders.length + 1}`,
      placedAt: now,
      status: 'open',
      filled: 0,
      reason: undefined,
      ts: now,
      isTriggered: trigger === undefined,
      trigger,
      isTarget,
      linked: undefined,
    };
    this.#orders.push(order);
    this.#tell(order);
    return order;
  }

  #isUsed({ clientOrderId }: ExchangeRequest): ExchangeRefusal | undefined {
    if (clientOrderId === undefined || !this.#open().some((each) => each.clientOrderId === clientOrderId)) return undefined;
    return { code: 'VENUE_DUPLICATE', reason: 'an order of this id is open' };
  }

  #tell(order: Standing): void {
    this.onNews({ kind: 'order', order: told(order) });
  }

  #add(code: string, amount: Money): void {
    this.#totals.set(code, (this.#totals.get(code) ?? 0) + amount);
  }

  #lacks(request: ExchangeRequest): ExchangeRefusal | undefined {
    const { side, instrument } = request;
    const { code } = side === 'buy' ? instrument.quote : instrument.base;
    const free = (this.#totals.get(code) ?? 0) - this.#locked(code);
    const needed = this.#needs(request, request.quantity);
    return needed > free ? { code: 'VENUE_INSUFFICIENT', reason: `needs ${needed} ${code}, and ${free} are free` } : undefined;
  }

  #locked(code: string): Money {
    const paysIn = ({ side, instrument }: Standing): string => (side === 'buy' ? instrument.quote : instrument.base).code;
    // Of two that are linked the stop locks for both.
    const locks = this.#open().filter((order) => paysIn(order) === code && !(order.isTarget && order.linked?.status === 'open'));
    return locks.reduce((sum, order) => sum + this.#needs(order, order.quantity - order.filled), 0);
  }

  #needs({ side, instrument, limitPrice, stopPrice }: ExchangeRequest, quantity: Quantity): Money {
    if (side === 'sell') return quantity * powerOfTen(instrument.base.scale - instrument.quantityScale);
    return notional(instrument, limitPrice ?? stopPrice ?? this.price(instrument.id), quantity, 'ceil');
  }
}

/** Whether the first price is at least as good for whoever trades against the order as the second: a buyer pays it, a seller takes it. */
function isBetter(side: Side, price: Price, than: Price): boolean {
  return side === 'buy' ? price >= than : price <= than;
}

function told({ instrument, venueOrderId, clientOrderId, side, quantity, filled, limitPrice, status, reason, ts }: Standing): VenueOrder {
  return {
    instrumentId: instrument.id,
    venueOrderId,
    clientOrderId,
    side,
    quantity,
    filledQuantity: filled,
    limitPrice,
    status,
    reason,
    ts,
  };
}
