import type { Currency, Instrument, Money, Price, Quantity } from '../../domain/instrument.ts';
import { notional } from '../../domain/money.ts';
import type { Side } from '../../domain/order.ts';
import { assert } from '../../kernel/assert.ts';
import { rescale } from '../../kernel/exact.ts';
import type { Micros } from '../../kernel/time.ts';
import { AccountHistory } from './account-history.ts';
import { Account, type ApiKey } from './account.ts';
import { checkRequest } from './check-request.ts';
import type { ExchangeEvent, ExchangeListener } from './exchange-event.ts';
import { isWorking, type ExchangeFill, type ExchangeOrder, type OrderRequest } from './exchange-order.ts';
import { makeOrder, type OrderMaking } from './make-order.ts';
import { Market, type MarketStatus } from './market.ts';
import { MatchingEngine } from './matching-engine.ts';
import type { Refusal } from './refusal.ts';
import type { VenueRules } from './venue-rules.ts';
import { snapshotOf, type WorkingOrder } from './working-order.ts';

/** What came of an order: where it stands after it was matched, or why it was not taken. */
export type PlaceAnswer =
  | { readonly kind: 'placed'; readonly order: ExchangeOrder; readonly fills: readonly ExchangeFill[] }
  /** The client order id had been used: this is the order that has it (only under the rule `return-existing`). */
  | { readonly kind: 'existing'; readonly order: ExchangeOrder }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** What came of a list of two orders. */
export type PlaceListAnswer =
  | { readonly kind: 'placed'; readonly listId: number; readonly orders: readonly ExchangeOrder[] }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/**
 * The exchange behind every face: accounts, books, orders, fills. It is a function of what it is told: it has no clock, no timer and no
 * randomness of its own. Whoever drives it calls `advance(now)` before each request, and whenever the market should move.
 *
 * A face of a venue reads requests off its wire, calls `place`, `cancel` and the questions here, and says the answers, refusals and events in
 * its venue's words. Orders and fills that are handed out never change.
 */
export class Exchange {
  readonly rules: VenueRules;
  readonly #accounts = new Map<string, Account>();
  readonly #histories = new Map<string, AccountHistory>();
  readonly #keys = new Map<string, { readonly key: ApiKey; readonly accountId: string }>();
  readonly #markets = new Map<string, Market>();
  readonly #live = new Map<number, WorkingOrder>();
  readonly #lists = new Map<number, WorkingOrder[]>();
  readonly #listeners = new Set<ExchangeListener>();
  readonly #house = new Account('house', { isHouse: true });
  readonly #engine: MatchingEngine;
  #now: Micros;
  #lastId = 0;
  #fills: ExchangeFill[] = [];
  /** How many calls of `together` are under way. */
  #together = 0;

