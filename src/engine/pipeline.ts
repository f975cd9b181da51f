import type { ErrorCode } from '../kernel/error-codes.ts';
import { SerialText } from '../kernel/serial-text.ts';
import type { Money, Price, Quantity } from '../domain/instrument.ts';
import type { OrderIntent, OrderRole, Side } from '../domain/order.ts';
import type { SizingProblem } from '../core/allocation/size-by-rule.ts';
import { exitOrders, sizeOrder, targetQuantity, type Sizing, type SizingState } from '../core/allocation/size-order.ts';
import type { Order } from '../core/execution/order.ts';
import { checkAll, checkOrder, isRefusal, type Finding } from '../core/risk/check-order.ts';
import { orderCover } from '../core/risk/order-cover.ts';
import { valuationPrice } from '../core/risk/valuation.ts';
import { readIntent } from '../core/signal/read-intent.ts';
import type { OrderSignal, Signal } from '../core/signal/signal.ts';
import type { StrategyIntent } from '../strategy/intents.ts';
import type { Account } from './account.ts';
import type { AllocationDesk } from './allocation-desk.ts';
import type { RiskDesk } from './risk-desk.ts';
import type { Draft } from './draft.ts';
import type { Netting } from './netting.ts';
import type { Seat, StrategyHost } from './strategy-host.ts';

/** A limit order that a person placed at the venue, of which nothing has traded. */
export interface PlacedByHand {
  readonly instrumentId: string;
  readonly venueOrderId: string;
  readonly side: Side;
  readonly quantity: Quantity;
  readonly limitPrice: Price;
}

/**
 * The way of an order, in one direction: intent → signal → size → risk → execution → effect.
 * Every order of every strategy, stop and exit goes this way; there is no other.
 */
export class Pipeline {
  readonly #account: Account;
  /** Sizes what strategies enter, where sizing or allocation is configured. */
  readonly #allocation: AllocationDesk | undefined;
  readonly #netting: Netting | undefined;
  readonly #risk: RiskDesk;
  readonly #clientOrderIds = new SerialText('-');
  /** Told when risk or sizing refuses an order. */
  readonly #onRefusal: (host: StrategyHost, seat: Seat, intent: OrderIntent, code: ErrorCode, message: string) => void;

  constructor(
    account: Account,
    risk: RiskDesk,
    allocation: AllocationDesk | undefined,
    netting: Netting | undefined,
    onRefusal: (host: StrategyHost, seat: Seat, intent: OrderIntent, code: ErrorCode, message: string) => void,
  ) {
    this.#account = account;
    this.#allocation = allocation;
    this.#netting = netting;
    this.#onRefusal = onRefusal;
    this.#risk = risk;
  }

  /** Takes what a handler returned for an event of `seat`. */
  act(host: StrategyHost, seat: Seat, intent: StrategyIntent): void {
    const signal = readIntent(intent, seat.lookUp);
    const isHere = signal.kind === 'cancel' || signal.instrument === seat.market.instrument;
    this.#route(host, isHere ? seat : host.seat(signal.instrument.id), signal);
  }

