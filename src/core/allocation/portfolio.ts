import { isBallastError } from '../../kernel/errors.ts';
import { MILLION, multiplyDivide } from '../../kernel/exact.ts';
import type { Micros } from '../../kernel/time.ts';
import type { AllocationShare } from '../../domain/allocation-share.ts';
import { bucketClose } from '../../domain/interval.ts';
import type { Regime, RegimeReadings } from '../../domain/regime.ts';
import type { AllocationRules, StrategyBudget } from './allocation-rules.ts';
import type { Edge } from './kelly.ts';
import { PriceHistory } from './price-history.ts';
import { TrackRecord, type BookedFill, type TrackRecordState } from './track-record.ts';
import { needsHistory, weigh } from './weigh.ts';

/** What a strategy may use in all, and why it is not more. */
interface Allowance {
  readonly budget: number;
  readonly why: string;
}

interface Weights {
  /** When they were last found to be right. */
  readonly at: Micros;
  readonly byInstrument: ReadonlyMap<string, number>;
}

/** All that a portfolio remembers, JSON-safe. */
export interface PortfolioState {
  readonly histories: Readonly<Record<string, readonly number[]>>;
  readonly tracks: Readonly<Record<string, TrackRecordState>>;
  readonly weights: Readonly<Record<string, { readonly at: Micros; readonly byInstrument: Readonly<Record<string, number>> }>>;
  readonly fellAt: Readonly<Record<string, Micros>>;
  readonly shares: readonly AllocationShare[];
}

/**
 * Who may use how much of the equity: each strategy its budget, in each of its instruments the weight of that in the budget. It is told the
 * prices at the boundaries of `rules.interval`, the fills and the regimes, and knows no clock.
 */
export class Portfolio {
  readonly rules: AllocationRules;
  readonly #budgets: readonly StrategyBudget[];
  readonly #histories = new Map<string, PriceHistory>();
  readonly #tracks = new Map<string, TrackRecord>();
  readonly #weights = new Map<string, Weights>();
  /** When the budget of a strategy in an instrument fell to nothing, by both names. */
  readonly #fellAt = new Map<string, Micros>();
  #shares: readonly AllocationShare[] = [];

  constructor(rules: AllocationRules, budgets: readonly StrategyBudget[]) {
    this.rules = rules;
    this.#budgets = budgets;
    for (const { strategyId, instrumentIds } of budgets) {
      this.#tracks.set(strategyId, new TrackRecord());
      for (const id of instrumentIds) this.#histories.set(id, new PriceHistory(rules.lookback));
    }
  }

