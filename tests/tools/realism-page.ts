import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHAPTERS } from '../golden/realism/chapters.ts';
import type { Chapter } from '../golden/realism/rule.ts';
import { ROOT } from './run-command.ts';

/** Where the page of fill rules lies. */
export const REALISM_PAGE = join(ROOT, 'docs/backtest-realism.md');

/** The page of fill rules: a line for each, as the table of cases has them. */
export function realismPage(chapters: readonly Chapter[]): string {
  const sections = chapters.map(({ title, rules }) => `## ${title}\n\n${rules.map(({ says }) => `- ${says}\n`).join('')}`);
  return `${INTRODUCTION}\n${sections.join('\n')}\n${LIMITATIONS}`;
}

const INTRODUCTION = `# How a backtest fills orders

A backtest is honest when it never trades better than its data allow. These are the rules of the simulated venue, in backtest and on paper
alike. Where a bar does not tell what came first, the case that is worse for the strategy is taken.

Each line is a rule, proven by a table of small series of bars with every fill that must come of them (\`tests/golden/realism/\`).
This page is written from that table by \`npm run docs\`; a test holds them equal.
`;

const LIMITATIONS = `## What is void

- A fill at a price outside its bar stops the run with \`VENUE_FILL_OUTSIDE_BAR\`: no figure of such a run may be used. Slippage is added to
  a price inside the bar.
- Bars that hold an impossible price are refused when they are imported, and found by \`ballast data check\`.

## What bars cannot tell

- How much could have been traded: orders fill whole, however large. Compare their size with the volume of the bars.
- How long an order takes to arrive: it is there at the next open. \`--slippage\` is the place for what that costs.
- What it costs to borrow coins or money: a margin account pays no interest and no funding.
- How the market would have answered: prices are those of a market in which the strategy did not trade.
`;

if (import.meta.main) writeFileSync(REALISM_PAGE, realismPage(CHAPTERS));
