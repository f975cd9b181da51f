import { Option, type Command } from 'commander';

import type { CliContext } from '../context.ts';
import type { ValidateFlags } from '../validate-command.ts';

/** `ballast validate` and `ballast validation`: a run that proves a deployment, and what is on record of such runs. */
export function register(program: Command, context: CliContext): void {
  program
    .command('validate')
    .description('run a deployment on paper until its time is over, judge it, and certify it where it has passed; goes on where it was')
    .argument('[deployment]', 'its id in ballast.yaml; not needed where only one is enabled')
    .addOption(new Option('--profile <name>', 'how long, and what is asked').choices(['72h', '14d', '30d', 'custom']).default('72h'))
    .option('--simulate', 'compress time on the synthetic exchange: its certificate never opens a venue where real money trades')
    .option('--speed <factor>', 'with --simulate: how much faster than life (feed.speed)')
    .option('--port <number>', 'port of the status server (server.port); 0 takes any free one')
    .option('--json', 'print the judgement as JSON')
    .action(async (id: string | undefined, flags: ValidateFlags) =>
      (await import('../validate-command.ts')).validateCommand(context, id, flags),
    );
  const validation = program.command('validation').description('validation runs: how they are doing, and announcing that one will be down');
  validation
    .command('list')
    .description('list the runs')
    .option('--json', 'print as JSON')
    .action(async ({ json = false }: { readonly json?: boolean }) => (await import('../validation-command.ts')).listRuns(context, json));
  validation
    .command('show')
    .description('show how a run is doing, criterion by criterion, and how long it has to go')
    .argument('<run>', 'its name, from `ballast validation list`')
    .option('--json', 'print as JSON')
    .action(async (id: string, { json = false }: { readonly json?: boolean }) =>
      (await import('../validation-command.ts')).showRun(context, id, json),
    );
  validation
    .command('maintenance')
    .description('announce that a run will be down, so that its restart does not void it')
    .argument('<run>', 'its name')
    .requiredOption('--by <name>', 'who says so')
    .requiredOption('--reason <text>', 'why')
    .option('--for <time>', 'for how long at most', '10m')
    .action(async (id: string, flags: { readonly by: string; readonly reason: string; readonly for: string }) =>
      (await import('../validation-command.ts')).announce(context, id, flags),
    );
}
