import { fail } from '../kernel/errors.ts';
import type { Micros } from '../kernel/time.ts';
import type { Currency } from '../domain/instrument.ts';
import type { LimitChange } from '../domain/limit-change.ts';
import { isAsTight, readLimit } from '../domain/read-limit.ts';
import type { LimitName, RiskLimits } from '../domain/risk-limits.ts';
import type { RiskScope } from '../core/risk/risk-scope.ts';
import type { RiskLevels } from './risk-levels.ts';

/** Changes of limits while a session runs: who set what, why, and until when. What they say is checked as what was configured is. */
export class LimitBook {
  readonly #levels: RiskLevels;
  readonly #currency: Currency;
  /** The limits as they were configured. */
  readonly #configured = new Map<RiskScope, RiskLimits>();
  readonly #onChange: () => void;
  #changes: readonly LimitChange[] = [];
  #nextEnd: Micros = Infinity;

  constructor(levels: RiskLevels, currency: Currency, onChange: () => void) {
    this.#levels = levels;
    this.#currency = currency;
    this.#onChange = onChange;
    for (const scope of levels.all) this.#configured.set(scope, scope.limits);
  }

  /** The changes that stand, oldest first. */
  get changes(): readonly LimitChange[] {
    return this.#changes;
  }

  /** Whether a change is no looser than what stands. Errors: `RISK_LIMIT_UNKNOWN`, `RISK_LIMIT_INVALID`. */
  isTightening(change: LimitChange): boolean {
    const { limits } = this.#scopeOf(change);
    return isAsTight(change.limit as LimitName, readLimit(change.limit, change.value, this.#currency.scale), limits);
  }

  /** Sets a limit; an earlier change of it no longer stands. Errors: `RISK_LIMIT_UNKNOWN`, `RISK_LIMIT_INVALID`. */
  set(change: LimitChange): void {
    this.#scopeOf(change);
    readLimit(change.limit, change.value, this.#currency.scale);
    this.#take([...this.#changes.filter((other) => !isSameLimit(other, change)), change]);
  }

  /** Lets changes end whose time is over. */
  expire(now: Micros): void {
    if (now > this.#nextEnd) this.#take(this.#changes.filter(({ until }) => until === null || until >= now));
  }

  /** Takes up saved changes. */
  restore(changes: readonly LimitChange[]): void {
    if (changes.length > 0) this.#take(changes);
  }

  #take(changes: readonly LimitChange[]): void {
    this.#changes = changes;
    this.#nextEnd = Math.min(Infinity, ...changes.map(({ until }) => until ?? Infinity));
    for (const [scope, configured] of this.#configured) {
      const limits = { ...configured };
      for (const change of changes) {
        const { limit, value } = change;
        if (this.#scopeOf(change) === scope) Object.assign(limits, { [limit]: undefined }, readLimit(limit, value, this.#currency.scale));
      }
      scope.limits = limits;
    }
    this.#onChange();
  }

  #scopeOf({ level, name }: LimitChange): RiskScope {
    return this.#levels.find(level, name) ?? fail('RISK_LIMIT_UNKNOWN', `this session has no ${level} ${name}`, { where: name });
  }
}

function isSameLimit(one: LimitChange, other: LimitChange): boolean {
  return one.level === other.level && one.name === other.name && one.limit === other.limit;
}
