import { Argument, Option, type Command } from 'commander';

import { fail } from '../../kernel/errors.ts';
import type { CliContext } from '../context.ts';
import { operatorName } from '../operator-name.ts';
import { ORDER_TYPES, orderOf, type OrderFlags } from '../order-flags.ts';

interface Flags {
  readonly by?: string;
  readonly json?: boolean;
}

/** `ballast order`, `cancel`, `close` and `reconcile`: what a person does in the running session, by its socket and in their name. */
export function register(program: Command, context: CliContext): void {
  registerOrder(program, context);
  registerCancel(program, context);
  byHand(program, 'close', 'close all that the running session holds of an instrument, its open orders cancelled first')
    .argument('<instrument>', 'such as BTC/USDT.BINANCE')
    .action(async (instrument: string, { by = operatorName(), json = false }: Flags) => {
      const { operateOrders } = await import('../operate.ts');
      await operateOrders(context, { kind: 'close', by, instrument }, json, `Nothing of ${instrument} is held.`);
    });
  byHand(program, 'reconcile', 'have the running session compare itself with its venue now, and show what differs')
    .option('--accept', 'book what differs and nothing explains, in your name, so that the session can go on from what the venue holds')
    .action(async ({ by = operatorName(), accept = false, json = false }: Flags & { readonly accept?: boolean }) =>
      (await import('../operate.ts')).reconcileCommand(context, { by, accept, json }),
    );
}

function registerOrder(program: Command, context: CliContext): void {
  byHand(program, 'order', 'place an order by hand in the running session, through the same checks as those of strategies')
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
    .action(async (side: 'buy' | 'sell', instrument: string, flags: OrderFlags) => {
      const order = orderOf(side, instrument, flags.by ?? operatorName(), flags);
      await (await import('../operate.ts')).operateOrders(context, order, flags.json === true, 'Nothing came of it.');
    });
}

function registerCancel(program: Command, context: CliContext): void {
  byHand(program, 'cancel', 'cancel open orders of the running session')
    .argument('[id...]', 'orders by their id, or by that of the venue')
    .option('--all', 'all that are open')
    .option('--instrument <id>', 'with --all: only those of this instrument')
    .action(async (ids: readonly string[], { all = false, instrument, by = operatorName(), json = false }: Flags & CancelFlags) => {
      if (all === ids.length > 0) fail('USAGE_INVALID', 'name the orders to be cancelled, or all of them with --all');
      if (!all && instrument !== undefined) fail('USAGE_INVALID', '--instrument goes with --all');
      const command = { kind: 'cancel', by, instrument, ids: all ? undefined : [...ids] } as const;
      await (await import('../operate.ts')).operateOrders(context, command, json, 'No order is open.');
    });
}

interface CancelFlags {
  readonly all?: boolean;
  readonly instrument?: string;
}

function byHand(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .option('--by <name>', 'who asks for it, for the audit log (else the name of this user)')
    .option('--json', 'print as JSON');
}
