import { formatDecimal } from '../../kernel/exact.ts';
import type { ErrorCode } from '../../kernel/error-codes.ts';
import type { Currency } from '../../domain/instrument.ts';
import { refuse, type Refusal } from './refusal.ts';
import type { RiskScope } from './risk-scope.ts';
import type { RiskState } from './risk-state.ts';
import type { Breach, StickyLimit } from './trackers/loss-meter.ts';

const NAMES: Readonly<Record<StickyLimit, string>> = {
  dailyLoss: 'the loss of the day',
  weeklyLoss: 'the loss of the week',
  maxDrawdown: 'the drawdown',
  maxLosingStreak: 'the number of losing round trips in a row',
  maxRepeats: 'the number of orders within an hour',
};

/** The refusal of an order while a limit stands that was hit, of the account, the strategy or the instrument. */
export function standing(limit: StickyLimit, code: ErrorCode, { account, strategy, instrument }: Readonly<RiskState>): Refusal | undefined {
  const scope = of(account, limit) ?? of(strategy, limit) ?? of(instrument, limit);
  const breach = scope?.losses.breach;
  if (scope === undefined || breach === undefined) return undefined;
  const how = scope.kind === 'account' ? 'ballast resume' : `ballast resume --scope ${scope.kind} ${scope.name}`;
  return refuse(
    code,
    `${NAMES[limit]} of ${scope.words} has hit its limit`,
    '',
    `exits pass; it goes on once a named person resumes it (\`${how}\`)`,
  );
}

/** A breach in words: what was lost, the limit, and by how much it was overshot. */
export function describeBreach({ limit, value, most, isMoney }: Breach, scope: RiskScope, { code, scale }: Currency): string {
  const told = (amount: number): string => (isMoney ? `${formatDecimal(amount, scale)} ${code}` : String(amount));
  const over = value - most;
  return `${NAMES[limit]} of ${scope.words} is ${told(value)}, and its limit ${told(most)}${over > 0 ? `, overshot by ${told(over)}` : ''}`;
}

function of(scope: RiskScope, limit: StickyLimit): RiskScope | undefined {
  return scope.losses.breach?.limit === limit ? scope : undefined;
}
