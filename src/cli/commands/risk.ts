import { Argument, Option, type Command } from 'commander';

import type { CliContext } from '../context.ts';
import { ORDER_TYPES, type OrderFlags } from '../order-flags.ts';
import type { LimitFlags } from '../risk-command.ts';

/** `ballast risk`: the limits of the running session, how much of them is used, and what they say of an order. */
export function register(program: Command, context: CliContext): void {
  const risk = program.command('risk').description('the limits of the running session: show, set, and check an order against them');
  risk
    .command('show')
    .description('show every limit and how much of it is used now')
    .option('--json', 'print as JSON')
    .action(async ({ json = false }: { readonly json?: boolean }) => (await import('../risk-command.ts')).showLimits(context, json));
  risk
    .command('set')
    .description(
      'set a limit in the name of a person, signed with their key: tightening acts at once, loosening needs --confirm, and in live trading --for',
    )
    .argument('<limit>', 'its name, such as dailyLoss')
    .argument('<value>', 'as in ballast.yaml, such as 2%, 500 or unlimited')
    .requiredOption('--by <name>', 'the person who sets it, whose key this machine has (`ballast keys add`)')
    .requiredOption('--reason <text>', 'why, for the audit log')
    .option('--of <id>', 'the strategy or instrument; the account without')
    .option('--for <time>', 'it ends by itself after this time, such as 2h')
    .option('--confirm <name>', 'the person who confirms that it is loosened; their key signs too')
    .action(async (limit: string, value: string, flags: LimitFlags) =>
      (await import('../risk-command.ts')).setLimit(context, limit, value, flags),
    );
  risk
    .command('check')
    .description('show what each control would say of an order; nothing is placed')
    .addArgument(new Argument('<side>', 'which way').choices(['buy', 'sell']))
    .argument('<instrument>', 'such as BTC/USDT.BINANCE')
    .requiredOption('--quantity <number>', 'how much, in units of the base')
    .addOption(new Option('--type <type>', 'else told by the prices that are given').choices(ORDER_TYPES))
    .option('--limit <price>', 'the worst price')
    .option('--stop <price>', 'the price that triggers it')
    .option('--trail <distance>', 'distance of a trailing stop from the best price')
    .addOption(new Option('--time-in-force <word>', 'how long it lives (GTC)').choices(['GTC', 'IOC', 'FOK']))
    .option('--post-only', 'only if it makes liquidity')
    .option('--reduce-only', 'only if it makes a position smaller')
    .option('--json', 'print as JSON')
    .action(async (side: 'buy' | 'sell', instrument: string, flags: OrderFlags) =>
      (await import('../risk-command.ts')).checkOrder(context, side, instrument, flags),
    );
}
