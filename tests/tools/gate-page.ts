import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { PROFILES } from '../../src/core/gate/profiles.ts';
import { CRITERIA, type Criteria, type CriterionName } from '../../src/domain/criteria.ts';
import { ROOT } from './run-command.ts';

const [BEGIN, END] = ['<!-- criteria -->', '<!-- end -->'];

/** Where the page of the gate lies. */
export const GATE_PAGE = join(ROOT, 'docs/gate.md');

/** The page with the table of criteria and profiles as the code has them. */
export function withCriteria(page: string): string {
  const profiles = Object.entries(PROFILES) as [string, { readonly criteria: Criteria }][];
  const rows = (Object.keys(CRITERIA) as CriterionName[]).map((name) => {
    const { what, passes } = CRITERIA[name];
    const limits = profiles.map(([, { criteria }]) => (criteria[name] === undefined ? '' : String(criteria[name])));
    return `| \`${name}\` | ${what} | ${passes} | ${limits.join(' | ')} |`;
  });
  const heading = `| criterion | what | asked | ${profiles.map(([name]) => name).join(' | ')} |\n|---|---|---|${'---|'.repeat(profiles.length)}`;
  const [before = '', rest = ''] = page.split(BEGIN);
  return `${before}${BEGIN}\n${heading}\n${rows.join('\n')}\n${rest.slice(rest.indexOf(END))}`;
}

if (import.meta.main) writeFileSync(GATE_PAGE, withCriteria(readFileSync(GATE_PAGE, 'utf8')));
