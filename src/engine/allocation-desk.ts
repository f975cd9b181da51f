import type { AllocationShare } from '../domain/allocation-share.ts';
import { formatQuantity, type Instrument, type Money, type Price, type Quantity } from '../domain/instrument.ts';
import { intervalLength } from '../domain/interval.ts';
import { notional } from '../domain/money.ts';
import type { Side } from '../domain/order.ts';
import { MILLION, multiplyDivide, fromFloat, powerOfTen, quantise } from '../kernel/exact.ts';
import { MICROS_PER_DAY } from '../kernel/time.ts';
import type { AllocationRules, SizingRule, StrategyBudget } from '../core/allocation/allocation-rules.ts';
import { describeShares } from '../core/allocation/describe-shares.ts';
import { Portfolio } from '../core/allocation/portfolio.ts';
import type { BookedFill } from '../core/allocation/track-record.ts';
import { percent, plainDecimal, sizeByRule, type SizingProblem } from '../core/allocation/size-by-rule.ts';
import { quantityFor, sizeOrder, type Sizing } from '../core/allocation/size-order.ts';
import type { OrderSignal } from '../core/signal/signal.ts';
import type { Account } from './account.ts';
import type { Seat, SeatedMarket } from './strategy-host.ts';

/** A part of an amount, rounded down. */
const partOf = (amount: Money, fraction: number): Money =>
  multiplyDivide(amount, fromFloat(Math.min(1, fraction), 6, 'floor'), MILLION, 'floor');

const YEAR = 365 * MICROS_PER_DAY;

/** What is configured of sizing and allocation. */
export interface AllocationSetup {
  readonly rules: AllocationRules;
  readonly budgets: readonly StrategyBudget[];
  /** By strategy; one that is not in it sizes its own orders. */
  readonly sizing: ReadonlyMap<string, SizingRule>;
}

/** Sizes the orders of strategies within what the portfolio gives each of them, and puts on record whenever that changes. */
export class AllocationDesk {
  readonly portfolio: Portfolio;
  readonly #account: Account;
  readonly #sizing: ReadonlyMap<string, SizingRule>;

  constructor(account: Account, { rules, budgets, sizing }: AllocationSetup) {
    this.portfolio = new Portfolio(rules, budgets);
    this.#account = account;
    this.#sizing = sizing;
  }

  /** A boundary of the sampling interval. True when weights were found anew. */
  sample(markets: readonly SeatedMarket[]): boolean {
    const { time } = this.#account;
    const isDue = this.portfolio.sample(time, (id) => {
      const market = markets.find(({ instrument }) => instrument.id === id);
      return market === undefined ? NaN : market.lastPrice / powerOfTen(market.instrument.priceScale);
    });
    if (isDue) this.portfolio.rebalance(time);
    this.#refresh(isDue ? `rebalanced by ${this.portfolio.rules.method}` : '');
    return isDue;
  }

  /** Takes a fill that was booked. */
  take(seat: Seat, fill: Omit<BookedFill, 'instrumentId' | 'lot'>): void {
    const { id: instrumentId, lot } = seat.market.instrument;
    this.portfolio.take(seat.host.id, { instrumentId, lot, ...fill });
  }

  /** The size of an order; `scale` is the part of it that the regime leaves. What only reduces is as large as the strategy says. */
  size(seat: Seat, signal: OrderSignal, price: Price, scale: number): Sizing | SizingProblem {
    const capital = this.#capital(seat);
    const { equity, terms } = this.#account;
    if (capital === undefined || signal.reduceOnly || Number.isNaN(price))
      return sizeOrder(signal.size.kind, signal.size.value * scale, signal.instrument, { equity, price, buffer: terms.sizingBuffer });
    const most = this.#most(seat, signal.side, price);
    if (most === 0) return this.#exhausted(seat);
    const wanted = this.#wanted(seat, signal, price, scale, capital);
    if ('code' in wanted) return wanted;
    const source = `${wanted.source}${this.#origin(seat)}`;
    if (wanted.quantity <= most) return { quantity: wanted.quantity, source };
    const [left, asked] = [most, wanted.quantity].map((quantity) => formatQuantity(seat.market.instrument, quantity));
    return { quantity: most, source: `${source}, which leaves ${left} of ${asked}` };
  }

