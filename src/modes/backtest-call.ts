import { resolve } from 'node:path';
import process from 'node:process';
import { fail } from '../kernel/errors.ts';
import { nearest } from '../kernel/nearest.ts';
import { systemClock } from '../adapters/clock/system-clock.ts';
import { openHome } from '../config/home.ts';
import type { BacktestResult } from '../report/result.ts';
import { backtestConfig, type BacktestWishes } from './backtest-config.ts';
import type { BacktestOptions } from './backtest-options.ts';
import { keepRun } from './keep-run.ts';
import { superviseBacktest } from './supervise-backtest.ts';

const NODE_MAJOR = 24;

/** Every option, so that a misspelled one is told. */
const OPTIONS = {
  ...{
    strategy: 0,
    instrument: 0,
    interval: 0,
    from: 0,
    to: 0,
    cash: 0,
    currency: 0,
    account: 0,
    params: 0,
    fees: 0,
    slippage: 0,
    fill: 0,
  },
  ...{ limitFill: 0, limits: 0, regime: 0, seed: 0, prices: 0, view: 0, config: 0, home: 0, debug: 0, keep: 0, onProgress: 0 },
} satisfies Record<keyof BacktestOptions, 0>;

const SOURCES = ['trade', 'bid', 'ask', 'mid'];
const VIEWS = ['raw', 'split-adjusted', 'total-return'];

/** Does what `backtest` says. */
export async function callBacktest(options: BacktestOptions): Promise<BacktestResult> {
  checkRuntime();
  checkOptions(options);
  const { prices = 'trade', view = 'raw', debug = false, keep = true, onProgress } = options;
  const cwd = process.cwd();
  const { config, folder } = backtestConfig(options.strategy, wishesOf(options), {
    cwd,
    configFile: options.config === undefined ? undefined : resolve(cwd, options.config),
    isConfigNamed: options.config !== undefined,
    nameOf: (wish) => (wish === 'param' ? 'params' : wish),
    example: "{ instrument: 'BTC/USDT.BINANCE', interval: '5m' }",
    list: 'docs/backtest.md',
  });
  const home = openHome(resolve(cwd, options.home ?? (process.env['BALLAST_HOME'] || 'var/ballast')), { create: false });
  const plan = { home: home.root, folder, config, source: prices, view, debug };
  const result = await superviseBacktest(plan, onProgress === undefined ? {} : { onProgress });
  if (keep) await keepRun(home, config, result, systemClock.now());
  return result;
}

function wishesOf(options: BacktestOptions): BacktestWishes {
  const { instrument, interval, from, to, cash, currency, account, params, fees, slippage, fill, limitFill, limits, regime, seed } =
    options;
  return {
    instrument: typeof instrument === 'string' ? [instrument] : instrument,
    interval,
    from,
    to,
    cash: textOf(cash),
    currency,
    account,
    param: params,
    fees: fees && { maker: textOf(fees.maker), taker: textOf(fees.taker) },
    slippage,
    fill,
    limitFill,
    limits,
    regime,
    seed: textOf(seed),
  };
}

/** A number as the text that a person would write. */
function textOf(value: number | string | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}

function checkRuntime(): void {
  const [major] = process.versions.node.split('.');
  if (Number(major) >= NODE_MAJOR) return;
  fail('RUNTIME_UNSUPPORTED', `this is Node ${process.versions.node}, and Ballast needs Node ${NODE_MAJOR} or newer`, {
    where: process.execPath,
  });
}

/** Refuses what types cannot, in plain JavaScript: options that there are not, and none at all. */
function checkOptions(options: BacktestOptions): void {
  if (typeof options !== 'object' || options === null || typeof options.strategy !== 'string')
    fail('USAGE_INVALID', 'backtest is called without a strategy', { mend: "Name one, such as backtest({ strategy: 'sma-cross', ... })." });
  for (const [name, words] of [['prices', SOURCES] as const, ['view', VIEWS] as const]) {
    const value = options[name];
    if (value === undefined || words.some((word) => word === value)) continue;
    fail('USAGE_INVALID', `${name} is ${JSON.stringify(value)}`, { mend: `It is one of ${words.join(', ')}.` });
  }
  for (const name of Object.keys(options)) {
    if (name in OPTIONS) continue;
    const meant = nearest(name, Object.keys(OPTIONS));
    fail('USAGE_INVALID', `backtest has no option "${name}"`, {
      mend: meant === undefined ? 'docs/backtest.md lists all.' : `Did you mean ${meant}? docs/backtest.md lists all.`,
    });
  }
}
