import type { Money } from '../../../domain/instrument.ts';
import type { Amount, RiskLimits } from '../../../domain/risk-limits.ts';
import { amountAt } from '../limits.ts';

/** The limits that, once hit, hold until a person lets trading go on. */
export const STICKY_LIMITS = ['dailyLoss', 'weeklyLoss', 'maxDrawdown', 'maxLosingStreak', 'maxRepeats'] as const;

/** The name of such a limit. */
export type StickyLimit = (typeof STICKY_LIMITS)[number];

/** A limit that was hit: it stands until a person lets trading go on. Values are money, or a count. */
export interface Breach {
  readonly limit: StickyLimit;
  readonly value: number;
  readonly most: number;
  /** Whether they are money, rather than a count. */
  readonly isMoney: boolean;
  /** The day and week in which it happened. */
  readonly day: number;
  readonly week: number;
}

/** A loss and its limit, in money. */
interface Loss {
  readonly limit: 'dailyLoss' | 'weeklyLoss' | 'maxDrawdown';
  readonly value: Money;
  readonly most: Money;
}

/** Where a period began: the profit so far, and the equity of the account, of which shares are taken. */
interface Mark {
  profit: Money;
  equity: Money;
}

/**
 * Measures what an account, a strategy or an instrument loses: since the day began, since the week began, from its best moment, and in how many
 * round trips after each other. Its input is the profit so far: realised, open, fees taken off; whatever moves that counts.
 */
export class LossMeter {
  #day = NaN;
  #week = NaN;
  #streak = 0;
  readonly #dayMark: Mark = { profit: 0, equity: 0 };
  readonly #weekMark: Mark = { profit: 0, equity: 0 };
  readonly #peak: Mark = { profit: -Infinity, equity: 0 };
  /** The first limit that was hit and that nobody has looked at. */
  breach: Breach | undefined = undefined;

  /** Round trips that lost, after each other. */
  get streak(): number {
    return this.#streak;
  }

  /** The day that it is in; NaN before the first. */
  get day(): number {
    return this.#day;
  }

