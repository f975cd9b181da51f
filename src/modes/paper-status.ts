import { formatDecimal } from '../kernel/exact.ts';
import type { Micros } from '../kernel/time.ts';
import { formatPrice, formatQuantity, type Instrument } from '../domain/instrument.ts';
import { notional } from '../domain/money.ts';
import type { CoreRecord } from '../domain/records.ts';
import type { Book } from '../core/ledger/book.ts';
import type { Engine } from '../engine/engine.ts';
import type { StrategyHost } from '../engine/strategy-host.ts';
import type { FeedHealth } from '../ports/market-data.ts';
import type { FillStatus, PositionStatus, StatusSnapshot, StrategyStatus } from '../ports/status-source.ts';
import type { StoredFill } from '../ports/store.ts';

const FILLS_SHOWN = 8;

interface Tally {
  orders: number;
  fills: number;
}

/** Counts what a session puts on record, so that its status is told without asking the store. */
export class PaperTally {
  orders = 0;
  fills = 0;
  refusals = 0;
  /** Newest first. */
  readonly lastFills: FillStatus[] = [];
  readonly #byStrategy = new Map<string, Tally>();

  /** Takes what was stored before this process. */
  begin(counts: { readonly orders: number; readonly fills: number; readonly refusals: number }, lastFills: readonly StoredFill[]): void {
    this.orders = counts.orders;
    this.fills = counts.fills;
    this.refusals = counts.refusals;
    for (const fill of lastFills) {
      this.#remember({
        time: fill.tsEvent,
        strategyId: fill.strategyId,
        instrumentId: fill.instrumentId,
        side: fill.side === 'buy' ? 'buy' : 'sell',
        quantity: formatDecimal(fill.quantity, fill.quantityScale),
        price: formatDecimal(fill.price, fill.priceScale),
        fee: formatDecimal(fill.fee, fill.moneyScale),
      });
    }
  }

  /** Takes records that were stored. */
  count(records: readonly CoreRecord[]): void {
    for (const record of records) {
      if (record.kind === 'intent') {
        this.orders += 1;
        this.of(record.intent.strategyId).orders += 1;
      } else if (record.kind === 'refusal') {
        this.refusals += 1;
      } else if (record.kind === 'fill') {
        const { fill } = record;
        this.fills += 1;
        this.of(fill.strategyId).fills += 1;
        this.#remember({
          time: fill.tsEvent,
          strategyId: fill.strategyId,
          instrumentId: fill.instrument.id,
          side: fill.side,
          quantity: formatQuantity(fill.instrument, fill.quantity),
          price: formatPrice(fill.instrument, fill.price),
          fee: formatDecimal(fill.fee, fill.instrument.quote.scale),
        });
      }
    }
  }

  /** The counts of one strategy in this process. */
  of(strategyId: string): Tally {
    const known = this.#byStrategy.get(strategyId);
    if (known !== undefined) return known;
    const tally = { orders: 0, fills: 0 };
    this.#byStrategy.set(strategyId, tally);
    return tally;
  }

  #remember(fill: FillStatus): void {
    this.lastFills.unshift(fill);
    if (this.lastFills.length > FILLS_SHOWN) this.lastFills.pop();
  }
}

/** What is told of a session beside its engine. */
export interface PaperFacts {
  readonly version: string;
  readonly sessionId: string;
  readonly startedAt: Micros;
  readonly feedName: string;
  readonly health: FeedHealth;
  /** Now, by the machine's clock. */
  readonly wallTime: Micros;
  readonly steps: number;
  readonly lastCommitAt: Micros | undefined;
  readonly uncommittedSince: Micros | undefined;
  readonly tradingReason: string;
}

/** The status of a paper session at this moment. */
export function paperStatus(engine: Engine, tally: PaperTally, facts: PaperFacts): StatusSnapshot {
  const { account } = engine;
  const { currency, cash } = account.terms;
  const money = (amount: number): string => formatDecimal(amount, currency.scale);
  const since = (moment: Micros | undefined): Micros | undefined =>
    moment === undefined ? undefined : Math.max(0, facts.wallTime - moment);
  return {
    version: facts.version,
    stage: 'paper',
    sessionId: facts.sessionId,
    startedAt: facts.startedAt,
    now: account.time,
    trading: { state: account.tradingState, reason: facts.tradingReason },
    orders: tally.orders,
    openOrders: account.desk.count,
    fills: tally.fills,
    refusals: tally.refusals,
    account: { currency: currency.code, equity: money(account.equity), cash: money(account.cash), startCash: money(cash) },
    positions: account.ledger.books
      .filter(({ quantity }) => quantity !== 0)
      .map((book) => positionStatus(book, lastPriceOf(engine, book.instrument))),
    lastFills: [...tally.lastFills],
    strategies: engine.hosts.map((host) => strategyStatus(host, tally)),
    feed: {
      name: facts.feedName,
      connected: facts.health.connected,
      age: since(facts.health.lastDataAt),
      reconnects: facts.health.reconnects,
      backfilledBars: facts.health.backfilledBars,
    },
    steps: facts.steps,
    commitAge: since(facts.lastCommitAt),
    uncommittedAge: since(facts.uncommittedSince) ?? 0,
  };
}

function lastPriceOf(engine: Engine, instrument: Instrument): number {
  return engine.markets.find((market) => market.instrument === instrument)?.lastPrice ?? NaN;
}

function positionStatus({ strategyId, instrument, quantity, cost }: Book, lastPrice: number): PositionStatus {
  const average = Math.round(
    cost / quantity / instrument.multiplier / 10 ** (instrument.quote.scale - instrument.quantityScale - instrument.priceScale),
  );
  const isKnown = !Number.isNaN(lastPrice);
  return {
    strategyId,
    instrumentId: instrument.id,
    quantity: formatQuantity(instrument, quantity),
    averagePrice: formatPrice(instrument, average),
    lastPrice: isKnown ? formatPrice(instrument, lastPrice) : undefined,
    openProfit: isKnown ? formatDecimal(notional(instrument, lastPrice, quantity, 'half-even') - cost, instrument.quote.scale) : undefined,
  };
}

function strategyStatus(host: StrategyHost, tally: PaperTally): StrategyStatus {
  const { orders, fills } = tally.of(host.id);
  const isWarm = host.subscriptions.some(({ seen, warmUp }) => seen >= warmUp);
  const { stopped } = host;
  return {
    id: host.id,
    state: stopped !== undefined ? 'stopped' : isWarm ? 'running' : 'warming-up',
    reason: stopped === undefined ? '' : `${stopped.code} in ${stopped.handler}: ${stopped.message}`,
    orders,
    fills,
  };
}