  constructor(options: { readonly rules: VenueRules; readonly now: Micros }) {
    this.rules = options.rules;
    this.#now = options.now;
    this.#engine = new MatchingEngine({
      rules: options.rules,
      now: () => this.#now,
      tell: (event) => this.#tell(event),
      market: (id) => this.market(id),
      siblings: (order) => this.#lists.get(order.listId ?? -1)?.filter((other) => other !== order && this.#live.has(other.id)) ?? [],
      coinPrice: (quote) => this.#coinPrice(quote),
    });
  }

  /** The time by which the exchange stamps what happens. */
  get now(): Micros {
    return this.#now;
  }

  /** Moves time on; it never goes back. */
  advance(now: Micros): void {
    this.#now = Math.max(this.#now, now);
  }

  /** Hears every event from now on; the answer ends it. */
  listen(listener: ExchangeListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  // Accounts

  /** Opens an account. */
  openAccount(id: string): void {
    assert(!this.#accounts.has(id), `the account ${id} is open already`);
    this.#accounts.set(id, new Account(id));
    this.#histories.set(id, new AccountHistory());
  }

  /** The accounts that were opened. */
  accounts(): readonly string[] {
    return [...this.#accounts.keys()];
  }

  /** Lets a key act for an account. */
  addKey(accountId: string, key: ApiKey): void {
    this.#accountOf(accountId);
    this.#keys.set(key.id, { key, accountId });
  }

  /** Takes a key away; requests that carry it are refused from now on. */
  removeKey(keyId: string): void {
    this.#keys.delete(keyId);
  }

  /** The key of an id, and whose it is. */
  findKey(keyId: string): { readonly key: ApiKey; readonly accountId: string } | undefined {
    return this.#keys.get(keyId);
  }

  /** What an account holds, currency by currency. */
  balances(accountId: string): ReturnType<Account['balances']> {
    return this.#accountOf(accountId).balances();
  }

  /** Brings money or coins to an account, or takes them away (a negative amount); false where the account does not have them free. */
  transfer(accountId: string, currency: Currency, amount: Money): boolean {
    const account = this.#accountOf(accountId);
    if (account.free(currency) + amount < 0) return false;
    account.add(currency, amount);
    this.#lastId += 1;
    const balance = account.balances().find((held) => held.currency.code === currency.code) ?? { currency, free: 0, locked: 0 };
    const transfer = { id: this.#lastId, balance, amount, ts: this.#now };
    this.history(accountId).transfers.push(transfer);
    this.#tell({ kind: 'transfer', accountId, transfer, ts: this.#now });
    this.#flush();
    return true;
  }

  /** What an account can ask for: `history(id).openOrders(now)`, `.fills(now)`, ... */
  history(accountId: string): AccountHistory {
    const history = this.#histories.get(accountId);
    assert(history !== undefined, `there is no account ${accountId}`);
    return history;
  }

  // Markets

  /** Lists an instrument. */
  list(instrument: Instrument): Market {
    const market = new Market(instrument);
    this.#markets.set(instrument.id, market);
    return market;
  }

  /** All instruments, delisted ones included. */
  markets(): readonly Market[] {
    return [...this.#markets.values()];
  }

  /** The market of an instrument that is listed. */
  market(instrumentId: string): Market {
    const market = this.#markets.get(instrumentId);
    assert(market !== undefined, `${instrumentId} is not listed`);
    return market;
  }

  /** Halts an instrument, opens it again, or takes it off the list; delisting ends its orders. */
  setStatus(instrumentId: string, status: MarketStatus): void {
    const market = this.market(instrumentId);
    market.status = status;
    if (status === 'delisted') {
      for (const order of [...this.#live.values()].filter(({ instrument }) => instrument.id === instrumentId)) {
        this.#engine.end(order, 'expired', 'admin');
      }
    }
    this.#tell({ kind: 'status', instrument: market.instrument, ts: this.#now });
    this.#flush();
  }

  // Orders

  /** What would be refused if it were placed now; undefined when it would be taken. */
  check(accountId: string, request: OrderRequest): Refusal | undefined {
    const market = this.#markets.get(request.instrumentId);
    if (market === undefined || market.status === 'delisted') return 'unknown-instrument';
    if (market.status !== 'trading') return 'not-trading';
    const wrong = checkRequest(market, request) ?? this.#checkClientId(accountId, request);
    if (wrong !== undefined) return wrong;
    return this.#engine.affords(this.#orderOf(accountId, request, { id: 0 })) ? undefined : 'no-funds';
  }

  /** Places an order and matches it at once. */
  place(accountId: string, request: OrderRequest): PlaceAnswer {
    const existing = this.history(accountId).latestByClientId(request.clientOrderId);
    if (existing !== undefined && this.rules.clientIds === 'return-existing') return { kind: 'existing', order: existing };
    const refusal = this.check(accountId, request);
    if (refusal !== undefined) return { kind: 'refused', refusal };
    const order = this.#orderOf(accountId, request, { id: ++this.#lastId });
    this.#engine.affords(order);
    this.#enter(order);
    const fills = this.#fills.filter(({ orderId }) => orderId === order.id);
    this.#flush();
    return { kind: 'placed', order: snapshotOf(order), fills };
  }

  /** Places two orders of which one ends the other (OCO): one that takes a profit, and a stop beyond the market. The first locks for both. */
  placeList(accountId: string, requests: readonly [profit: OrderRequest, stop: OrderRequest]): PlaceListAnswer {
    for (const request of requests) {
      const refusal = this.check(accountId, request);
      if (refusal !== undefined) return { kind: 'refused', refusal };
    }
    const listId = ++this.#lastId;
    const dearest = Math.max(...requests.map(({ price = 0, stopPrice = 0 }) => Math.max(price, stopPrice)));
    const orders = requests.map((request, at) =>
      this.#orderOf(accountId, request, { id: ++this.#lastId, listId, lockPrice: dearest, sharesLock: at > 0 }),
    );
    if (!orders.every((order) => this.#engine.affords(order))) return { kind: 'refused', refusal: 'no-funds' };
    this.#lists.set(listId, orders);
    // The stop first: a limit that trades at once has to find it.
    for (const order of [...orders].reverse()) this.#enter(order);
    this.#tell({ kind: 'list', listId, orders: orders.map(snapshotOf), isOver: false, ts: this.#now });
    this.#flush();
    return { kind: 'placed', listId, orders: orders.map(snapshotOf) };
  }

  /** An order that lives, whoever placed it. */
  findOrder(orderId: number): ExchangeOrder | undefined {
    const order = this.#live.get(orderId);
    return order === undefined ? undefined : snapshotOf(order);
  }

  /** Cancels an order that lives, with the rest of its list. */
  cancel(accountId: string, orderId: number): ExchangeOrder | 'unknown-order' {
    const order = this.#live.get(orderId);
    if (order === undefined || order.accountId !== accountId) return 'unknown-order';
    this.#engine.end(order, 'canceled', 'asked');
    this.#flush();
    return snapshotOf(order);
  }

  /** Has the house trade against the book: it takes at most `quantity` down or up to `price`. Returns what it took. */
  sweep(instrumentId: string, side: Side, price: Price, quantity: Quantity): Quantity {
    const order = this.#houseOrder(instrumentId, side, price, quantity, 'IOC');
    this.#engine.enter(order);
    this.#flush();
    return order.filledQuantity;
  }

  /** So much is traded at a price: first with the orders that stand in the way, the rest between others. */
  trade(instrumentId: string, side: Side, price: Price, quantity: Quantity): void {
    this.together(() => {
      const rest = quantity - this.sweep(instrumentId, side, price, quantity);
      if (rest > 0) this.print(instrumentId, { price, quantity: rest, takerSide: side });
    });
  }

  /** Has the house rest an order, which trades first where it crosses; the answer takes it out again. */
  quote(instrumentId: string, side: Side, price: Price, quantity: Quantity): () => void {
    const order = this.#houseOrder(instrumentId, side, price, quantity, 'GTC');
    this.#engine.enter(order);
    this.#flush();
    return () => {
      this.#engine.end(order, 'canceled', 'asked');
      this.#flush();
    };
  }

  /** A trade between others, which moves the price and triggers stops. */
  print(instrumentId: string, trade: { readonly price: Price; readonly quantity: Quantity; readonly takerSide: Side }): void {
    const market = this.market(instrumentId);
    const printed = market.print({ ...trade, notional: notional(market.instrument, trade.price, trade.quantity, 'floor'), ts: this.#now });
    this.#tell({ kind: 'trade', trade: printed, ts: this.#now });
    this.#engine.trigger(market);
    this.#flush();
  }

  /** Fills an open order against the house at the order's own price; all of what is left where no quantity is said. Returns what was filled. */
  fill(orderId: number, quantity = Number.MAX_SAFE_INTEGER): Quantity {
    const order = this.#live.get(orderId);
    if (order === undefined || order.price === undefined) return 0;
    const wanted = Math.min(quantity, order.quantity);
    const house = this.#houseOrder(order.instrument.id, order.side === 'buy' ? 'sell' : 'buy', order.price, wanted, 'IOC');
    const filled = this.#engine.fillFromHouse(order, house, wanted);
    this.#flush();
    return filled;
  }

  /** Does several things as one: levels of books and balances are told once, when all is done. */
  together(act: () => void): void {
    this.#together += 1;
    try {
      act();
    } finally {
      this.#together -= 1;
    }
    this.#flush();
  }

  #checkClientId(accountId: string, { clientOrderId }: OrderRequest): Refusal | undefined {
    const { clientIds } = this.rules;
    const before = clientOrderId === '' ? undefined : this.history(accountId).latestByClientId(clientOrderId);
    if (before === undefined || clientIds === 'free' || clientIds === 'return-existing') return undefined;
    return clientIds === 'unique-ever' || this.#live.has(before.id) ? 'client-id-used' : undefined;
  }

  #enter(order: WorkingOrder): void {
    this.#live.set(order.id, order);
    this.#engine.enter(order);
  }

  #orderOf(accountId: string, request: OrderRequest, also: Pick<OrderMaking, 'id' | 'listId' | 'lockPrice' | 'sharesLock'>): WorkingOrder {
    const { instrument } = this.market(request.instrumentId);
    return makeOrder(request, {
      ...also,
      account: this.#accountOf(accountId),
      instrument,
      selfTrade: this.rules.selfTrade,
      now: this.#now,
    });
  }

  #houseOrder(instrumentId: string, side: Side, price: Price, quantity: Quantity, timeInForce: 'GTC' | 'IOC'): WorkingOrder {
    const request = { instrumentId, side, type: 'limit', quantity, price, timeInForce, clientOrderId: '', selfTrade: 'allow' } as const;
    return this.#orderOf(this.#house.id, request, { id: 0 });
  }

  #accountOf(id: string): Account {
    const account = id === this.#house.id ? this.#house : this.#accounts.get(id);
    assert(account !== undefined, `there is no account ${id}`);
    return account;
  }

  /** What the fee coin costs in a quote currency, by its market. */
  #coinPrice(quote: Currency): { readonly coin: Currency; readonly price: Money } | undefined {
    const code = this.rules.feeCoin?.code;
    const market = this.markets().find(({ instrument }) => instrument.base.code === code && instrument.quote.code === quote.code);
    if (market?.lastPrice === undefined) return undefined;
    const { instrument } = market;
    return { coin: instrument.base, price: rescale(market.lastPrice, instrument.priceScale, quote.scale, 'half-even') };
  }

  #tell(event: ExchangeEvent): void {
    if (event.kind === 'order') {
      const { order, fill } = event;
      const history = this.history(order.accountId);
      history.noteOrder(order);
      if (fill !== undefined) {
        history.noteFill(fill);
        this.#fills.push(fill);
      }
      if (!isWorking(order)) this.#live.delete(order.id);
    }
    for (const listener of this.#listeners) listener(event);
  }

  /** Lists of which no order lives any more are over. */
  #endLists(): void {
    for (const [listId, orders] of this.#lists) {
      if (orders.some(({ id }) => this.#live.has(id))) continue;
      this.#lists.delete(listId);
      this.#tell({ kind: 'list', listId, orders: orders.map(snapshotOf), isOver: true, ts: this.#now });
    }
  }

  /** Tells what an operation changed in books and balances. */
  #flush(): void {
    if (this.#together > 0) return;
    const ts = this.#now;
    this.#fills = [];
    this.#endLists();
    for (const market of this.#markets.values()) {
      const [bids, asks] = [market.book.takeTouched('buy'), market.book.takeTouched('sell')];
      if (bids.length + asks.length === 0) continue;
      const firstUpdateId = market.updateId + 1;
      market.updateId += bids.length + asks.length;
      this.#tell({ kind: 'book', instrument: market.instrument, firstUpdateId, lastUpdateId: market.updateId, bids, asks, ts });
    }
    for (const [accountId, account] of this.#accounts) {
      const balances = account.takeTouched();
      if (balances.length > 0) this.#tell({ kind: 'balance', accountId, balances, ts });
    }
  }
}
