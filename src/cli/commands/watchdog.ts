import type { Command } from 'commander';

import type { CliContext } from '../context.ts';

/** `ballast watchdog`: a process of its own that acts when the engine has died. */
export function register(program: Command, context: CliContext): void {
  program
    .command('watchdog')
    .description(
      'look after a live session from outside: when its heartbeat stops, kill trading and cancel at the venue what adds exposure',
    )
    .option('--json', 'what is left after it has acted as JSON, a line each time')
    .action(async (flags: { readonly json?: boolean }) => {
      const { watchdogCommand } = await import('../watchdog-command.ts');
      await watchdogCommand(context, flags);
    });
}
