import { CRITERIA, type Criteria, type CriterionKind, type CriterionName, type Measured } from '../../domain/criteria.ts';

/** What is said of one criterion. Missing evidence is no evidence: it fails. */
export type Finding = 'passed' | 'failed' | 'inconclusive' | 'missing';
/** What is said of a run. */
export type Verdict = 'passed' | 'failed' | 'inconclusive';

/** One criterion with what was asked and what was measured. */
export interface Judged {
  readonly name: CriterionName;
  readonly limit: number;
  readonly measured: number | undefined;
  readonly finding: Finding;
}

/** A run, judged. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly criteria: readonly Judged[];
}

/**
 * Judges what was measured by what was asked. One that failed, or for which there is no evidence, fails the run; else too little of something
 * leaves it inconclusive. A run of which nothing is asked proves nothing.
 */
export function judge(asked: Criteria, measured: Measured): Judgement {
  const names = (Object.keys(CRITERIA) as CriterionName[]).filter((name) => asked[name] !== undefined);
  const criteria = names.map((name): Judged => {
    const limit = asked[name] ?? NaN;
    return { name, limit, measured: measured[name], finding: find(CRITERIA[name], limit, measured[name]) };
  });
  const has = (...findings: readonly Finding[]): boolean => criteria.some(({ finding }) => findings.includes(finding));
  if (has('failed', 'missing')) return { verdict: 'failed', criteria };
  return { verdict: has('inconclusive') || criteria.length === 0 ? 'inconclusive' : 'passed', criteria };
}

function find({ passes, otherwise }: CriterionKind, limit: number, measured: number | undefined): Finding {
  if (measured === undefined || Number.isNaN(measured)) return 'missing';
  const isPassed = passes === 'at least' ? measured >= limit : measured <= limit;
  return isPassed ? 'passed' : otherwise;
}
