import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isOpen, ORDER_TRANSITIONS, type OrderStatus } from '../../src/domain/order.ts';
import { ROOT } from './run-command.ts';

/** Where the page of order states lies. */
export const ORDER_STATES_PAGE = join(ROOT, 'docs/order-states.md');

const MEANINGS: Readonly<Record<OrderStatus, string>> = {
  Initialized: 'made and approved by risk, not yet on its way',
  Denied: 'refused by us',
  Submitted: 'on its way to the venue, or just there',
  Accepted: 'the venue has it, and it works',
  PartiallyFilled: 'a part of it is filled, the rest works',
  PendingCancel: 'we have asked to cancel it; it may still fill',
  Unknown: 'its fate is not known; it keeps its exposure reserved until the venue answers',
  Rejected: 'refused by the venue',
  Filled: 'filled to the end',
  Canceled: 'canceled, on request or by the venue',
  Expired: 'its time in force is over',
};

/** The page of order states, as the state machine has them. */
export function orderStatesPage(): string {
  const statuses = Object.keys(MEANINGS) as OrderStatus[];
  const meanings = statuses.map((status) => `| ${status} | ${isOpen(status) ? 'open' : 'closed'} | ${MEANINGS[status]} |\n`);
  const rows = statuses.flatMap((status) =>
    Object.entries(ORDER_TRANSITIONS[status]).map(([event, next]) => `| ${status} | ${event} | ${next} |\n`),
  );
  return `${INTRODUCTION}\n| state | | meaning |\n|---|---|---|\n${meanings.join('')}\n${TABLE}\n| from | on | to |\n|---|---|---|\n${rows.join('')}`;
}

const INTRODUCTION = `# Order states

Every order moves along one table, in backtest, on paper and live. An open order keeps its exposure and its money reserved; a closed one
moves no more, but for fills from before its end that are told late.
`;

const TABLE = `## What can happen

What is not in this table cannot happen: a venue that reports it raises \`ORDER_STATE_IMPOSSIBLE\`. An order that has a fill and goes on
working is PartiallyFilled where the table says Accepted. A fill that is told a second time is not counted.

This page is written from \`src/domain/order.ts\` by \`npm run docs\`; a test holds them equal.
`;

if (import.meta.main) writeFileSync(ORDER_STATES_PAGE, orderStatesPage());
