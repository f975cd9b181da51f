import { Option, type Command } from 'commander';

import { HALT_SCOPES, type HaltScope } from '../../domain/trading-state.ts';
import { fail } from '../../kernel/errors.ts';
import type { CliContext } from '../context.ts';
import type { KillFlags } from '../kill-command.ts';

interface ScopeFlags {
  readonly scope?: HaltScope['kind'];
  readonly reason: string;
}

/** `ballast kill` and `ballast resume`: halt trading, with or without a running engine, and let a named person lift a halt. */
export function register(program: Command, context: CliContext): void {
  scoped(
    program,
    'kill',
    'halt trading now, or a part of it: what adds exposure is cancelled, exits and protection stay; it survives restarts',
  )
    .option('--flatten', 'close what is held there too')
    .option('--reducing', 'REDUCING instead of HALTED: plain orders that can only close pass too')
    .option('--by <name>', 'who orders it (else the name of this user)')
    .option('--json', 'the report as JSON')
    .action(async (name: string | undefined, flags: ScopeFlags & KillFlags) => {
      const { killCommand } = await import('../kill-command.ts');
      await killCommand(context, scopeOf(name, flags), flags);
    });
  scoped(
    program,
    'resume',
    'lift a kill, or the halt of an instrument, in the name of a person, once session and venue have been compared and are equal',
  )
    .requiredOption('--by <name>', 'the person who orders it')
    .action(async (name: string | undefined, flags: ScopeFlags & { readonly by: string }) => {
      const { resumeCommand } = await import('../kill-command.ts');
      await resumeCommand(context, scopeOf(name, flags), flags);
    });
}

function scoped(program: Command, command: string, does: string): Command {
  return program
    .command(command)
    .description(does)
    .argument('[name]', 'the instrument, or what --scope says; all trading without')
    .addOption(new Option('--scope <kind>', 'what it covers (all; with a name: instrument)').choices(HALT_SCOPES))
    .requiredOption('--reason <text>', 'why, for the audit log');
}

/** What a name and a scope mean together. Errors: `USAGE_INVALID`. */
function scopeOf(name: string | undefined, { scope }: ScopeFlags): HaltScope {
  const kind = scope ?? (name === undefined ? 'all' : 'instrument');
  if (kind === 'all') return name === undefined ? { kind } : fail('USAGE_INVALID', `--scope all takes no name, and "${name}" is one`);
  return { kind, name: name ?? fail('USAGE_INVALID', `--scope ${kind} takes its name: \`ballast kill NAME --scope ${kind} ...\``) };
}