  #route(host: StrategyHost, seat: Seat, signal: Signal): void {
    switch (signal.kind) {
      case 'order':
        return this.#enter(host, seat, signal);
      case 'exit':
        return this.exit(host, seat);
      case 'target':
        return this.#target(host, seat, signal.weight);
      case 'cancel': {
        const order = this.#account.desk.find(signal.orderId);
        if (order?.intent.strategyId === host.id) this.cancel(order);
      }
    }
  }

  #enter(host: StrategyHost, seat: Seat, signal: OrderSignal): void {
    const price = valuationPrice(signal, seat.market.lastPrice);
    const share = regimeShare(seat, signal.side);
    const sized =
      this.#allocation?.size(seat, signal, price, share) ??
      sizeOrder(signal.size.kind, signal.size.value * share, signal.instrument, this.#sizing(price));
    const { quantity, source } = 'code' in sized ? NOTHING : sized;
    const sizing = share === 1 ? source : `${source}, ${share} of what it would be by the regime`;
    const draft = draftOf(signal, quantity, sizing);
    if ('code' in sized) this.#refuse(host, seat, draft, sized);
    else this.#send(host, seat, draft);
  }

  /** What every control says of an order; nothing comes of it, and where it is none nothing is said. */
  look(host: StrategyHost, seat: Seat, intent: StrategyIntent): readonly Finding[] {
    const signal = readIntent(intent, seat.lookUp);
    if (signal.kind !== 'order') return [];
    const price = valuationPrice(signal, seat.market.lastPrice);
    const { quantity, source } = sizeOrder(signal.size.kind, signal.size.value, signal.instrument, this.#sizing(price));
    const order = this.#intent(host, seat, draftOf(signal, quantity, source));
    return checkAll(order, this.#risk.stateOf(seat, order));
  }

  /**
   * Cancels what the strategy has open in the instrument, then closes its position at the market, in as many orders as its size needs.
   * An exit that is refused leaves what guards the position where it is.
   */
  exit(host: StrategyHost, seat: Seat): void {
    const position = seat.book.quantity;
    const side = position > 0 ? 'sell' : 'buy';
    const quantities = exitOrders(Math.abs(position), seat.market.instrument, seat.market.lastPrice);
    if (this.#account.desk.count > 0) this.#makeWay(host, seat, side, quantities);
    for (const quantity of quantities) this.#send(host, seat, closing(side, quantity));
  }

  #makeWay(host: StrategyHost, seat: Seat, side: Side, quantities: readonly Quantity[]): void {
    const isRefused = quantities.some((quantity) => this.#isRefused(seat, this.#intent(host, seat, closing(side, quantity))));
    this.cancelAll(host, seat, ({ intent }) => !isRefused || !intent.reduceOnly);
  }

  #target(host: StrategyHost, seat: Seat, weight: number): void {
    this.cancelAll(host, seat, (order) => order.intent.role === 'entry' || order.intent.role === 'exit');
    if (weight === 0) return this.exit(host, seat);
    const { instrument, lastPrice } = seat.market;
    const wanted = weight * (seat.regimeShare || 1);
    const sized = this.#allocation?.target(seat, wanted, lastPrice);
    if (sized !== undefined && 'code' in sized)
      return this.#refuse(host, seat, marketOrder(weight > 0 ? 'buy' : 'sell', 'entry', 0, false, NOTHING.source), sized);
    const change = (sized?.quantity ?? targetQuantity(wanted, instrument, this.#sizing(lastPrice))) - seat.book.quantity;
    if (Math.abs(change) < instrument.minQuantity && !Number.isNaN(lastPrice)) return;
    const reduceOnly =
      seat.book.quantity !== 0 && seat.book.quantity > 0 !== change > 0 && Math.abs(change) <= Math.abs(seat.book.quantity);
    const parts = reduceOnly ? exitOrders(Math.abs(change), instrument, lastPrice) : [Math.abs(change)];
    const [side, role] = [change > 0 ? 'buy' : 'sell', reduceOnly ? 'exit' : 'entry'] as const;
    const source = sized?.source ?? `target ${weight} of equity`;
    for (const quantity of parts) this.#send(host, seat, marketOrder(side, role, quantity, reduceOnly, source));
  }

  /** Sells, or buys back, a part of a position, unless an exit of it is on its way already. */
  reduce(host: StrategyHost, seat: Seat, quantity: Quantity, source: string): void {
    for (const { intent } of this.#account.desk.all())
      if (intent.strategyId === host.id && intent.instrument === seat.market.instrument && intent.role === 'exit') return;
    const side = seat.book.quantity > 0 ? 'sell' : 'buy';
    for (const part of exitOrders(quantity, seat.market.instrument, seat.market.lastPrice))
      this.place(host, seat, marketOrder(side, 'exit', part, true, source));
  }

  #refuse(host: StrategyHost, seat: Seat, draft: Draft, { code, message }: SizingProblem): void {
    const intent = this.#intent(host, seat, draft);
    this.#account.nextIntentId += 1;
    this.#onRefusal(host, seat, intent, code, message);
  }

  /** Places an order, or keeps it until the event is over, where orders are crossed: not two of one seat, since the second was sized without the first. */
  #send(host: StrategyHost, seat: Seat, draft: Draft): void {
    const earlier = this.#netting?.takeOut(seat);
    if (earlier !== undefined) this.place(host, seat, earlier);
    else if (this.#netting?.keeps(seat, draft, this.#account.isByPerson) === true) return;
    this.place(host, seat, draft);
  }

  /**
   * Risk, then execution: the last steps, for every order there is. Returns the order, or nothing when it was refused. One that was `crossed`
   * with another of ours, or stands at the venue already, is not sent by this.
   */
  place(host: StrategyHost, seat: Seat, draft: Draft, unsent?: 'crossed' | 'placed by hand'): Order | undefined {
    const account = this.#account;
    const intent = this.#intent(host, seat, draft);
    account.nextIntentId += 1;
    if (intent.quantity <= 0 && !Number.isNaN(seat.market.lastPrice)) {
      this.#onRefusal(host, seat, intent, 'ORDER_TOO_SMALL', `${intent.sizing} is less than one lot of ${intent.instrument.id}`);
      return undefined;
    }
    const state = this.#risk.stateOf(seat, intent);
    const outcome = checkOrder(intent, state);
    if (isRefusal(outcome)) {
      this.#onRefusal(host, seat, intent, outcome.code, outcome.message);
      return undefined;
    }
    const order = account.desk.open(outcome, orderCover(intent, state), seat.exposure);
    account.records.intent(account.time, order);
    account.desk.apply(order, 'submitted');
    account.records.order(account.time, order, 'submitted');
    if (unsent === undefined) this.submit(seat, order);
    // What was crossed is at no venue, and counts as sent nowhere.
    else if (unsent === 'placed by hand') this.#risk.onSent(seat, intent);
    return order;
  }

  /** Takes over an order that a person placed at the venue, as far as risk lets it; nothing while no price is known to hold it against. */
  adopt(host: StrategyHost, seat: Seat, { venueOrderId, side, quantity, limitPrice }: PlacedByHand): void {
    if (Number.isNaN(seat.market.lastPrice)) return;
    const { desk, records, time } = this.#account;
    const plain = marketOrder(side, 'order', quantity, false, `placed by hand at the venue as ${venueOrderId}`);
    const order = this.place(host, seat, { ...plain, type: 'limit', limitPrice }, 'placed by hand');
    if (order === undefined) return;
    order.venueOrderId = venueOrderId;
    desk.apply(order, 'accepted');
    records.order(time, order, 'accepted');
  }

  /** Asks the venue to take an order. */
  submit(seat: Seat, { intent }: Order): void {
    this.#account.effects.push({ kind: 'submit', intent });
    this.#risk.onSent(seat, intent);
  }

  /** Tells a simulated venue that an order was crossed with another of ours. */
  cross({ intent }: Order, notional: Money): void {
    this.#account.effects.push({ kind: 'cross', intent, notional });
  }

  /** A draft as the next intent of the account. */
  #intent(host: StrategyHost, seat: Seat, draft: Draft): OrderIntent {
    const { nextIntentId: intentId, clientIds, terms, time } = this.#account;
    return {
      intentId,
      clientOrderId: this.#clientOrderIds.of(clientIds, intentId),
      accountId: terms.id,
      strategyId: host.id,
      instrument: seat.market.instrument,
      side: draft.side,
      type: draft.type,
      role: draft.role,
      quantity: draft.quantity,
      limitPrice: draft.limitPrice,
      stopPrice: draft.stopPrice,
      trailOffset: draft.trailOffset,
      timeInForce: draft.timeInForce,
      postOnly: draft.postOnly,
      reduceOnly: draft.reduceOnly,
      bracket: draft.bracket,
      parentId: draft.parentId,
      ocoGroup: draft.ocoGroup,
      sizing: draft.sizing,
      tsInit: time,
    };
  }

  /** Asks the venue to cancel an order, once. */
  cancel(order: Order): void {
    const account = this.#account;
    if (order.status === 'PendingCancel') return;
    account.desk.apply(order, 'cancel-requested');
    account.records.order(account.time, order, 'cancel-requested');
    account.effects.push({ kind: 'cancel', intent: order.intent });
    this.#risk.onCancel(order);
  }

  /** Cancels the strategy's open orders in the instrument that `which` picks. */
  cancelAll(host: StrategyHost, seat: Seat, which: (order: Order) => boolean): void {
    if (this.#account.desk.count === 0) return;
    for (const order of [...this.#account.desk.all()]) {
      const { strategyId, instrument } = order.intent;
      if (strategyId === host.id && instrument === seat.market.instrument && which(order)) this.cancel(order);
    }
  }

  #sizing(price: number): SizingState {
    return { equity: this.#account.equity, price, buffer: this.#account.terms.sizingBuffer };
  }

  #isRefused(seat: Seat, intent: OrderIntent): boolean {
    return isRefusal(checkOrder(intent, this.#risk.stateOf(seat, intent)));
  }
}

/** The share of its size that the regime lets an order have: what goes against the position keeps all of it, and a pause is for the risk room to refuse. */
function regimeShare({ book, regimeShare: share }: Seat, side: Side): number {
  const closes = book.quantity !== 0 && book.quantity > 0 !== (side === 'buy');
  return closes ? 1 : share || 1;
}

/** The size of what is refused before it has one. */
const NOTHING: Sizing = { quantity: 0, source: 'no size' };

/** The order that a signal means, at a quantity. */
function draftOf(signal: OrderSignal, quantity: Quantity, sizing: string): Draft {
  const { bracketStop, bracketTarget } = signal;
  return {
    side: signal.side,
    type: signal.type,
    role: signal.role,
    quantity,
    sizing,
    limitPrice: signal.limitPrice,
    stopPrice: signal.stopPrice,
    trailOffset: signal.trailOffset,
    timeInForce: signal.timeInForce,
    postOnly: signal.postOnly,
    reduceOnly: signal.reduceOnly,
    parentId: undefined,
    ocoGroup: undefined,
    bracket: bracketStop === undefined && bracketTarget === undefined ? undefined : { stopPrice: bracketStop, targetPrice: bracketTarget },
  };
}

function closing(side: Side, quantity: Quantity): Draft {
  return marketOrder(side, 'exit', quantity, true, 'whole position');
}

function marketOrder(side: Side, role: OrderRole, quantity: Quantity, reduceOnly: boolean, sizing: string): Draft {
  return {
    side,
    type: 'market',
    role,
    quantity,
    sizing,
    limitPrice: undefined,
    stopPrice: undefined,
    trailOffset: undefined,
    timeInForce: 'GTC',
    postOnly: false,
    reduceOnly,
    parentId: undefined,
    ocoGroup: undefined,
    bracket: undefined,
  };
}
