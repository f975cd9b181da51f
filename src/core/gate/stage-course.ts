import type { ErrorCode } from '../../kernel/error-codes.ts';
import type { Micros } from '../../kernel/time.ts';
import { isReal, STAGES, type Stage } from '../../domain/stage.ts';
import type { Verdict } from './judge.ts';

/** Where a deployment stands. Money is in units of the reporting currency. */
export interface Standing {
  readonly stage: Stage;
  /** The largest position it may hold with real money; 0 before that. */
  readonly limit: number;
  readonly since: Micros;
}

/** What a stage asks. */
export interface StepRules {
  /** Before it is left for the next. */
  readonly minTime: Micros;
  readonly minFills: number;
  /** How many different people approve that it is entered. */
  readonly approvals: number;
}

/** The rules of the way. Money is in units of the reporting currency. */
export interface CourseRules {
  /** Largest position of the canary, which the ramp doubles, up to the capital. */
  readonly firstLimit: number;
  readonly capital: number;
  /** Stages that the venue lacks: they are skipped, on record. */
  readonly skipped: readonly Stage[];
  readonly steps: Readonly<Record<Stage, StepRules>>;
}

/** What was shown in the stage that is to be left. */
export interface Shown {
  readonly verdict: Verdict | undefined;
  readonly fills: number;
  /** The people who approve. */
  readonly approvedBy: readonly string[];
}

/** Why a deployment stays where it is. */
export interface Stay {
  readonly code: ErrorCode;
  readonly message: string;
}

/** Where a deployment goes next when all is well: a step of the ramp, or a stage. Nothing comes after `full`. */
export function nextStanding({ stage, limit }: Standing, rules: CourseRules, now: Micros): Standing | undefined {
  if (stage === 'full') return undefined;
  const doubled = Math.min(limit * 2, rules.capital);
  if (stage === 'ramp' && limit < rules.capital) return { stage, limit: doubled, since: now };
  const after = STAGES.slice(STAGES.indexOf(stage) + 1);
  const next = after.find((candidate) => !rules.skipped.includes(candidate) || isReal(candidate)) ?? 'full';
  return { stage: next, limit: limitOf(next, doubled, rules), since: now };
}

function limitOf(stage: Stage, doubled: number, { firstLimit, capital }: CourseRules): number {
  if (stage === 'canary') return Math.min(firstLimit, capital);
  if (stage === 'ramp') return doubled;
  return stage === 'full' ? capital : 0;
}

/** Goes one step on, if what was shown allows it; else says why not. Codes begin with `GATE_`. */
export function promote(standing: Standing, { verdict, fills, approvedBy }: Shown, rules: CourseRules, now: Micros): Standing | Stay {
  const next = nextStanding(standing, rules, now);
  const { minTime, minFills } = rules.steps[standing.stage];
  if (next === undefined) return { code: 'GATE_STAGE_LAST', message: 'it is in full already' };
  if (now - standing.since < minTime)
    return { code: 'GATE_TOO_EARLY', message: `${hours(now - standing.since)} h of ${hours(minTime)} h in ${standing.stage} have passed` };
  if (fills < minFills) return { code: 'GATE_TOO_FEW_FILLS', message: `${fills} of ${minFills} fills in ${standing.stage}` };
  if (verdict !== 'passed')
    return {
      code: 'GATE_NOT_PASSED',
      message: `its validation in ${standing.stage} ${verdict === undefined ? 'is missing' : `is ${verdict}`}`,
    };
  const { approvals } = rules.steps[next.stage];
  const people = new Set(approvedBy).size;
  if (people < approvals) return { code: 'GATE_NOT_APPROVED', message: `${people} of ${approvals} people have approved ${next.stage}` };
  return next;
}

/** What a deployment falls back to when its proof fades: one stage with real money at a time, then to paper, at once. */
export function demote({ stage, limit }: Standing, { firstLimit, capital }: CourseRules, now: Micros): Standing {
  const back = FALLS[stage];
  const least = Math.min(firstLimit, capital);
  if (!isReal(back)) return { stage: back, limit: 0, since: now };
  return { stage: back, limit: back === 'ramp' ? Math.max(least, Math.floor(limit / 2)) : least, since: now };
}

const FALLS: Readonly<Record<Stage, Stage>> = {
  backtest: 'backtest',
  paper: 'paper',
  sandbox: 'paper',
  canary: 'paper',
  ramp: 'canary',
  full: 'ramp',
};

/** Rounded down: what has passed is never told as more. */
function hours(time: Micros): string {
  return String(Math.floor(time / 360_000_000) / 10);
}
