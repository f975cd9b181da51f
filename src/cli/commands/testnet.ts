import type { Command } from 'commander';

import type { CliContext } from '../context.ts';
import type { TestnetFlags } from '../testnet-command.ts';

/** `ballast testnet`: an exchange on this machine that speaks the wire of a venue. */
export function register(program: Command, context: CliContext): void {
  program
    .command('testnet')
    .description('run an exchange on this machine that speaks the wire of a venue, for orders without money')
    .option('--venue <venue>', 'the venue that it is: binance, mexc, kraken or coinbase', 'binance')
    .option('--market <market...>', 'what trades there: synth, synth:BTC/USDT, or bars of the catalog, as catalog:BTC/USDT.BINANCE', [
      'synth',
    ])
    .option('--speed <number>', 'how many times faster than life the markets go', '1')
    .option('--seed <number>', 'what synthetic markets are made of', '1')
    .option('--balance <amount...>', 'what the account holds at first', ['USDT=100000', 'USD=100000', 'BTC=1'])
    .option('--faults <seed>', 'let faults come by themselves, from a seed')
    .option('--host <address>', 'where it listens', '127.0.0.1')
    .option('--port <number>', 'its port; 0 takes any free one', '9001')
    .option('--json', 'print the addresses and files as one line of JSON')
    .action(async (flags: TestnetFlags) => {
      const { testnetCommand } = await import('../testnet-command.ts');
      await testnetCommand(context, flags);
    });
}
