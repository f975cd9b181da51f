import { InvalidArgumentError, Option, type Command } from 'commander';

import type { BacktestCommandFlags } from '../backtest-command.ts';
import type { CliContext } from '../context.ts';

/** `ballast backtest`: a strategy over the bars of the catalog, with its result as a table, JSON, CSV and a report. */
export function register(program: Command, context: CliContext): void {
  program
    .command('backtest')
    .description('run a strategy over the bars of the catalog')
    .argument('[strategy]', 'a shipped strategy, the path of a file, or a deployment of ballast.yaml (else all that it enables)')
    .option('--instrument <id...>', 'what to trade, such as BTC/USDT.BINANCE')
    .option('--interval <interval>', 'its bars, such as 5m; built from shorter ones where the catalog lacks them')
    .option('--from <time>', 'first moment, UTC, such as 2020-03-01')
    .option('--to <time>', 'end, not included')
    .option('--cash <money>', 'opening money (10000)')
    .option('--currency <code>', 'currency of the account (that of the first instrument)')
    .addOption(new Option('--account <type>', 'a cash account cannot be short (cash)').argParser(String))
    .option('--param <name=value>', 'a parameter of the strategy; repeat for more', pair, {})
    .option('--fees <rates>', 'such as maker=0.1%,taker=0.1%', rates)
    .option('--slippage <size>', 'such as 5bps or 2ticks (0)')
    .option('--fill <when>', 'market orders fill at the next-open or, dishonestly, the same-close (next-open)')
    .option('--limit-fill <when>', 'a limit fills when the price goes through it or touches it (through)')
    .option('--limits <on|off>', 'off: without the limits of risk, to see what the strategy does by itself (on)')
    .option('--regime <model>', 'what tells regimes: none, rules or hmm (none)')
    .option('--seed <number>', 'seed of all that is random (1)')
    .addOption(new Option('--prices <source>', 'prices to trade on').choices(['trade', 'bid', 'ask', 'mid']).default('trade'))
    .addOption(new Option('--view <view>', 'prices of stocks').choices(['raw', 'split-adjusted', 'total-return']).default('raw'))
    .option('--json <file>', 'write the result as JSON; - is stdout')
    .option('--fills <file>', 'write the fills as CSV')
    .option('--report <file>', 'write the report as one HTML file')
    .option('--debug', 'catch kept bars, misspelled indicators and parameters, and a state that cannot be saved')
    .action(async (strategy: string | undefined, flags: BacktestCommandFlags) => {
      const { backtestCommand } = await import('../backtest-command.ts');
      await backtestCommand(context, strategy, flags);
    });
}

function pair(text: string, earlier: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const [name, value] = split(text);
  return { ...earlier, [name]: value };
}

function rates(text: string): Readonly<Record<string, string>> {
  if (!text.includes('=')) throw new InvalidArgumentError(`Write which fee it is: --fees maker=${text},taker=${text}`);
  const given = Object.fromEntries(text.split(',').map(split));
  const unknown = Object.keys(given).find((name) => name !== 'maker' && name !== 'taker');
  if (unknown !== undefined) throw new InvalidArgumentError(`"${unknown}" is neither maker nor taker.`);
  return given;
}

function split(text: string): readonly [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError(`"${text}" is not name=value.`);
  return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}
