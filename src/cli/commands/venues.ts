import type { Command } from 'commander';

import type { CliContext } from '../context.ts';

/** `ballast venues`: what venues can and allow, and how the running session stands with its own. */
export function register(program: Command, context: CliContext): void {
  program
    .command('venues')
    .description('show what each venue can and allows, and how the running session stands with its own: key, gate, health')
    .option('--json', 'print as JSON')
    .action(async (flags: { readonly json?: boolean }) => (await import('../venues-command.ts')).venuesCommand(context, flags));
}
