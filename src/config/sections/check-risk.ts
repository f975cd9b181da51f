import { isAsTight, readLimit } from '../../domain/read-limit.ts';
import type { LimitName } from '../../domain/risk-limits.ts';
import { nearest } from '../../kernel/nearest.ts';
import type { Config } from '../schema.ts';
import type { KeyViolation } from '../violation.ts';

/** Limits that must not be looser than another: a day's loss beyond that of the week would never be reached. */
const ORDER: readonly (readonly [tighter: LossName, looser: LossName])[] = [
  ['dailyLoss', 'weeklyLoss'],
  ['dailyLoss', 'maxDrawdown'],
  ['weeklyLoss', 'maxDrawdown'],
];
type LossName = Extract<LimitName, 'dailyLoss' | 'weeklyLoss' | 'maxDrawdown'>;
/** Sums are compared as they are written: any scale does. */
const SCALE = 8;

/** What is wrong between the limits themselves, and with what they name. */
export function checkRisk(config: Config): readonly KeyViolation[] {
  return [...checkLosses(config), ...checkNames(config), ...checkSides(config), ...checkMatrix(config)];
}

function checkLosses({ risk, limits: own }: Config): KeyViolation[] {
  const groups = [{ path: ['risk'], limits: risk }, ...own.map((limits, index) => ({ path: ['limits', index], limits }))];
  return groups.flatMap(({ path, limits }) =>
    ORDER.flatMap(([tighter, looser]) => {
      const [one, other] = [limits[tighter], limits[looser]];
      if (one === undefined || other === undefined || !isBeyond(tighter, one, looser, other)) return [];
      return [{ path: [...path, tighter], problem: `is ${one}, more than ${looser} (${other}), which would be hit before it` }];
    }),
  );
}

/** Whether a loss is allowed to be larger than another, where both are sums, or both are shares. */
function isBeyond(tighter: LossName, one: string, looser: LossName, other: string): boolean {
  const isShare = (text: string): boolean => text.endsWith('%');
  if (isShare(one) !== isShare(other)) return false;
  return !isAsTight(tighter, readLimit(tighter, one, SCALE), { [tighter]: readLimit(looser, other, SCALE)[looser] });
}

function checkNames({ risk, strategies, limits }: Config): KeyViolation[] {
  const ids = strategies.map(({ id }) => id);
  const traded = [...new Set(strategies.flatMap(({ instruments }) => instruments))];
  return [
    ...named(['risk', 'strategies'], risk.strategies ?? [], ids, 'no strategy has'),
    ...named(['risk', 'instruments'], risk.instruments ?? [], traded, 'no strategy trades'),
    ...named(
      ['limits'],
      limits.map(({ of }) => of),
      [...ids, ...traded],
      'is neither a strategy nor an instrument that one trades',
      'of',
    ),
    ...limits.flatMap(({ of, maxOrderQuantity }, index) =>
      maxOrderQuantity === undefined || !ids.includes(of)
        ? []
        : [{ path: ['limits', index, 'maxOrderQuantity'], problem: 'is for an instrument: each counts in its own units' }],
    ),
  ];
}

/** Names that nobody has, and those that stand twice. */
function named(
  path: readonly PropertyKey[],
  names: readonly string[],
  known: readonly string[],
  what: string,
  key?: string,
): KeyViolation[] {
  return names.flatMap((name, index) => {
    const place = [...path, index, ...(key === undefined ? [] : [key])];
    const near = nearest(name, known);
    if (!known.includes(name))
      return [{ path: place, problem: `is ${name}, which ${what}${near === undefined ? '' : `; did you mean ${near}?`}` }];
    return names.indexOf(name) === index ? [] : [{ path: place, problem: `is ${name}, which stands there twice` }];
  });
}

function checkSides({ risk, limits, account }: Config): KeyViolation[] {
  const problem = 'is short, and a cash account cannot be: set account.type to margin, or leave it out';
  const at = (path: readonly PropertyKey[], sides: string | undefined): KeyViolation[] =>
    sides === 'short' && account.type === 'cash' ? [{ path: [...path, 'sides'], problem }] : [];
  return [...at(['risk'], risk.sides), ...limits.flatMap(({ sides }, index) => at(['limits', index], sides))];
}

function checkMatrix({ risk: { correlation } }: Config): KeyViolation[] {
  const { matrix, instruments } = correlation;
  const path = ['risk', 'correlation', 'matrix'];
  if (matrix === undefined)
    return instruments === undefined
      ? []
      : [{ path: [...path.slice(0, 2), 'instruments'], problem: 'is for a matrix: set risk.correlation.matrix, or leave it out' }];
  if (instruments === undefined) return [{ path, problem: 'needs risk.correlation.instruments: whose correlations are these?' }];
  if (instruments.length === matrix.length) return [];
  return [{ path, problem: `has ${matrix.length} rows, and risk.correlation.instruments has ${instruments.length}` }];
}
