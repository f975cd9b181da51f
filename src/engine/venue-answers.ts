import type { Fill } from '../domain/fill.ts';
import type { OrderEventKind, OrderRole } from '../domain/order.ts';
import type { ErrorCode } from '../kernel/error-codes.ts';
import type { VenueEvent } from '../domain/venue-event.ts';
import { fillOf } from '../core/execution/order-desk.ts';
import type { Order } from '../core/execution/order.ts';
import type { Account } from './account.ts';
import type { AllocationDesk } from './allocation-desk.ts';
import { Brackets } from './brackets.ts';
import type { HandlerCalls } from './handler-calls.ts';
import { fillNews } from './news.ts';
import type { Pipeline } from './pipeline.ts';
import type { RiskDesk } from './risk-desk.ts';
import type { Seat, SeatedMarket, StrategyHost } from './strategy-host.ts';
import { openOrderView } from './strategy-views.ts';

type FillEvent = VenueEvent & { readonly kind: 'fill' };

/** What the answers of a venue are taken with. */
export interface AnswerParts {
  readonly account: Account;
  readonly pipeline: Pipeline;
  readonly risk: RiskDesk;
  readonly calls: HandlerCalls;
  readonly allocation: AllocationDesk | undefined;
  /** The seat of the strategy that placed an order. */
  readonly seatOf: (order: Order) => Seat;
  readonly halt: (market: SeatedMarket, reason: string) => void;
}

/**
 * Takes what the venue says of our orders: moves their states, books their fills, guards what an entry has filled, and tells the strategy.
 * Told twice, out of order or late it comes to the same; what cannot be halts the instrument.
 */
export class VenueAnswers {
  readonly #parts: AnswerParts;
  readonly #brackets: Brackets;

  constructor(parts: AnswerParts) {
    this.#parts = parts;
    this.#brackets = new Brackets(parts.account, parts.pipeline);
  }

  /** Takes one event. */
  take(event: VenueEvent): void {
    const { account, seatOf } = this.#parts;
    const order = account.desk.find(event.intentId) ?? account.desk.findEnded(event.intentId);
    if (order === undefined) return;
    const seat = seatOf(order);
    const { host } = seat;
    account.time = Math.max(account.time, event.ts);
    if (event.kind === 'fill') return this.#fill(host, seat, order, event);
    if (event.kind === 'accepted') order.venueOrderId = event.venueOrderId;
    // Of an order that has ended only its fills are news.
    if (!order.isOpen) return;
    switch (event.kind) {
      case 'accepted':
        if (order.status !== 'Accepted') this.#move(seat, order, 'accepted');
        return;
      case 'cancel-rejected':
        if (order.status === 'PendingCancel') this.#move(seat, order, 'cancel-rejected');
        return;
      case 'lost':
        if (order.status !== 'Unknown') this.#move(seat, order, 'lost', event.reason);
        return;
      case 'unlinked':
        return this.#brackets.onUnlinked(host, seat, order);
      case 'triggered':
        return this.#trigger(host, seat, order);
      case 'rejected':
      case 'canceled':
      case 'expired':
        return this.#end(host, seat, order, event.kind, event.reason);
    }
  }

