import type { Price } from '../../src/domain/instrument.ts';
import { notional } from '../../src/domain/money.ts';
import { HELD } from '../../src/domain/venue-event.ts';
import { isOpen, type OrderIntent, type OrderStatus } from '../../src/domain/order.ts';
import type { CoreRecord } from '../../src/domain/records.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { formatTime, type Micros } from '../../src/kernel/time.ts';
import type { ExchangeNews } from '../tools/scripted-exchange.ts';
import { LOWEST_PRICE } from './simulated-market.ts';
import { StoredTruth } from './stored-truth.ts';
import { ACCOUNT } from './trading-process.ts';
import { holdingName, VenueTruth } from './venue-truth.ts';

/** A law that was broken, when, and how. */
export interface Violation {
  readonly law: Law;
  readonly at: Micros;
  readonly text: string;
}

/** Section 3 of what must always be true, and what follows from it. */
export const LAWS = {
  intent: 'a durable intent precedes every send',
  once: 'an intent is sent once, and has at most one order at the venue',
  end: 'an order that has ended here has ended at the venue, with the same fills, and never comes there later',
  position: 'a position is the sum of unique fills',
  ledger: 'the ledger sums to zero per currency',
  limit: 'what is filled and what is reserved never exceed a limit',
  short: 'nothing sells more than it holds, nor is about to',
  gate: 'nothing that adds exposure is sent while the gate is shut, nor left waiting while trading is killed or the instrument halted',
  kill: 'once a kill is stored nothing of its scope is sent that adds exposure, whatever happens, until a person lifts it',
  flat: 'what a kill wants flat becomes flat, and stays so',
  open: 'the gate opens only once all is known that happened while nobody looked',
  restart: 'kills, halts, positions and orders survive restarts',
  equal: 'once faults stop, our state equals that of the venue within 10 seconds',
  exit: 'exits pass, and all can be closed, though trading is killed',
  alive: 'a session fails only when its store does',
  hash: 'the same seed gives the same hash',
} as const;

/** The name of a law. */
export type Law = keyof typeof LAWS;

/** An order in such a state may have met what nobody here knows. */
const UNSETTLED: ReadonlySet<string> = new Set<OrderStatus>(['Submitted', 'Unknown']);
/** Prices of orders may lie so far below the lowest of the market; what is paid may lie so far above what was reserved. */
const LOWEST_VALUED: Price = Math.floor(LOWEST_PRICE * 0.99);
const SLIPPAGE = 200e8;

/** Holds a simulated world to the laws, event by event, by the truth of the exchange and of the store. The first violation stands. */
export class Invariants {
  readonly venue = new VenueTruth(ACCOUNT.cash);
  stored = new StoredTruth();
  violation: Violation | undefined;
  /** Whether the venue has ever said of an order that ended that less of it has filled than has: nobody can hold a position by such words. */
  hasMiscounted = false;
  /** What a session that came back did not know yet: orders whose fate was open, and how many fills there were. */
  #unseen: { readonly orders: readonly number[]; readonly fills: number } = { orders: [], fills: 0 };
  readonly #now: () => Micros;
  readonly #price: (instrumentId: string) => Price;

  constructor(now: () => Micros, price: (instrumentId: string) => Price) {
    this.#now = now;
    this.#price = price;
  }

