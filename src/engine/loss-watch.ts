import { powerOfTen } from '../kernel/exact.ts';
import type { Micros } from '../kernel/time.ts';
import { dayIn, endOfDay, weekOf } from '../domain/day-zone.ts';
import type { Money, Price, Quantity } from '../domain/instrument.ts';
import { notional } from '../domain/money.ts';
import type { RiskScope } from '../core/risk/risk-scope.ts';
import { Correlations } from '../core/risk/trackers/correlations.ts';
import type { Breach } from '../core/risk/trackers/loss-meter.ts';
import type { Account } from './account.ts';
import type { RiskLevels } from './risk-levels.ts';
import type { Seat, SeatedMarket, StrategyHost } from './strategy-host.ts';

/** Told when a limit is hit that halts trading, and when it no longer stands because its day or week is over. */
export interface OnBreach {
  hit(scope: RiskScope, breach: Breach): void;
  over(scope: RiskScope, breach: Breach): void;
}

/**
 * Watches what the account, its strategies and its instruments lose: at each fill, and with every price that may matter. Which prices may, it
 * works out beforehand: within the range that each market is given (`PriceWatch.low` to `high`, until the day ends) no limit can be hit.
 */
export class LossWatch {
  /** How instruments move together; none where nothing asks for it. */
  correlations: Correlations | undefined;
  readonly #account: Account;
  readonly #hosts: readonly StrategyHost[];
  readonly #markets: readonly SeatedMarket[];
  readonly #levels: RiskLevels;
  readonly #onBreach: OnBreach;
  /** Levels whose limits stand once they are hit, and those among them that every price may hit. */
  #metered: readonly RiskScope[] = [];
  #watched: readonly RiskScope[] = [];
  #dayEnd: Micros = -Infinity;
  #day = NaN;
  /** By strategy, then by instrument: what a seat had made when it was flat last. */
  #flatProfits: Money[][];
  /** When each market's price of the day before was true, to tell a new close from an old one. */
  #closedAt: Micros[];

  constructor(account: Account, hosts: readonly StrategyHost[], markets: readonly SeatedMarket[], levels: RiskLevels, onBreach: OnBreach) {
    this.#account = account;
    this.#hosts = hosts;
    this.#markets = markets;
    this.#levels = levels;
    this.#onBreach = onBreach;
    this.#flatProfits = hosts.map(() => markets.map(() => 0));
    this.#closedAt = markets.map(() => -Infinity);
  }

