import type { Command } from 'commander';

import type { CliContext } from '../context.ts';
import type { ReplayFlags } from '../replay-command.ts';

/** `ballast replay`: a stored session's inputs once more through the same core. */
export function register(program: Command, context: CliContext): void {
  program
    .command('replay')
    .description('take the inputs of a stored session through the same core again, and compare every decision with what is on record')
    .argument('[session]', 'name of the session (the only one there is, or that of the account)')
    .option('--until <time>', 'leave out what came after this moment (UTC)')
    .option('--trace <order>', 'say why this order was placed: bar, indicators, regime, size, checks, and what became of it')
    .option('--changed', 'replay by the code and settings of now, though the session ran by others: a regression test')
    .option('--demo', 'the session is one of `ballast paper --demo`')
    .option('--json', 'the result as JSON')
    .action(async (session: string | undefined, flags: ReplayFlags) => {
      const { replayCommand } = await import('../replay-command.ts');
      await replayCommand(context, session, flags);
    });
}
