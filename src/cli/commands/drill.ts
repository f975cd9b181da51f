import type { Command } from 'commander';

import type { CliContext } from '../context.ts';
import type { DrillFlags } from '../drill-command.ts';

/** `ballast drill`: what must work when it matters, tried out on a test exchange of its own. */
export function register(program: Command, context: CliContext): void {
  const drill = program.command('drill').description('try out what must work when it matters; the results are kept');
  drill
    .command('kill')
    .description('drill the kill switch with real processes on a test exchange of its own: orders open, cancels failing, the stream dead')
    .option('--orders <number>', 'orders that are open and on their way when the kill comes', '500')
    .option('--json', 'the result as JSON')
    .action(async (flags: DrillFlags) => {
      const { killDrillCommand } = await import('../drill-command.ts');
      await killDrillCommand(context, flags);
    });
  drill
    .command('restore')
    .description('back the store up, restore it into an empty one, and hold every row of the two against each other')
    .option('--json', 'the result as JSON')
    .action(async ({ json = false }: { readonly json?: boolean }) => (await import('../backup-command.ts')).restoreDrill(context, json));
}
