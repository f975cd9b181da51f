import type { Command } from 'commander';

import type { CliContext } from '../context.ts';
import type { AuditFlags } from '../audit-command.ts';

/** `ballast audit`: who did what, when and why; and whether that was tampered with. */
export function register(program: Command, context: CliContext): void {
  const audit = program.command('audit').description('the log of every decision, with who, why and when: verify, search and export it');
  audit
    .command('verify')
    .description('recompute the chain and hold it against signed checkpoints; says which entry was changed, removed or put in')
    .option('--checkpoints <file>', 'checkpoints that were kept elsewhere, as `ballast audit checkpoints` printed them')
    .option('--json', 'print as JSON')
    .action(async (flags: AuditFlags) => (await import('../audit-command.ts')).verifyAudit(context, flags));
  const filtered = (name: string, description: string): Command =>
    audit
      .command(name)
      .description(description)
      .option('--actor <name>', 'who: core, gate, operator:NAME')
      .option('--action <name>', 'what: stage.promoted, or stage for all of its kind')
      .option('--subject <name>', 'of what')
      .option('--from <time>', 'from this time on, UTC')
      .option('--to <time>', 'and before this');
  filtered('search', 'show the entries that fit, newest last')
    .option('--last <number>', 'only so many of the newest')
    .action(async (flags: AuditFlags) => (await import('../audit-command.ts')).searchAudit(context, flags));
  filtered('export', 'print the entries that fit as JSON lines').action(async (flags: AuditFlags) =>
    (await import('../audit-command.ts')).exportAudit(context, flags),
  );
  audit
    .command('checkpoints')
    .description('print the signed checkpoints as JSON lines, to be kept off this machine')
    .action(async () => (await import('../audit-command.ts')).printCheckpoints(context));
}
