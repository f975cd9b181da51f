import { Option, type Command } from 'commander';

import type { CliContext } from '../context.ts';
import type { RegimeCommandFlags } from '../regime-command.ts';

/** `ballast regime`: what the models would have said over the bars of the catalog. */
export function register(program: Command, context: CliContext): void {
  program
    .command('regime')
    .description('tell the regimes of instruments, and of their market, over the bars of the catalog')
    .requiredOption('--instrument <id...>', 'whose bars, such as BTC/USDT.BINANCE; together they are the market')
    .option('--interval <interval>', 'the bars that the model looks at (regime.interval, 15m)')
    .addOption(new Option('--model <model>', 'rules or hmm (regime.model; rules where that is none)').choices(['rules', 'hmm']))
    .option('--from <time>', 'first moment, UTC, such as 2020-03-01')
    .option('--to <time>', 'end, not included')
    .addOption(new Option('--prices <source>', 'prices to look at').choices(['trade', 'bid', 'ask', 'mid']).default('trade'))
    .option('--json <file>', 'write all changes as JSON; - is stdout')
    .option('--report <file>', 'write the price with its regimes as one HTML file')
    .action(async (flags: RegimeCommandFlags) => {
      const { regimeCommand } = await import('../regime-command.ts');
      await regimeCommand(context, flags);
    });
}
