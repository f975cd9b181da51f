import type { Command } from 'commander';

import type { CliContext } from '../context.ts';
import type { LiveFlags } from '../live-command.ts';

/** `ballast live`: strategies on a venue that takes real orders: a test exchange, or the venue's own sandbox. */
export function register(program: Command, context: CliContext): void {
  program
    .command('live')
    .description("trade with real orders, at a test exchange or in a venue's own sandbox; real money by certificate only")
    .option('--venue <name>', 'the venue (venue.id)')
    .option('--session <name>', 'name of the session to begin or continue (that of the account)')
    .option('--port <number>', 'port of the status server (server.port); 0 takes any free one')
    .option('--handler-limit <ms>', 'a handler that takes longer is ended, and its strategy stopped (5000)')
    .action(async (flags: LiveFlags) => {
      const { liveCommand } = await import('../live-command.ts');
      await liveCommand(context, flags);
    });
}
