import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { FAULTS } from '../../src/testnet/faults/fault.ts';
import { ROOT } from './run-command.ts';

const [BEGIN, END] = ['<!-- faults -->', '<!-- end -->'];

/** Where the page of the test exchange lies. */
export const TESTNET_PAGE = join(ROOT, 'docs/testnet.md');

/** The page with the table of faults as the code has them. */
export function withFaults(page: string): string {
  const rows = Object.entries(FAULTS).map(([kind, { falls, does }]) => `| \`${kind}\` | ${falls} | ${does} |`);
  const [before = '', rest = ''] = page.split(BEGIN);
  return `${before}${BEGIN}\n| kind | falls on | what it does |\n|---|---|---|\n${rows.join('\n')}\n${rest.slice(rest.indexOf(END))}`;
}

if (import.meta.main) writeFileSync(TESTNET_PAGE, withFaults(readFileSync(TESTNET_PAGE, 'utf8')));