  /** A law was broken. */
  broken(law: Law, text: string): void {
    this.violation ??= { law, at: this.#now(), text };
  }

  /** An order is on its way to the venue. */
  onSend(intent: OrderIntent, { account, markets }: Engine): void {
    const { clientOrderId, side, reduceOnly, instrument } = intent;
    if (!this.stored.orders.has(intent.intentId)) this.broken('intent', `order ${clientOrderId} is sent, and its intent is not stored`);
    if (this.venue.sent.has(clientOrderId)) this.broken('once', `order ${clientOrderId} is sent again`);
    this.venue.send(intent);
    if (side === 'sell') this.#holdToHolding(intent);
    if (side === 'sell' || reduceOnly) return;
    const isHalted = markets.some((market) => market.instrument === instrument && market.isHalted);
    if (account.gate !== 'open') this.broken('gate', `${clientOrderId} buys while the gate is ${account.gate}`);
    if (account.tradingState !== 'ACTIVE') this.broken('gate', `${clientOrderId} buys while trading is ${account.tradingState}`);
    if (isHalted) this.broken('gate', `${clientOrderId} buys ${instrument.id}, which is halted`);
    // By the store alone, whatever the session believes.
    if (this.stored.tradingState !== 'ACTIVE') this.broken('kill', `${clientOrderId} buys, and the store has it that trading is halted`);
    if (this.stored.strategies.has(intent.strategyId))
      this.broken('kill', `${clientOrderId} buys for ${intent.strategyId}, which is halted`);
  }

  /** Something has happened at the exchange. */
  onNews(news: ExchangeNews): void {
    const intent = this.venue.hear(news);
    if (intent === undefined) return;
    const { clientOrderId, intentId } = intent;
    const names = this.venue.names.get(clientOrderId)?.size ?? 0;
    if (names > 1) this.broken('once', `${clientOrderId} has ${names} orders at the venue`);
    const status = this.stored.orders.get(intentId)?.status;
    if (news.kind === 'order' && news.order.status === 'open' && status !== undefined && !isOpen(status))
      this.broken('end', `${clientOrderId} is ${status} here, and opens at the venue`);
    this.#holdToLimits();
  }

  /** A batch was stored, whether or not the session has learned of it, or is still there. */
  onStored(records: readonly CoreRecord[], engine: Engine | undefined): void {
    for (const record of records) {
      const wrong = this.stored.add(record);
      if (wrong !== undefined) this.broken(record.kind === 'order' ? 'intent' : wrong.startsWith('trade') ? 'position' : 'ledger', wrong);
      if (record.kind === 'gate' && record.state === 'open') this.#holdToSeen();
      if (record.kind === 'order' && record.event === 'accepted') this.#holdToSent(record.intentId, record.venueOrderId);
      if (record.kind === 'order') this.#holdToEnd(record.intentId, record.filledQuantity, record.event);
    }
    if (engine === undefined) return;
    this.holdToStored(engine.account);
    this.#holdToHalts(engine);
    for (const [currency, sum] of engine.account.ledger.trialBalance())
      if (sum !== 0n) this.broken('ledger', `the ledger of ${currency} sums to ${sum}`);
  }

  /** A session has come back from the store. */
  onRestart({ account, markets, hosts }: Engine): void {
    const { tradingState, halted, orders, strategies } = this.stored;
    for (const { id, tradingState: state } of hosts)
      if (state !== (strategies.get(id) ?? 'ACTIVE'))
        this.broken('restart', `strategy ${id} was ${strategies.get(id)}, and comes back ${state}`);
    if (account.tradingState !== tradingState)
      this.broken('restart', `trading was ${tradingState}, and comes back ${account.tradingState}`);
    for (const { instrument, isHalted } of markets)
      if (isHalted !== halted.has(instrument.id)) this.broken('restart', `${instrument.id} comes back ${isHalted ? 'halted' : 'active'}`);
    for (const [intentId, { status }] of orders) {
      const now = account.desk.find(intentId)?.status;
      if (isOpen(status) ? now !== status : now !== undefined)
        this.broken('restart', `order ${intentId} was ${status}, and comes back ${now}`);
    }
    const unsettled = [...account.desk.all()].filter(({ status }) => UNSETTLED.has(status)).map(({ intent }) => intent.intentId);
    this.#unseen = { orders: unsettled, fills: this.venue.fills.length };
    this.holdToStored(account);
  }

  /** What happened before the session came back is settled, and booked. */
  #holdToSeen(): void {
    const { orders, fills } = this.#unseen;
    for (const intentId of orders) {
      const status = this.stored.orders.get(intentId)?.status ?? '';
      if (UNSETTLED.has(status)) this.broken('open', `order ${intentId} is ${status} when the gate opens`);
    }
    for (const { instrumentId, tradeId } of this.venue.fills.slice(0, fills))
      if (!this.stored.fills.has(`${instrumentId} ${tradeId}`)) this.broken('open', `trade ${tradeId} is not booked when the gate opens`);
  }

  /** Positions are what the stored fills make of them. */
  holdToStored({ ledger }: Engine['account']): void {
    for (const { strategyId, instrument, quantity } of ledger.books) {
      const stored = this.stored.positions.get(holdingName(strategyId, instrument)) ?? 0;
      if (stored !== quantity)
        this.broken('position', `${strategyId} holds ${quantity} of ${instrument.id}; its stored fills make ${stored}`);
    }
  }

