import type { Command } from 'commander';

import type { StatusSnapshot } from '../../ports/status-source.ts';
import type { CliContext } from '../context.ts';

/** `ballast status`: what the running session does now. */
export function register(program: Command, context: CliContext): void {
  program
    .command('status')
    .description('show what the running session does now')
    .option('--json', 'print it as JSON')
    .action(async (options: { json?: boolean }) => {
      const home = context.openHome({ create: false });
      const { sendCommand } = await import('../../adapters/control/send-command.ts');
      const snapshot = (await sendCommand(home.controlSocket, 'status')) as StatusSnapshot;
      if (options.json === true) {
        const { statusJson } = await import('../../api/status-json.ts');
        return context.out(JSON.stringify(statusJson(snapshot), null, 2));
      }
      const { renderStatus } = await import('../status-screen.ts');
      context.out(renderStatus(snapshot, context.stdout.columns ?? 80));
    });
}
