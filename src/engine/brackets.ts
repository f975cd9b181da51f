import { exitOrders } from '../core/allocation/size-order.ts';
import type { Order } from '../core/execution/order.ts';
import { isHeldHere } from '../core/execution/venue-name.ts';
import type { Account } from './account.ts';
import type { Pipeline } from './pipeline.ts';
import type { Seat, StrategyHost } from './strategy-host.ts';

/** Guards what entries fill by their stops and targets, follows the real quantity, and lets protection die with its position. */
export class Brackets {
  readonly #account: Account;
  readonly #pipeline: Pipeline;

  constructor(account: Account, pipeline: Pipeline) {
    this.#account = account;
    this.#pipeline = pipeline;
  }

  /** An order has filled, and been booked; the strategy held `before`. */
  onFill(host: StrategyHost, seat: Seat, order: Order, before: number): void {
    if (order.intent.bracket !== undefined) this.#guard(host, seat, order);
    if (this.#account.desk.count > 0) this.#follow(host, seat, order, before);
  }

  /** What is open follows the position that a fill has left. */
  #follow(host: StrategyHost, seat: Seat, order: Order, before: number): void {
    // A venue that links a stop and a target lets one expire as soon as the other acts; what Ballast holds follows what is left.
    this.#cancelGroup(host, seat, order, (other) => order.remaining === 0 || isBesideAtVenue(other));
    // Protection dies with its position, and one that turned from long to short is another position. All that a stopped strategy has is such.
    // Less than a lot, the rest that a fee in coins leaves, is no position.
    const quantity = Math.abs(seat.book.quantity) < seat.market.instrument.lot ? 0 : seat.book.quantity;
    if (quantity === 0 || (before !== 0 && before > 0 !== quantity > 0)) {
      const guarding = quantity > 0 ? 'sell' : quantity < 0 ? 'buy' : 'none';
      const isProtection = ({ intent }: Order): boolean => intent.reduceOnly || host.stopped !== undefined;
      this.#pipeline.cancelAll(host, seat, (other) => isProtection(other) && other.intent.side !== guarding);
    } else this.#shrink(host, seat, Math.abs(quantity));
  }

  /** The market has reached an order that Ballast holds: the other legs of its group are cancelled. */
  onTrigger(host: StrategyHost, seat: Seat, order: Order): void {
    this.#cancelGroup(host, seat, order, () => true);
  }

  /** Its other leg is cancelled, and the venue ends this one with it: it gives way to one that stands alone, unless it acts already. */
  onUnlinked(host: StrategyHost, seat: Seat, order: Order): void {
    if (order.status === 'PendingCancel' || order.filledQuantity > 0 || order.isTriggered) return;
    this.#pipeline.cancel(order);
    this.#pipeline.place(host, seat, order.intent);
  }

  /**
   * Whether its position has nothing left that guards it, now that the venue let an order expire: a stop that acted, or whose target does not
   * act in its place, as it may where the venue links the two; and a target that acted in the place of its stop.
   */
  leavesOpen(order: Order): boolean {
    const { desk } = this.#account;
    const { role } = order.intent;
    const others = [...desk.all(), ...desk.ended()].filter((other) => isOtherLeg(other, order));
    if (role === 'stop') return order.filledQuantity > 0 || !others.some((other) => other.isOpen && isBesideAtVenue(other));
    return role === 'target' && others.some(({ status }) => status === 'Expired' || status === 'PendingCancel');
  }

  #cancelGroup(host: StrategyHost, seat: Seat, order: Order, which: (other: Order) => boolean): void {
    if (order.intent.ocoGroup === undefined) return;
    this.#pipeline.cancelAll(host, seat, (other) => isOtherLeg(other, order) && which(other));
  }

  /** What waits to reduce, and has become larger than what is left of its position, would turn it: it gives way to what would not. */
  #shrink(host: StrategyHost, seat: Seat, position: number): void {
    const most = position - (position % seat.market.instrument.lot);
    for (const order of [...this.#account.desk.all()]) {
      const { strategyId, instrument, reduceOnly, type } = order.intent;
      const waits = reduceOnly && type !== 'market' && !order.isTriggered && order.status !== 'PendingCancel';
      if (strategyId !== host.id || instrument !== seat.market.instrument || !waits || order.remaining <= most) continue;
      this.#pipeline.cancel(order);
      this.#pipeline.place(host, seat, { ...order.intent, quantity: most });
    }
  }

  /**
   * Places the stop and the target of what an entry has filled so far, as far as that opened a position rather than closed the opposite one.
   * An entry that fills in parts is guarded anew by each: its earlier legs give way to larger ones, since venues limit how many may stand.
   */
  #guard(host: StrategyHost, seat: Seat, entry: Order): void {
    const { bracket, intentId, side } = entry.intent;
    const held = side === 'buy' ? seat.book.quantity : -seat.book.quantity;
    // A fee in coins leaves less than was filled, and what guards other entries of the position is theirs.
    const quantity = Math.min(entry.filledQuantity, held - this.#guardedBeside(host, seat, intentId));
    if (bracket === undefined || quantity <= 0) return;
    this.#pipeline.cancelAll(host, seat, (other) => other.intent.parentId === intentId);
    const { stopPrice, targetPrice } = bracket;
    const highest = Math.max(stopPrice ?? 0, targetPrice ?? 0, seat.market.lastPrice);
    for (const part of exitOrders(quantity, seat.market.instrument, highest)) this.#guardPart(host, seat, entry, part);
  }

  /** What of a position the legs of other entries guard. */
  #guardedBeside(host: StrategyHost, seat: Seat, entryId: number): number {
    const groups = new Map<number | undefined, number>();
    for (const { intent, remaining, status } of this.#account.desk.all()) {
      const { strategyId, instrument, parentId, ocoGroup } = intent;
      const isMine = strategyId === host.id && instrument === seat.market.instrument && status !== 'PendingCancel';
      if (isMine && parentId !== undefined && parentId !== entryId) groups.set(ocoGroup, remaining);
    }
    return [...groups.values()].reduce((sum, each) => sum + each, 0);
  }

  /** Places one stop and one target, which cancel each other. */
  #guardPart(host: StrategyHost, seat: Seat, entry: Order, quantity: number): void {
    const { bracket, intentId, side } = entry.intent;
    const ocoGroup = this.#account.nextIntentId;
    const leg = {
      side: side === 'buy' ? 'sell' : 'buy',
      quantity,
      trailOffset: undefined,
      timeInForce: 'GTC',
      postOnly: false,
      reduceOnly: true,
      bracket: undefined,
      parentId: intentId,
      ocoGroup,
      sizing: `guards order ${intentId}`,
    } as const;
    if (bracket?.stopPrice !== undefined)
      this.#pipeline.place(host, seat, { ...leg, type: 'stop', role: 'stop', limitPrice: undefined, stopPrice: bracket.stopPrice });
    if (bracket?.targetPrice !== undefined)
      this.#pipeline.place(host, seat, { ...leg, type: 'limit', role: 'target', limitPrice: bracket.targetPrice, stopPrice: undefined });
  }
}

/** Whether a leg stands at the venue, as it does beside another only where the two are linked; one that was held does not wait there. */
function isBesideAtVenue(leg: Order): boolean {
  return !isHeldHere(leg) && !leg.isTriggered;
}

/** Whether two are stop and target of one another; a smaller stop that takes the place of another is not its other leg. */
function isOtherLeg({ intent: { ocoGroup, role } }: Order, { intent }: Order): boolean {
  return ocoGroup !== undefined && ocoGroup === intent.ocoGroup && role !== intent.role;
}
