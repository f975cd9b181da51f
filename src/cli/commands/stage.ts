import type { Command } from 'commander';

import type { CliContext } from '../context.ts';

interface Flags {
  readonly by: string;
  readonly reason: string;
  readonly paper?: boolean;
  readonly json?: boolean;
}

/** `ballast stage`: where deployments stand on their way to real money, on and back. */
export function register(program: Command, context: CliContext): void {
  const stage = program
    .command('stage')
    .description('where deployments stand on their way to real money, and what they lack for the next step');
  stage
    .command('list')
    .description('where every enabled deployment stands')
    .option('--json', 'print as JSON')
    .action(async ({ json = false }: Pick<Flags, 'json'>) => (await import('../stage-command.ts')).listStages(context, json));
  stage
    .command('show')
    .description('where one stands, how it came there, and what it lacks for the next step')
    .argument('<deployment>', 'its id in ballast.yaml')
    .option('--json', 'print as JSON')
    .action(async (id: string, { json = false }: Pick<Flags, 'json'>) =>
      (await import('../stage-command.ts')).showStage(context, id, json),
    );
  stage
    .command('review')
    .description('judge how a deployment has traded in its stage, and certify the next step where it has passed')
    .argument('<deployment>', 'its id in ballast.yaml')
    .option('--session <name>', 'the session that traded it (that of the account)')
    .option('--json', 'print as JSON')
    .action(async (id: string, { session, json = false }: { readonly session?: string; readonly json?: boolean }) =>
      (await import('../stage-command.ts')).reviewStages(context, id, session, json),
    );
  stage
    .command('promote')
    .description('approve the next step in your name, with your key; it is taken once enough people have')
    .argument('<deployment>', 'its id in ballast.yaml')
    .requiredOption('--by <name>', 'the person, whose key signs')
    .requiredOption('--reason <text>', 'why, for the audit log')
    .action(async (id: string, flags: Flags) => (await import('../stage-command.ts')).promoteStage(context, id, flags));
  stage
    .command('demote')
    .description('take a deployment back by a step, at once')
    .argument('<deployment>', 'its id')
    .requiredOption('--by <name>', 'who decides')
    .requiredOption('--reason <text>', 'why, for the audit log')
    .option('--paper', 'back to paper, not by one step')
    .action(async (id: string, flags: Flags) => (await import('../stage-command.ts')).demoteStage(context, id, flags));
}
