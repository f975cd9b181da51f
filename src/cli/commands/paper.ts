import type { Command } from 'commander';

import type { CliContext } from '../context.ts';
import type { PaperFlags } from '../paper-command.ts';

/** `ballast paper`: strategies on live market data against the simulated venue. */
export function register(program: Command, context: CliContext): void {
  program
    .command('paper')
    .description('trade on paper: live market data, the simulated venue, every step stored')
    .option('--demo', 'two strategies on the built-in synthetic exchange, without a configuration')
    .option('--session <name>', 'name of the session to begin or continue (that of the account)')
    .option('--port <number>', 'port of the status server (server.port); 0 takes any free one')
    .option('--speed <factor>', 'speed of the synthetic exchange (feed.speed)')
    .option('--bars <number>', 'the synthetic exchange ends after so many bars of each instrument')
    .option('--handler-limit <ms>', 'a handler that takes longer is ended, and its strategy stopped (5000)')
    .action(async (flags: PaperFlags) => {
      const { paperCommand } = await import('../paper-command.ts');
      await paperCommand(context, flags);
    });
}