  /** Takes up limits that have changed. */
  settle(): void {
    const { account, all, settings } = this.#levels;
    this.#watched = all.filter(({ limits }) => limits.dailyLoss ?? limits.weeklyLoss ?? limits.maxDrawdown);
    this.#metered = all.filter((scope) => this.#watched.includes(scope) || (scope.limits.maxLosingStreak ?? scope.limits.maxRepeats));
    // What comes to be limited in the middle of a day counts from there.
    for (const { losses } of this.#metered) if (Number.isNaN(losses.day) && !Number.isNaN(this.#day)) this.#begin();
    const { days, matrix } = settings.correlation;
    if (account.limits.maxCorrelated !== undefined && this.#markets.length > 1)
      this.correlations ??= new Correlations(this.#markets.length, days, matrix && this.#inOurOrder(matrix.instruments, matrix.rows));
    this.#see();
  }

  /** A price has left its range, or the day has ended: time passes at the prices of before, then the new one counts. */
  onPrice(market: SeatedMarket, price: Price, time: Micros): void {
    this.passTime(time);
    market.prices.mark = price;
    this.#see();
  }

  /** A strategy's position has changed by a fill from what it was; the fill's price is the newest there is. */
  onFill(seat: Seat, before: Quantity, price: Price): void {
    const { host, market, book } = seat;
    market.prices.mark = price;
    const { lot } = market.instrument;
    const isOver = Math.abs(before) >= lot && (Math.abs(book.quantity) < lot || before > 0 !== book.quantity > 0);
    const row = this.#flatProfits[host.index] as Money[];
    if (isOver) {
      const made = book.realised - book.fees;
      const profit = made - (row[market.index] as Money);
      row[market.index] = made;
      this.#levels.account.losses.closeTrip(profit);
      this.#levels.ofStrategy(host).losses.closeTrip(profit);
      this.#levels.ofInstrument(market).losses.closeTrip(profit);
    }
    if (this.#metered.length === 0) return;
    this.passTime(this.#account.time);
    this.#see();
  }

  /** Begins a new day where one has ended; what happens at midnight belongs to the day before. */
  passTime(time: Micros): void {
    if (time <= this.#dayEnd || (this.#metered.length === 0 && this.correlations === undefined)) return;
    const { dayZone } = this.#levels.settings;
    const isFirst = this.#dayEnd === -Infinity;
    const day = dayIn(dayZone, time - 1);
    this.#dayEnd = endOfDay(dayZone, day);
    this.#day = day;
    this.#begin();
    if (!isFirst) this.#endDay();
    if (this.#levels.settings.resumes === 'next-period') this.#resumeBy(day);
  }

  #begin(): void {
    const { equity } = this.#account;
    for (const scope of this.#metered) scope.losses.begin(this.#day, weekOf(this.#day), this.profitOf(scope), equity);
  }

  /** A limit was hit that is no loss. */
  hit(scope: RiskScope, value: number, most: number): void {
    this.#onBreach.hit(scope, scope.losses.hit('maxRepeats', value, most));
  }

  /** A person lets trading go on: what was hit counts anew. */
  resume(scope: RiskScope): void {
    if (scope.losses.breach?.limit === 'maxRepeats' && scope.repeats !== undefined) scope.repeats.state = [];
    scope.losses.resume(this.profitOf(scope), this.#account.equity);
    this.#see();
  }

  /** What a level has made so far: realised and open, fees taken off. */
  profitOf({ kind, name }: RiskScope): Money {
    let profit = 0;
    for (const host of this.#hosts) {
      if (kind === 'strategy' && host.id !== name) continue;
      for (const { market, book } of host.seats)
        if (kind !== 'instrument' || market.instrument.id === name)
          profit += book.realised - book.fees + worthOf(market, book.quantity) - book.cost;
    }
    return profit;
  }

  get state(): LossWatchState {
    return {
      dayEnd: this.#dayEnd === -Infinity ? null : this.#dayEnd,
      day: Number.isNaN(this.#day) ? null : this.#day,
      flatProfits: this.#flatProfits,
      closedAt: this.#closedAt.map((time) => (time === -Infinity ? null : time)),
      ...(this.correlations && { correlations: this.correlations.state }),
    };
  }

  set state({ dayEnd, day, flatProfits, closedAt, correlations }: LossWatchState) {
    this.#dayEnd = dayEnd ?? -Infinity;
    this.#day = day ?? NaN;
    this.#flatProfits = flatProfits.map((row) => [...row]);
    this.#closedAt = closedAt.map((time) => time ?? -Infinity);
    if (this.correlations !== undefined && correlations !== undefined) this.correlations.state = correlations;
    this.#bound();
  }

  /** Looks whether a limit is hit now, and works out from which prices on one may be. */
  #see(): void {
    if (this.#dayEnd !== -Infinity) {
      const { equity } = this.#account;
      for (const scope of this.#metered) {
        const breach = scope.losses.see(this.profitOf(scope), equity, scope.limits);
        if (breach !== undefined) this.#onBreach.hit(scope, breach);
      }
    }
    this.#bound();
  }

  /** The range of prices of each market in which no limit can be hit, if no other price leaves its own. */
  #bound(): void {
    for (const { prices } of this.#markets) {
      prices.low = -Infinity;
      prices.high = Infinity;
      prices.until = this.correlations === undefined ? Infinity : this.#dayEnd;
    }
    for (const scope of this.#watched) {
      const shares = this.#marketsOf(scope);
      if (shares === 0) continue;
      const profit = this.profitOf(scope);
      const below = scope.losses.roomBelow(profit, scope.limits) / shares;
      const above = scope.losses.roomAbove(profit, scope.limits) / shares;
      for (const market of this.#markets) this.#narrow(market, this.#held(scope, market), below, above);
    }
  }

  /** Narrows the range of a market to that in which a position of it loses less than one sum, and wins no more than another. */
  #narrow({ instrument, prices }: SeatedMarket, quantity: Quantity, below: Money, above: Money): void {
    if (quantity === 0) return;
    const { multiplier, quote, priceScale, quantityScale } = instrument;
    const perTick = (Math.abs(quantity) * multiplier * powerOfTen(quote.scale)) / powerOfTen(priceScale) / powerOfTen(quantityScale);
    // A unit of money less: what a position is worth is rounded.
    const worse = Math.ceil((below - 1) / perTick) - 1;
    const better = Math.floor(above / perTick);
    prices.low = Math.max(prices.low, prices.mark - (quantity > 0 ? worse : better));
    prices.high = Math.min(prices.high, prices.mark + (quantity > 0 ? better : worse));
    prices.until = this.#dayEnd;
  }

  /** What a level holds in a market. */
  #held({ kind, name }: RiskScope, market: SeatedMarket): Quantity {
    if (kind === 'account') return market.netQuantity;
    if (kind === 'instrument') return market.instrument.id === name ? market.netQuantity : 0;
    let held = 0;
    for (const { id, seats } of this.#hosts)
      if (id === name) for (const seat of seats) if (seat.market === market) held += seat.book.quantity;
    return held;
  }

  /** In how many markets a level holds something. */
  #marketsOf(scope: RiskScope): number {
    let count = 0;
    for (const market of this.#markets) if (this.#held(scope, market) !== 0) count += 1;
    return count;
  }

  #endDay(): void {
    if (this.correlations === undefined) return;
    const closes = this.#markets.map(({ lastPrice, prices }, index) => (prices.time > (this.#closedAt[index] as Micros) ? lastPrice : NaN));
    this.#closedAt = this.#markets.map(({ prices }) => prices.time);
    this.correlations.endDay(closes);
  }

  /** Where no person can: what was hit in a day or week that is over no longer stands. */
  #resumeBy(day: number): void {
    for (const scope of this.#metered) {
      const { breach } = scope.losses;
      if (breach === undefined || (breach.limit === 'weeklyLoss' ? weekOf(day) === breach.week : day === breach.day)) continue;
      this.#onBreach.over(scope, breach);
    }
  }

  #inOurOrder(instruments: readonly string[], rows: readonly (readonly number[])[]): readonly (readonly number[])[] {
    const places = this.#markets.map(({ instrument }) => instruments.indexOf(instrument.id));
    return places.map((row, one) => places.map((column, other) => (one === other ? 1 : (rows[row]?.[column] ?? NaN))));
  }
}

/** What must be remembered of losses, beside what each level remembers; JSON-safe. */
export interface LossWatchState {
  readonly dayEnd: Micros | null;
  readonly day: number | null;
  readonly flatProfits: readonly (readonly Money[])[];
  readonly closedAt: readonly (Micros | null)[];
  readonly correlations?: Correlations['state'];
}

/** What a position is worth at the newest price; nothing where nothing is held. */
function worthOf({ instrument, prices }: SeatedMarket, quantity: Quantity): Money {
  return quantity === 0 ? 0 : notional(instrument, prices.mark, quantity, 'half-even');
}