  #end(host: StrategyHost, seat: Seat, order: Order, kind: 'rejected' | 'canceled' | 'expired', reason: string): void {
    const { account, calls } = this.#parts;
    const isWanted = order.status !== 'PendingCancel';
    if (!this.#move(seat, order, kind, reason)) return;
    if (isWanted && (kind === 'rejected' || (kind === 'expired' && this.#brackets.leavesOpen(order)))) this.#unguard(host, seat, order);
    calls.call(host, seat, 'onOrder', account.time, () =>
      host.definition.onOrder?.(seat.context, { kind, order: openOrderView(order), reason }),
    );
  }

  /** The market has reached an order that Ballast holds: what it shares a bracket with is cancelled first, then it goes out. */
  #trigger(host: StrategyHost, seat: Seat, order: Order): void {
    const { account } = this.#parts;
    if (order.status !== 'Accepted') return;
    this.#brackets.onTrigger(host, seat, order);
    order.isTriggered = true;
    order.venueOrderId = undefined;
    this.#move(seat, order, 'triggered');
    account.effects.push({ kind: 'submit', intent: order.intent });
  }

  /**
   * A stop that the venue refuses, or ends, leaves its position open to any loss: it is closed, unless its target acts in its place. What guards
   * or closes a position and never reached the venue is placed again, an exit not before what it closes is confirmed. Where nothing comes of
   * that, a person has to look.
   */
  #unguard(host: StrategyHost, seat: Seat, order: Order): void {
    const { account, pipeline, halt } = this.#parts;
    const { intent, isTriggered, reason, status } = order;
    const { nextIntentId } = account;
    const neverCame = reason?.startsWith('VENUE_NOT_PLACED') === true;
    const isLeg = (intent.role === 'stop' || intent.role === 'target') && !isTriggered;
    // A target that is refused leaves its position no worse off.
    const isMissed = intent.role !== 'target' || status === 'Expired' || isTriggered || neverCame;
    if (seat.book.quantity === 0 || !isMissed || !(isLeg || intent.role === 'exit' || isTriggered)) return;
    // Others that were sent before it close all that there is, and answer for themselves.
    if (reason?.startsWith('RISK_REDUCE_ONLY')) return;
    const isToClose = isLeg !== neverCame;
    if (isToClose && account.gate === 'shut') {
      seat.owesExit = true;
      return;
    }
    if (isToClose) pipeline.exit(host, seat);
    else if (isLeg) pipeline.place(host, seat, intent);
    // An order came of it.
    if (account.desk.find(nextIntentId) !== undefined) return;
    halt(seat.market, `order ${intent.intentId}, which guards or closes a position, was refused: ${reason}`);
  }

  #fill(host: StrategyHost, seat: Seat, order: Order, event: FillEvent): void {
    const { account, allocation } = this.#parts;
    if (order.knowsTrade(event.tradeId)) return;
    const status = event.quantity === order.remaining ? 'filled' : 'partially-filled';
    if (event.quantity > order.remaining) return this.#refuse(seat, order, 'ORDER_OVERFILLED', 'a fill goes beyond its quantity');
    if (!this.#canHappen(seat, order, status)) return;
    this.#parts.risk.losses.passTime(account.time);
    account.desk.fill(order, event);
    const fill = fillOf(order, event);
    const { market, book } = seat;
    const before = book.quantity;
    const earned = book.realised - book.fees;
    const realised = account.ledger.post(fill, book);
    account.settle(market, book.quantity - before);
    allocation?.take(seat, { before, after: book.quantity, notional: fill.notional, profit: book.realised - book.fees - earned });
    account.records.order(account.time, order, status);
    account.records.fill(account.time, fill, order, realised);
    this.#parts.risk.onFill(seat, order.intent, event, before);
    this.#brackets.onFill(host, seat, order, before);
    if (host.definition.onFill !== undefined) this.#tell(host, seat, fill, order.intent.role);
  }

  #tell(host: StrategyHost, seat: Seat, fill: Fill, role: OrderRole): void {
    const { account, calls } = this.#parts;
    calls.call(host, seat, 'onFill', account.time, () => host.definition.onFill?.(seat.context, fillNews(fill, role)));
  }

  /** Moves an order; false when that cannot happen to it, and the instrument is halted. */
  #move(seat: Seat, order: Order, event: OrderEventKind, reason?: string): boolean {
    const { account } = this.#parts;
    if (!this.#canHappen(seat, order, event)) return false;
    account.desk.apply(order, event, reason);
    account.records.order(account.time, order, event);
    return true;
  }

  #canHappen(seat: Seat, order: Order, event: OrderEventKind): boolean {
    if (order.canTake(event)) return true;
    this.#refuse(seat, order, 'ORDER_STATE_IMPOSSIBLE', `"${event}" cannot happen to it`);
    return false;
  }

  #refuse(seat: Seat, { intent, status }: Order, code: ErrorCode, what: string): void {
    this.#parts.halt(seat.market, `${code}: order ${intent.intentId} is ${status}; ${what}`);
  }
}
