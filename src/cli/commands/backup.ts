import type { Command } from 'commander';

import type { CliContext } from '../context.ts';

/** `ballast backup` and `ballast restore`: all that a store holds, to a file and back, whichever database it is. */
export function register(program: Command, context: CliContext): void {
  program
    .command('backup')
    .description('write all that the store holds to one file, as it is at one moment; trading goes on')
    .argument('[file]', 'where to (else backups/TIME in the home folder)')
    .action(async (file: string | undefined) => (await import('../backup-command.ts')).backupCommand(context, file));
  program
    .command('restore')
    .description('fill an empty store from a backup, of this database or another; deployments begin again on paper')
    .argument('<file>', 'the backup')
    .action(async (file: string) => (await import('../backup-command.ts')).restoreCommand(context, file));
}