  /** The signed quantity of a target position: `weight` of what the rule of the deployment gives, or of its share. */
  target(seat: Seat, weight: number, price: Price): Sizing | SizingProblem | undefined {
    const capital = this.#capital(seat);
    if (capital === undefined || Number.isNaN(price)) return undefined;
    const { instrument } = seat.market;
    if (this.#told(seat).isStale) return this.#exhausted(seat);
    const rule = this.#sizing.get(seat.host.id);
    const side = weight > 0 ? 'buy' : 'sell';
    const part = partOf(capital, Math.abs(weight));
    const sized =
      rule === undefined ? undefined : sizeByRule(rule, instrument, { ...this.#facts(seat, side, price), capital: part, stop: undefined });
    if (sized !== undefined && 'code' in sized) return sized;
    const quantity = Math.min(sized?.quantity ?? Infinity, quantityFor(Math.min(part, this.#left(seat)), instrument, price));
    return {
      quantity: side === 'buy' ? quantity : -quantity,
      source: `target ${weight}${sized === undefined ? '' : ` of ${sized.source}`}${this.#origin(seat)}`,
    };
  }

  /** How much of a position is beyond its share and the band round it, in whole lots; 0 where the share is not known. */
  outgrown(seat: Seat): Quantity {
    const { rules } = this.portfolio;
    const share = this.portfolio.shareOf(seat.host.id, seat.market.instrument.id);
    const capital = this.#capital(seat);
    if (!rules.trim || share === undefined || share.isStale || capital === undefined) return 0;
    const { instrument, lastPrice } = seat.market;
    const held = Math.abs(seat.book.quantity);
    const most = multiplyDivide(capital, MILLION + rules.band, MILLION, 'floor');
    if (Number.isNaN(lastPrice) || notional(instrument, lastPrice, held, 'floor') <= most) return 0;
    return quantise(held - quantityFor(capital, instrument, lastPrice), instrument.lot, 'floor');
  }

  /** What the strategy may have in the instrument, in money; undefined for one that nothing is allocated to, such as orders by hand. */
  #capital(seat: Seat): Money | undefined {
    this.#refresh('');
    const share = this.portfolio.shareOf(seat.host.id, seat.market.instrument.id);
    return share === undefined ? undefined : this.#money(share.share);
  }

  #money(share: number): Money {
    const { equity, terms } = this.#account;
    const usable = multiplyDivide(Math.max(0, equity), MILLION - terms.sizingBuffer, MILLION, 'floor');
    return multiplyDivide(usable, share, MILLION, 'floor');
  }

  #wanted(seat: Seat, signal: OrderSignal, price: Price, scale: number, capital: Money): Sizing | SizingProblem {
    const rule = signal.role === 'entry' ? this.#sizing.get(seat.host.id) : undefined;
    if (rule === undefined)
      return sizeOrder(signal.size.kind, signal.size.value * scale, signal.instrument, { equity: capital, price, buffer: 0 });
    const part = partOf(capital, scale);
    return sizeByRule(rule, signal.instrument, { ...this.#facts(seat, signal.side, price), capital: part, stop: signal.bracketStop });
  }

  #facts(
    seat: Seat,
    side: Side,
    price: Price,
  ): { side: Side; price: Price; volatility: number | undefined; edge: ReturnType<Portfolio['edgeOf']> } {
    const { portfolio } = this;
    const deviation = portfolio.deviationOf(seat.market.instrument.id);
    const volatility = deviation === undefined ? undefined : deviation * Math.sqrt(YEAR / intervalLength(portfolio.rules.interval));
    return { side, price, volatility, edge: portfolio.edgeOf(seat.host.id) };
  }

  /** The most that an order may add on its side, once what is open has filled; what closes is never cut. */
  #most(seat: Seat, side: Side, price: Price): Quantity {
    const { book, exposure, market } = seat;
    const { instrument, lastPrice } = market;
    const [held, open] = side === 'buy' ? [book.quantity, exposure.buying] : [-book.quantity, exposure.selling];
    const ahead = held + open;
    const used = notional(instrument, Number.isNaN(lastPrice) ? price : lastPrice, Math.max(0, ahead), 'ceil');
    const added = quantityFor(Math.max(0, this.#left(seat) - used), instrument, price);
    return quantise(Math.max(0, -held, added - Math.min(0, ahead)), instrument.lot, 'floor');
  }

  /** What the strategy may have in the instrument: its share, or what its other instruments leave of its budget. */
  #left(seat: Seat): Money {
    const { share, budget } = this.#told(seat);
    let left = this.#money(budget);
    for (const other of seat.host.seats) if (other !== seat) left -= usedBy(other);
    return Math.max(0, Math.min(this.#money(share), left));
  }

  /** What the share of a seat is, at the end of where a size comes from; nothing where it is all of the equity. */
  #origin(seat: Seat): string {
    const { share, why } = this.#told(seat);
    if (share === MILLION) return '';
    return `; its share is ${percent(share)} of the equity${why === '' ? '' : `, since ${why}`}, ${this.#shown(seat.market.instrument, share)}`;
  }

  #exhausted(seat: Seat): SizingProblem {
    const { instrument } = seat.market;
    const { share, budget, why, isStale, strategyId } = this.#told(seat);
    if (isStale) return { code: 'ALLOCATION_STALE', message: `${strategyId} takes no new risk in ${instrument.id}: ${why}` };
    const held = `${formatQuantity(instrument, seat.book.quantity)} ${instrument.base.code}`;
    return {
      code: 'ALLOCATION_NO_BUDGET',
      message: `${strategyId} may have ${percent(share)} of the equity in ${instrument.id}, ${this.#shown(instrument, share)}${why === '' ? '' : ` (${why})`}, and ${percent(budget)} in all; it holds ${held}, and open orders use the rest`,
    };
  }

  #told(seat: Seat): AllocationShare {
    const [strategyId, instrumentId] = [seat.host.id, seat.market.instrument.id];
    return this.portfolio.shareOf(strategyId, instrumentId) ?? { strategyId, instrumentId, share: 0, budget: 0, why: '', isStale: false };
  }

  #shown({ quote }: Instrument, share: number): string {
    return `${plainDecimal(this.#money(share), quote.scale)} ${quote.code}`;
  }

  #refresh(reason: string): void {
    const { time, records, regimes } = this.#account;
    const news = this.portfolio.refresh(time, regimes);
    if (news === undefined) return;
    const why =
      reason === '' && news.length === 0 ? 'weights are known' : [reason, ...describeShares(news)].filter((each) => each !== '').join('; ');
    records.changed(time, { kind: 'allocation', reason: why, shares: this.portfolio.shares });
  }
}

/** What the positions and open entries of a strategy in an instrument are worth. */
function usedBy({ book, exposure, market }: Seat): Money {
  const { instrument, lastPrice } = market;
  const quantity = Math.max(book.quantity + exposure.buying, exposure.selling - book.quantity, Math.abs(book.quantity));
  return Number.isNaN(lastPrice) ? 0 : notional(instrument, lastPrice, quantity, 'ceil');
}
