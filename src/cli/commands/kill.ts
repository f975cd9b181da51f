import { existsSync } from 'node:fs';

import type { Command } from 'commander';

import { isBallastError } from '../../kernel/errors.ts';
import type { CliContext } from '../context.ts';
import { operatorName } from '../operator-name.ts';

interface KillOptions {
  readonly reason: string;
  readonly by?: string;
}

/** `ballast kill` and `ballast resume`: halt trading, with or without a running engine, and let a named person lift a halt. */
export function register(program: Command, context: CliContext): void {
  program
    .command('kill')
    .description('halt trading now: nothing that adds exposure leaves, exits pass; it survives restarts')
    .requiredOption('--reason <text>', 'why, for the audit log')
    .option('--by <name>', 'who orders it (else the name of this user)')
    .action((options: KillOptions) => kill(context, options));
  program
    .command('resume')
    .description('lift a kill, or the halt of one instrument, in the name of a person')
    .argument('[instrument]', 'the instrument whose halt is lifted; all trading without')
    .requiredOption('--reason <text>', 'why, for the audit log')
    .requiredOption('--by <name>', 'the person who orders it')
    .action((instrument: string | undefined, options: KillOptions) => resume(context, instrument, options));
}

async function resume(context: CliContext, instrument: string | undefined, options: KillOptions): Promise<void> {
  const { by, reason } = order(options);
  if (instrument !== undefined) {
    const { operate } = await import('../operate.ts');
    await operate(context, { kind: 'resume', by, instrument, reason });
    return context.out(`Resumed: ${instrument} is traded again.`);
  }
  const home = context.openHome({ create: false });
  const { sendCommand } = await import('../../adapters/control/send-command.ts');
  await sendCommand(home.controlSocket, 'resume', { by, reason });
  context.out('Resumed: trading goes on as soon as the engine finds all in order.');
}

/** The file comes first: it needs no engine and outlives it. A configuration that is broken does not keep it from being written. */
async function kill(context: CliContext, options: KillOptions): Promise<void> {
  const home = context.openHome({ create: false });
  const [{ writeKillFile }, { sendCommand }, { systemClock }] = await Promise.all([
    import('../../adapters/control/kill-file.ts'),
    import('../../adapters/control/send-command.ts'),
    import('../../adapters/clock/system-clock.ts'),
  ]);
  const { by, reason } = order(options);
  for (const file of new Set([home.killFile, ...(await configuredKillFile(context))])) {
    writeKillFile(file, { by, reason, time: systemClock.now() });
    context.out(`Wrote ${file}: nothing that adds exposure leaves while it exists.`);
  }
  try {
    await sendCommand(home.controlSocket, 'kill', { by, reason });
    context.out('The running engine has halted trading.');
  } catch (error) {
    if (isBallastError(error, 'RUN_NOT_RUNNING')) context.out('No engine runs; the next one starts halted.');
    else if (isBallastError(error, 'CONTROL_UNANSWERED'))
      context.out('The running engine is busy; it halts trading as soon as it looks at that file.');
    else throw error;
  }
}

async function configuredKillFile(context: CliContext): Promise<readonly string[]> {
  if (!context.configNamed && !existsSync(context.configFile)) return [];
  try {
    const { loadConfig } = await import('../../config/load.ts');
    const { killFile } = loadConfig(context.configFile).config.risk;
    return killFile === undefined ? [] : [killFile];
  } catch (error) {
    context.err(
      `The configuration cannot be read, so only the kill file of the home folder is written (${isBallastError(error) ? error.code : String(error)}).`,
    );
    return [];
  }
}

function order({ reason, by }: KillOptions): { readonly by: string; readonly reason: string } {
  return { by: by ?? operatorName(), reason };
}
