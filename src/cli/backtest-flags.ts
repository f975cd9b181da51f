import { existsSync } from 'node:fs';
import { backtestConfig, type BacktestWishes, type RunConfig } from '../modes/backtest-config.ts';
import type { CliContext } from './context.ts';

/** What to run, as the flags and the configuration file of a command line say. Errors: those of `backtestConfig`, named by flag. */
export function backtestFlags(context: CliContext, strategy: string | undefined, flags: BacktestWishes): RunConfig {
  return backtestConfig(strategy, flags, {
    cwd: context.cwd,
    configFile: context.configNamed || existsSync(context.configFile) ? context.configFile : undefined,
    isConfigNamed: context.configNamed,
    nameOf: (wish) => (wish === 'strategy' ? 'the strategy' : `--${wish.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`),
    example: '--instrument BTC/USDT.BINANCE --interval 5m',
    list: '`ballast help backtest`',
  });
}
