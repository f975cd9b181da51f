import { MILLION } from '../../kernel/exact.ts';
import type { Money } from '../../domain/instrument.ts';
import type { Amount, LimitName, RiskLimits, Sides } from '../../domain/risk-limits.ts';

/** What a limit comes to at an equity, rounded down, so that it is never looser than it was set; infinite where there is none. */
export function amountAt(limit: Amount | undefined, equity: Money): Money {
  if (limit === undefined) return Infinity;
  if (limit.share === Infinity) return limit.money;
  return Math.min(limit.money, Math.max(0, Math.floor(equity / MILLION)) * limit.share);
}

/** The limits that one order is held to by itself, in full. */
export type OrderLimits = Required<Pick<RiskLimits, (typeof ORDER_LIMITS)[number]>>;

const ORDER_LIMITS = [
  'priceCollar',
  'referenceCollar',
  'maxOrderValue',
  'maxOrderQuantity',
  'maxPositionValue',
  'duplicateWindow',
  'maxDataAge',
  'maxSpread',
  'maxClockSkew',
  'sides',
  'hours',
  'selfMatch',
] as const satisfies readonly LimitName[];

/** The limits of an order where several levels meet: of each the tightest. */
export function tightest(...levels: readonly RiskLimits[]): OrderLimits {
  const all = <Name extends LimitName>(name: Name): readonly NonNullable<RiskLimits[Name]>[] =>
    levels.flatMap((level) => (level[name] === undefined ? [] : [level[name]]));
  return {
    priceCollar: lowest(all('priceCollar')),
    referenceCollar: lowest(all('referenceCollar')),
    maxOrderValue: lowestAmount(all('maxOrderValue')),
    maxOrderQuantity: all('maxOrderQuantity').toSorted((one, other) => Number(one) - Number(other))[0],
    maxPositionValue: lowestAmount(all('maxPositionValue')),
    // The longer the window, the more it refuses.
    duplicateWindow: lowest(
      all('duplicateWindow').map((window) => -window),
      -1,
    ),
    maxDataAge: lowest(all('maxDataAge')),
    maxSpread: lowest(all('maxSpread')),
    maxClockSkew: lowest(all('maxClockSkew')),
    sides: all('sides').reduce<Sides>((one, other) => (one === 'both' ? other : other === 'both' || one === other ? one : 'none'), 'both'),
    hours: all('hours').includes('open') ? 'open' : 'any',
    selfMatch: all('selfMatch').includes('refuse') ? 'refuse' : 'allow',
  };
}

function lowest(values: readonly number[], sign = 1): number | undefined {
  return values.length === 0 ? undefined : sign * Math.min(...values);
}

function lowestAmount(values: readonly Amount[]): Amount | undefined {
  if (values.length === 0) return undefined;
  return { money: Math.min(...values.map((each) => each.money)), share: Math.min(...values.map((each) => each.share)) };
}