  /** Takes the prices of a boundary of `rules.interval`, by instrument; NaN is not known. True when weights are to be found anew now. */
  sample(time: Micros, priceOf: (instrumentId: string) => number): boolean {
    for (const [id, history] of this.#histories) history.add(priceOf(id));
    return bucketClose(this.rules.rebalance, time - 1) === time;
  }

  /** Finds the weights of every strategy anew, where there is enough history; those within the band stay. */
  rebalance(time: Micros): void {
    for (const { strategyId, instrumentIds } of this.#budgets) {
      const found = this.#weigh(instrumentIds);
      const before = this.#weights.get(strategyId)?.byInstrument;
      if (found === undefined) continue;
      this.#weights.set(strategyId, { at: time, byInstrument: before !== undefined && this.#isWithinBand(before, found) ? before : found });
    }
  }

  /** Works out all shares of this moment. Undefined when none has changed, else those that are now held back by something else, or by nothing. */
  refresh(time: Micros, regimes: RegimeReadings): readonly AllocationShare[] | undefined {
    for (const track of this.#tracks.values()) track.begin(time);
    if (this.#weights.size < this.#budgets.length) this.rebalance(time);
    const shares = this.#budgets.flatMap((budget) =>
      budget.instrumentIds.map((instrumentId) => this.#share(budget, instrumentId, time, regimes.of(instrumentId))),
    );
    const before = this.#shares;
    if (shares.every((share, at) => isEqual(share, before[at]))) return undefined;
    this.#shares = shares;
    return shares.filter(({ why }, at) => why !== (before[at]?.why ?? ''));
  }

  /** The shares as they were last worked out, in the order of the strategies. */
  get shares(): readonly AllocationShare[] {
    return this.#shares;
  }

  /** The share of a strategy in an instrument, as last worked out. */
  shareOf(strategyId: string, instrumentId: string): AllocationShare | undefined {
    return this.#shares.find((share) => share.strategyId === strategyId && share.instrumentId === instrumentId);
  }

  /** Takes a fill that was booked. */
  take(strategyId: string, fill: BookedFill): void {
    this.#tracks.get(strategyId)?.take(fill);
  }

  /** What the round trips of a strategy came to. */
  edgeOf(strategyId: string): Edge {
    return this.#tracks.get(strategyId)?.edge ?? { wins: 0, losses: 0, won: 0, lost: 0 };
  }

  /** The standard deviation of an instrument's returns from sample to sample; undefined while its history is short. */
  deviationOf(instrumentId: string): number | undefined {
    const history = this.#histories.get(instrumentId);
    return history?.isReady === true ? history.deviation : undefined;
  }

  #weigh(instrumentIds: readonly string[]): ReadonlyMap<string, number> | undefined {
    const weighed = instrumentIds.map((instrumentId) => ({ instrumentId, history: this.#history(instrumentId) }));
    if (needsHistory(this.rules) && weighed.some(({ history }) => !history.isReady)) return undefined;
    try {
      return weigh(weighed, this.rules);
    } catch (error) {
      // Returns that make no covariance leave the weights as they are, until they are too old.
      if (isBallastError(error) && error.code === 'ALLOCATION_MATRIX') return undefined;
      throw error;
    }
  }

  #history(instrumentId: string): PriceHistory {
    return this.#histories.get(instrumentId) ?? new PriceHistory(this.rules.lookback);
  }

  #isWithinBand(before: ReadonlyMap<string, number>, found: ReadonlyMap<string, number>): boolean {
    return [...found].every(([id, weight]) => {
      const old = before.get(id) ?? 0;
      return Math.abs(weight - old) <= multiplyDivide(old, this.rules.band, MILLION, 'floor');
    });
  }

  #share(budget: StrategyBudget, instrumentId: string, time: Micros, regime: Regime | undefined): AllocationShare {
    const { strategyId } = budget;
    const weights = this.#weights.get(strategyId);
    const nothing = { strategyId, instrumentId, budget: 0, share: 0, isStale: true };
    if (weights === undefined) return { ...nothing, why: 'its weights are not known yet' };
    if (time - weights.at > this.rules.maxAge) return { ...nothing, why: 'its weights are stale' };
    const allowance = this.#cooled(`${strategyId} ${instrumentId}`, this.#allowance(budget, time, regime), time);
    const share = multiplyDivide(allowance.budget, weights.byInstrument.get(instrumentId) ?? 0, MILLION, 'floor');
    return { strategyId, instrumentId, budget: allowance.budget, share, isStale: false, why: allowance.why };
  }

  #allowance({ strategyId, budget, byRegime, isApproved }: StrategyBudget, time: Micros, regime: Regime | undefined): Allowance {
    const { before } = this.rules.readiness;
    const full = byRegime === undefined ? budget : byRegime[regime ?? 'unknown'];
    const least = Math.min(full, before);
    if (!isApproved) return { budget: least, why: 'nobody has approved its budget' };
    if (!this.#isReady(strategyId, time)) return { budget: least, why: 'it is not ready yet' };
    if (this.rules.aboveMedian && this.#isBelowMedian(strategyId, time))
      return { budget: least, why: 'it earns less than the median of the strategies' };
    return { budget: full, why: byRegime === undefined ? '' : `the regime is ${regime ?? 'not known'}` };
  }

  #isReady(strategyId: string, time: Micros): boolean {
    const { fills, time: wait } = this.rules.readiness;
    const track = this.#tracks.get(strategyId);
    return track !== undefined && track.fills >= fills && track.age(time) >= wait;
  }

  /** Whether its mean round trip returns less than the median of those of all strategies that are ready. */
  #isBelowMedian(strategyId: string, time: Micros): boolean {
    const means = new Map<string, number>();
    for (const [id, { edge }] of this.#tracks) {
      const trips = edge.wins + edge.losses;
      if (trips > 0 && this.#isReady(id, time)) means.set(id, (edge.won - edge.lost) / trips);
    }
    const sorted = [...means.values()].toSorted((left, right) => left - right);
    const middle = (sorted.length - 1) / 2;
    const median = ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
    return (means.get(strategyId) ?? median) < median;
  }

  /** A budget that fell to nothing stays there for the cooldown. */
  #cooled(seat: string, allowance: Allowance, time: Micros): Allowance {
    const fellAt = this.#fellAt.get(seat);
    const [strategyId = '', instrumentId = ''] = seat.split(' ');
    const hadSome = (this.shareOf(strategyId, instrumentId)?.budget ?? 0) > 0;
    if (allowance.budget === 0) {
      if (hadSome) this.#fellAt.set(seat, time);
      return allowance;
    }
    if (fellAt === undefined) return allowance;
    if (time - fellAt < this.rules.cooldown) return { budget: 0, why: 'it cools down after its budget was nothing' };
    this.#fellAt.delete(seat);
    return allowance;
  }

  get state(): PortfolioState {
    return {
      histories: Object.fromEntries([...this.#histories].map(([id, history]) => [id, history.state])),
      tracks: Object.fromEntries([...this.#tracks].map(([id, track]) => [id, track.state])),
      weights: Object.fromEntries(
        [...this.#weights].map(([id, { at, byInstrument }]) => [id, { at, byInstrument: Object.fromEntries(byInstrument) }]),
      ),
      fellAt: Object.fromEntries(this.#fellAt),
      shares: this.#shares,
    };
  }

  /** Takes up a saved state of the same rules. */
  restore({ histories, tracks, weights, fellAt, shares }: PortfolioState): void {
    for (const [id, history] of this.#histories) history.state = histories[id] ?? [];
    for (const [id, track] of this.#tracks) track.state = tracks[id] ?? track.state;
    for (const [id, { at, byInstrument }] of Object.entries(weights))
      this.#weights.set(id, { at, byInstrument: new Map(Object.entries(byInstrument)) });
    for (const [seat, at] of Object.entries(fellAt)) this.#fellAt.set(seat, at);
    this.#shares = shares;
  }
}

function isEqual(left: AllocationShare, right: AllocationShare | undefined): boolean {
  return left.share === right?.share && left.budget === right.budget && left.why === right.why;
}
