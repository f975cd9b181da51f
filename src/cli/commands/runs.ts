import type { Command } from 'commander';

import type { CliContext } from '../context.ts';

interface Flags {
  readonly json?: boolean;
}

/** `ballast runs list|show|compare|remove`: the backtests that were kept. */
export function register(program: Command, context: CliContext): void {
  const runs = program.command('runs').description('list, show, compare and remove the backtests that were kept');
  runs
    .command('list')
    .description('list the kept backtests, oldest first')
    .option('--json', 'print them as JSON')
    .action(async ({ json = false }: Flags) => (await import('../runs-command.ts')).listRuns(context, { json }));
  runs
    .command('show')
    .description('show the result of a backtest')
    .argument('<run>', 'its id, the beginning or end of it, or last')
    .option('--json', 'print the whole result as JSON')
    .action(async (run: string, { json = false }: Flags) => (await import('../runs-command.ts')).showRun(context, run, { json }));
  runs
    .command('compare')
    .description('show where the settings of backtests differ, and their statistics beside each other')
    .argument('<run...>', 'two or three of them')
    .option('--json', 'print them as JSON')
    .action(async (names: readonly string[], { json = false }: Flags) =>
      (await import('../runs-command.ts')).compareRuns(context, names, { json }),
    );
  runs
    .command('remove')
    .description('remove backtests: their results and their rows in the list')
    .argument('<run...>', 'their whole ids; with --yes also the beginning or end of one, or last')
    .option('--yes', 'remove what is named in part')
    .option('--json', 'print what was removed as JSON')
    .action(async (names: readonly string[], flags: Flags & { readonly yes?: boolean }) =>
      (await import('../runs-command.ts')).removeRuns(context, names, { json: flags.json === true, yes: flags.yes === true }),
    );
}