  /** Begins a day, and with it perhaps a week; nothing where it is in that day already. */
  begin(day: number, week: number, profit: Money, equity: Money): void {
    if (day === this.#day) return;
    this.#day = day;
    mark(this.#dayMark, profit, equity);
    if (week === this.#week) return;
    this.#week = week;
    mark(this.#weekMark, profit, equity);
  }

  /** A round trip has closed. */
  closeTrip(profit: Money): void {
    this.#streak = profit < 0 ? this.#streak + 1 : 0;
  }

  /** Looks at the profit now; the breach, if a limit was hit by this. A limit that is reached is hit. */
  see(profit: Money, equity: Money, limits: RiskLimits): Breach | undefined {
    if (profit > this.#peak.profit) mark(this.#peak, profit, equity);
    if (this.breach !== undefined) return undefined;
    const { dailyLoss, weeklyLoss, maxDrawdown, maxLosingStreak = Infinity } = limits;
    if (roomIn(dailyLoss, this.#dayMark, profit) <= 0) return this.#lost('dailyLoss', dailyLoss, this.#dayMark, profit);
    if (roomIn(weeklyLoss, this.#weekMark, profit) <= 0) return this.#lost('weeklyLoss', weeklyLoss, this.#weekMark, profit);
    if (roomIn(maxDrawdown, this.#peak, profit) <= 0) return this.#lost('maxDrawdown', maxDrawdown, this.#peak, profit);
    return this.#streak >= maxLosingStreak ? this.hit('maxLosingStreak', this.#streak, maxLosingStreak) : undefined;
  }

  #lost(limit: StickyLimit, set: Amount | undefined, from: Mark, profit: Money): Breach {
    return this.hit(limit, from.profit - profit, amountAt(set, from.equity));
  }

  /** Puts down that a limit was hit. */
  hit(limit: StickyLimit, value: number, most: number): Breach {
    const isMoney = limit !== 'maxLosingStreak' && limit !== 'maxRepeats';
    this.breach = { limit, value, most, isMoney, day: this.#day, week: this.#week };
    return this.breach;
  }

  /** The losses that are limited, as they stand at a profit. */
  losses(profit: Money, { dailyLoss, weeklyLoss, maxDrawdown }: RiskLimits): readonly Loss[] {
    const of = (limit: Loss['limit'], set: Amount | undefined, from: Mark): readonly Loss[] =>
      set === undefined ? [] : [{ limit, value: Math.max(0, from.profit - profit), most: amountAt(set, from.equity) }];
    return [
      ...of('dailyLoss', dailyLoss, this.#dayMark),
      ...of('weeklyLoss', weeklyLoss, this.#weekMark),
      ...of('maxDrawdown', maxDrawdown, this.#peak),
    ];
  }

  /** How far the profit may fall before a limit is hit; infinite where none can be, or one is already. */
  roomBelow(profit: Money, { dailyLoss, weeklyLoss, maxDrawdown }: RiskLimits): Money {
    if (this.breach !== undefined) return Infinity;
    const room = Math.min(
      roomIn(dailyLoss, this.#dayMark, profit),
      roomIn(weeklyLoss, this.#weekMark, profit),
      roomIn(maxDrawdown, this.#peak, profit),
    );
    return Math.max(0, room);
  }

  /** How far it may rise before it is better than ever, which a limit of the drawdown has to know. */
  roomAbove(profit: Money, { maxDrawdown }: RiskLimits): Money {
    return maxDrawdown === undefined ? Infinity : Math.max(0, this.#peak.profit - profit);
  }

  /** A person lets trading go on: what was hit counts anew from here. */
  resume(profit: Money, equity: Money): void {
    const limit = this.breach?.limit;
    this.breach = undefined;
    if (limit === 'dailyLoss') mark(this.#dayMark, profit, equity);
    if (limit === 'weeklyLoss') mark(this.#weekMark, profit, equity);
    if (limit === 'maxDrawdown') mark(this.#peak, profit, equity);
    if (limit === 'maxLosingStreak') this.#streak = 0;
  }

  get state(): LossMeterState {
    const { profit, equity } = this.#peak;
    return {
      day: Number.isNaN(this.#day) ? null : this.#day,
      week: Number.isNaN(this.#week) ? null : this.#week,
      streak: this.#streak,
      dayMark: { ...this.#dayMark },
      weekMark: { ...this.#weekMark },
      peak: profit === -Infinity ? null : { profit, equity },
      ...(this.breach !== undefined && { breach: this.breach }),
    };
  }

  set state({ day, week, streak, dayMark, weekMark, peak, breach }: LossMeterState) {
    this.#day = day ?? NaN;
    this.#week = week ?? NaN;
    this.#streak = streak;
    mark(this.#dayMark, dayMark.profit, dayMark.equity);
    mark(this.#weekMark, weekMark.profit, weekMark.equity);
    mark(this.#peak, peak?.profit ?? -Infinity, peak?.equity ?? 0);
    this.breach = breach;
  }
}

/** What must be remembered of a meter, JSON-safe. */
export interface LossMeterState {
  readonly day: number | null;
  readonly week: number | null;
  readonly streak: number;
  readonly dayMark: Readonly<Mark>;
  readonly weekMark: Readonly<Mark>;
  readonly peak: Readonly<Mark> | null;
  readonly breach?: Breach;
}

/** What is left of a limit; nothing is lost where nothing is, however small the limit. */
function roomIn(limit: Amount | undefined, from: Mark, profit: Money): Money {
  if (limit === undefined) return Infinity;
  return from.profit > profit ? amountAt(limit, from.equity) - (from.profit - profit) : Math.max(1, amountAt(limit, from.equity));
}

function mark(into: Mark, profit: Money, equity: Money): void {
  into.profit = profit;
  into.equity = equity;
}
