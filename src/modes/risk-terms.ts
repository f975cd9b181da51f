import { LIMIT_FORMS, readLimit } from '../domain/read-limit.ts';
import type { RiskLimits } from '../domain/risk-limits.ts';
import type { Config } from '../config/schema.ts';
import type { AccountTerms } from '../engine/account.ts';

/** What the account, its strategies and its instruments are held to, in exact units; `scale` is that of the account's currency. */
export function riskTerms({ risk, limits: own }: Pick<Config, 'risk' | 'limits'>, scale: number): Pick<AccountTerms, 'limits' | 'risk'> {
  const { correlation, lossAction, dayZone, instruments, strategies, eachStrategy } = risk;
  const { matrix, instruments: measured = [] } = correlation;
  return {
    limits: limitsOf({ ...risk, maxCorrelated: correlation.maxExposure }, scale),
    risk: {
      permitted: { instruments, strategies },
      eachStrategy: limitsOf(eachStrategy, scale),
      // Ids of instruments have a dot, those of strategies none.
      strategies: byOwner(
        own.filter(({ of }) => !of.includes('.')),
        scale,
      ),
      instruments: byOwner(
        own.filter(({ of }) => of.includes('.')),
        scale,
      ),
      lossAction,
      dayZone,
      correlation: { above: Number(correlation.above), days: correlation.over, matrix: matrix && { instruments: measured, rows: matrix } },
      resumes: 'person',
    },
  };
}

function byOwner(own: Config['limits'], scale: number): Readonly<Record<string, RiskLimits>> {
  return Object.fromEntries(own.map(({ of, ...each }) => [of, limitsOf(each, scale)]));
}

/** The limits that a group of keys sets; its other keys are no limits. */
function limitsOf(written: Readonly<Record<string, unknown>>, scale: number): RiskLimits {
  const limits: RiskLimits = {};
  for (const name of Object.keys(LIMIT_FORMS)) {
    const text = written[name];
    if (typeof text === 'string') Object.assign(limits, readLimit(name, text, scale));
  }
  return limits;
}
