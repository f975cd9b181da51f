import type { Command } from 'commander';

import type { CliContext } from '../context.ts';

/** An orderly stop takes at most this. */
const STOP_MS = 15_000;

/** `ballast stop`: ends the running session in order, and returns when it has ended. */
export function register(program: Command, context: CliContext): void {
  program
    .command('stop')
    .description('end the running session in order, and wait until it has ended')
    .action(async () => {
      const home = context.openHome({ create: false });
      const { sendCommand } = await import('../../adapters/control/send-command.ts');
      await sendCommand(home.controlSocket, 'stop', {}, { untilEnd: true, timeoutMs: STOP_MS });
      context.out('Stopped.');
    });
}
