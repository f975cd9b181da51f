import { parseDecimal } from '../../kernel/exact.ts';
import type { Config } from '../../config/schema.ts';
import type { CourseRules, StepRules } from '../../core/gate/stage-course.ts';
import { currency } from '../../domain/money.ts';
import { isReal, STAGES, type Stage } from '../../domain/stage.ts';

/** Venues that have a sandbox of their own; elsewhere that stage is left out, on record. */
const HAVE_SANDBOX: readonly string[] = ['BINANCE'];

/** The rules of the way to real money that a configuration sets, with money in units of the reporting currency. */
export function stageRules({ gate, venue }: Pick<Config, 'gate' | 'venue'>): CourseRules {
  const { scale } = currency(gate.currency);
  const step = (stage: Stage): StepRules => ({
    minTime: isReal(stage) ? gate.stageTime : 0,
    // The validation that lets it go on asks for its own number of fills.
    minFills: isReal(stage) ? gate.stageFills : 0,
    approvals: stage === 'full' ? gate.approvalsForFull : gate.approvals,
  });
  return {
    firstLimit: parseDecimal(gate.firstLimit, scale, 'floor'),
    capital: parseDecimal(gate.capital, scale, 'floor'),
    skipped: HAVE_SANDBOX.includes(venue.id ?? '') ? [] : ['sandbox'],
    steps: Object.fromEntries(STAGES.map((stage) => [stage, step(stage)])) as Record<Stage, StepRules>,
  };
}
