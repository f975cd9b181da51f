import type { Command } from 'commander';

import type { CliContext } from '../context.ts';
import type { OrdersFlags } from '../stored/stored-orders.ts';
import type { StoredFlags } from '../stored/stored-session.ts';

/** `ballast orders`, `fills`, `positions` and `balances`: what a session has stored, while it runs and afterwards. */
export function register(program: Command, context: CliContext): void {
  reading(program, 'orders', 'list the orders of a session, while it runs and afterwards')
    .option('--open', 'only orders that can still trade, or may be trading unseen (UNKNOWN)')
    .option('--last <number>', 'only the newest so many')
    .action(async (flags: OrdersFlags) => (await import('../stored/stored-orders.ts')).ordersCommand(context, flags));
  reading(program, 'fills', 'list the fills of a session')
    .option('--last <number>', 'only the newest so many')
    .action(async (flags: StoredFlags) => (await import('../stored/stored-fills.ts')).fillsCommand(context, flags));
  reading(program, 'positions', 'show what the strategies of a session hold: the sum of its fills').action(async (flags: StoredFlags) =>
    (await import('../stored/stored-positions.ts')).positionsCommand(context, flags),
  );
  reading(program, 'balances', 'show what the account of a session holds, and the last comparison with the venue').action(
    async (flags: StoredFlags) => (await import('../stored/stored-balances.ts')).balancesCommand(context, flags),
  );
}

function reading(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .option('--session <name>', 'the session (the only one, else that of the account)')
    .option('--json', 'print as JSON');
}
