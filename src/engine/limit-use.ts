import { formatDecimal, MILLION } from '../kernel/exact.ts';
import type { Micros } from '../kernel/time.ts';
import type { Currency, Money } from '../domain/instrument.ts';
import { LIMIT_FORMS } from '../domain/read-limit.ts';
import type { LimitName } from '../domain/risk-limits.ts';
import { amountAt } from '../core/risk/limits.ts';
import { reach } from '../core/risk/reach.ts';
import type { RiskScope } from '../core/risk/risk-scope.ts';
import { valueAgainstUs } from '../core/risk/valuation.ts';
import type { Account } from './account.ts';
import type { RiskDesk } from './risk-desk.ts';
import type { StrategyHost } from './strategy-host.ts';

/** How much of a limit is used: what is measured, and what is allowed, as text. */
export interface LimitUse {
  readonly level: RiskScope['kind'];
  readonly name: string;
  readonly limit: LimitName;
  /** Empty for limits that single orders are held to. */
  readonly used: string;
  readonly most: string;
  /** The share of it that is used, 1 is all; 0 for limits of single orders. */
  readonly share: number;
  /** Whether it was hit, and stands until a person lets trading go on. */
  readonly isHit: boolean;
  /** Who set it while the session ran, and until when; null stands until it is changed. */
  readonly setBy?: string;
  readonly until?: Micros | null;
}

/** Every limit of a session and how much of it is used now. */
export function limitUses(account: Account, hosts: readonly StrategyHost[], risk: RiskDesk): readonly LimitUse[] {
  const exposures = exposuresOf(hosts);
  return risk.levels.all.flatMap((scope) => usesOf(scope, account, risk, exposures));
}

/** What a level is exposed to, by its kind and name. */
type Exposures = ReadonlyMap<string, { readonly worth: Money; readonly positions: number }>;

function usesOf(scope: RiskScope, { equity, time, terms }: Account, risk: RiskDesk, exposures: Exposures): readonly LimitUse[] {
  const { kind: level, name, limits, losses, messages, repeats } = scope;
  const { worth = 0, positions = 0 } = exposures.get(keyOf(scope)) ?? {};
  const measured = new Map<LimitName, { readonly used: number; readonly most: number; readonly isMoney: boolean }>();
  for (const { limit, value, most } of losses.losses(risk.losses.profitOf(scope), limits))
    measured.set(limit, { used: value, most, isMoney: true });
  if (limits.maxExposure !== undefined)
    measured.set('maxExposure', { used: worth, most: amountAt(limits.maxExposure, equity), isMoney: true });
  if (limits.maxLeverage !== undefined)
    measured.set('maxLeverage', { used: worth, most: Math.max(0, Math.floor((equity / MILLION) * limits.maxLeverage)), isMoney: true });
  if (limits.maxOpenPositions !== undefined)
    measured.set('maxOpenPositions', { used: positions, most: limits.maxOpenPositions, isMoney: false });
  if (limits.maxLosingStreak !== undefined)
    measured.set('maxLosingStreak', { used: losses.streak, most: limits.maxLosingStreak, isMoney: false });
  if (messages !== undefined) measured.set('maxMessages', { used: messages.used(time), most: messages.most, isMoney: false });
  if (repeats !== undefined) measured.set('maxRepeats', { used: repeats.used(time), most: repeats.most, isMoney: false });
  return (Object.keys(LIMIT_FORMS) as LimitName[]).flatMap((limit): readonly LimitUse[] => {
    const value = limits[limit];
    if (value === undefined) return [];
    const found = measured.get(limit);
    const told = (amount: number, isMoney: boolean): string =>
      isMoney ? `${formatDecimal(amount, terms.currency.scale)} ${terms.currency.code}` : String(amount);
    const change = risk.book.changes.find((each) => each.level === level && each.name === name && each.limit === limit);
    return [
      {
        level,
        name,
        limit,
        used: found === undefined ? '' : told(found.used, found.isMoney),
        most: found === undefined ? limitText(limit, value, terms.currency) : told(found.most, found.isMoney),
        share: found === undefined || found.most === 0 ? 0 : found.used / found.most,
        isHit: losses.breach?.limit === limit,
        ...(change !== undefined && { setBy: change.by, until: change.until }),
      },
    ];
  });
}

/** A limit that is not measured, as people write it. */
function limitText(limit: LimitName, value: unknown, { code, scale }: Currency): string {
  const form = LIMIT_FORMS[limit];
  if (form.kind === 'share') return `${Number((Number(value) / 10_000).toFixed(4))}%`;
  if (form.kind === 'time') return `${Number(value) / 1e6} s`;
  if (form.kind !== 'amount') return String(value);
  const { money, share } = value as { readonly money: number; readonly share: number };
  const parts = [
    ...(share === Infinity ? [] : [`${share / 10_000}% of the equity`]),
    ...(money === Infinity ? [] : [`${formatDecimal(money, scale)} ${code}`]),
  ];
  return parts.join(', ');
}

function exposuresOf(hosts: readonly StrategyHost[]): Exposures {
  const exposures = new Map<string, { worth: Money; positions: number }>();
  for (const { id, seats } of hosts) {
    for (const { book, exposure, market } of seats) {
      const most = reach(book.quantity, exposure.buying, exposure.selling);
      if (most === 0) continue;
      const worth = valueAgainstUs(market.instrument, market.lastPrice, most);
      for (const key of ['account', `strategy ${id}`, `instrument ${market.instrument.id}`]) {
        const { worth: before = 0, positions = 0 } = exposures.get(key) ?? {};
        exposures.set(key, { worth: before + worth, positions: positions + 1 });
      }
    }
  }
  return exposures;
}

function keyOf({ kind, name }: RiskScope): string {
  return kind === 'account' ? kind : `${kind} ${name}`;
}