  /** What is open at the venue to be sold, and what comes now, is there. */
  #holdToHolding({ strategyId, instrument, clientOrderId, quantity }: OrderIntent): void {
    let selling = quantity;
    const groups = new Set<number>();
    for (const { order, intent } of this.venue.open()) {
      const { ocoGroup } = intent;
      // Of a stop and a target that the venue links only one sells.
      if (ocoGroup !== undefined && groups.has(ocoGroup)) continue;
      if (ocoGroup !== undefined) groups.add(ocoGroup);
      const isRival = intent.strategyId === strategyId && intent.instrument === instrument && intent.side === 'sell';
      if (isRival) selling += order.quantity - order.filledQuantity;
    }
    const held = this.venue.holdings.get(holdingName(strategyId, instrument))?.quantity ?? 0;
    if (selling > held && !this.hasMiscounted) this.broken('short', `with ${clientOrderId} orders sell ${selling}, and ${held} are held`);
  }

  /** What could add exposure is being cancelled, once trading of it has been stopped. */
  #holdToHalts({ account, markets, hosts }: Engine): void {
    for (const { intent, status } of account.desk.all()) {
      if (intent.side === 'sell' || intent.reduceOnly || status === 'PendingCancel') continue;
      const isStopped = hosts.some(({ id, tradingState }) => id === intent.strategyId && tradingState !== 'ACTIVE');
      if (isStopped) this.broken('gate', `${intent.clientOrderId} is ${status} though its strategy is halted`);
      const isHalted = markets.some(({ instrument, isHalted: is }) => instrument === intent.instrument && is);
      if (isHalted || account.tradingState !== 'ACTIVE')
        this.broken('gate', `${intent.clientOrderId} is ${status} though trading is stopped`);
    }
  }

  /** What the venue has taken was sent, is held by Ballast itself, or was placed by a person and adopted. */
  #holdToSent(intentId: number, venueOrderId: string | undefined): void {
    const intent = this.stored.orders.get(intentId)?.intent;
    if (intent === undefined || venueOrderId === undefined || venueOrderId === HELD || this.venue.sent.has(intent.clientOrderId)) return;
    this.venue.adopt(intent, venueOrderId);
  }

  #holdToEnd(intentId: number, filled: number, event: string): void {
    const intent = this.stored.orders.get(intentId)?.intent;
    if (intent === undefined || (event !== 'canceled' && event !== 'rejected' && event !== 'expired')) return;
    const order = this.venue.orderOf(intent);
    if (order === undefined || (order.status !== 'open' && (order.filledQuantity === filled || this.hasMiscounted))) return;
    const here = `${intent.clientOrderId} has ${event} here with ${filled} filled`;
    this.broken('end', `${here}; at the venue it is ${order.status} with ${order.filledQuantity}`);
  }

  /** By what has really filled, and what is really open: each position, and the cash of the account. */
  #holdToLimits(): void {
    if (this.hasMiscounted) return;
    const buying = new Map<string, number>();
    let reserved = 0;
    for (const open of this.venue.open()) {
      const { strategyId, instrument, side, reduceOnly } = open.intent;
      if (side === 'sell' || reduceOnly) continue;
      const key = holdingName(strategyId, instrument);
      buying.set(key, (buying.get(key) ?? 0) + open.order.quantity - open.order.filledQuantity);
      reserved += this.venue.cost(open, this.#price(instrument.id));
    }
    for (const [key, { instrument, quantity }] of this.venue.holdings) {
      if (quantity < 0) this.broken('short', `${key} is ${quantity} at the venue`);
      const value = notional(instrument, LOWEST_VALUED, quantity + (buying.get(key) ?? 0), 'floor');
      const most = ACCOUNT.limits.maxPositionValue?.money ?? Infinity;
      if (value > most) this.broken('limit', `${key} is or may become worth ${value}, more than ${most}`);
    }
    const left = this.venue.cash - reserved;
    if (left < -SLIPPAGE) this.broken('limit', `${-left} more than the cash is spent or about to be`);
  }
}

/** A violation in words. */
export function describeViolation({ law, at, text }: Violation): string {
  return `${formatTime(at)}  broken: ${LAWS[law]}: ${text}`;
}
