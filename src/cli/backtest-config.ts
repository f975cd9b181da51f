import { existsSync } from 'node:fs';
import { currency } from '../domain/money.ts';
import { fail } from '../kernel/errors.ts';
import { configSchema, type Config } from '../config/schema.ts';
import { instrumentOf } from '../config/instrument-definition.ts';
import { describeIssues } from '../config/describe-issue.ts';
import { loadConfig } from '../config/load.ts';
import { findInstrument } from '../data/instruments/find-instrument.ts';
import type { CliContext } from './context.ts';

/** The flags of `ballast backtest` that set what the configuration would. */
export interface BacktestFlags {
  readonly instrument?: readonly string[];
  readonly interval?: string;
  readonly from?: string;
  readonly to?: string;
  readonly cash?: string;
  readonly currency?: string;
  readonly account?: string;
  readonly param?: Readonly<Record<string, string>>;
  readonly fees?: { readonly maker?: string; readonly taker?: string };
  readonly slippage?: string;
  readonly fill?: string;
  readonly limitFill?: string;
  readonly seed?: string;
}

/** A configuration to run, and the folder in which its relative paths start. */
export interface RunConfig {
  readonly config: Config;
  readonly folder: string;
}

/**
 * What to run: the configuration file where no strategy is named (or where one of its deployments is), else the strategy with the
 * defaults; flags go before both. Errors: those of loading a configuration, named by flag, and `USAGE_INVALID`.
 */
export function backtestConfig(context: CliContext, strategy: string | undefined, flags: BacktestFlags): RunConfig {
  const isConfigured = context.configNamed || existsSync(context.configFile);
  const loaded = isConfigured ? loadConfig(context.configFile) : undefined;
  const deployments = loaded?.config.strategies.filter(({ id, enabled }) => (strategy === undefined ? enabled : id === strategy)) ?? [];
  const base = strategy === undefined || deployments.length > 0 || context.configNamed ? loaded : undefined;
  if (strategy === undefined && base === undefined) {
    fail('USAGE_INVALID', 'no strategy is named, and there is no ballast.yaml', {
      mend: 'Name one, such as `ballast backtest sma-cross`, or write a configuration with `ballast init`.',
    });
  }
  const given = readFlags(strategy, flags, deployments.length === 0);
  const own = deployments.length > 0 ? deployments : given.strategies;
  const strategies = own.map((deployment) => ({
    ...deployment,
    enabled: true,
    ...(flags.instrument !== undefined && { instruments: given.strategies[0]?.instruments ?? [] }),
    ...(flags.interval !== undefined && { interval: given.strategies[0]?.interval ?? deployment.interval }),
    params: { ...deployment.params, ...flags.param },
  }));
  const config = { ...overlay(base?.config ?? given, given, flags), strategies };
  return {
    config: base === undefined && flags.currency === undefined ? inCurrencyOf(config) : config,
    folder: base?.folder ?? context.cwd,
  };
}

/** The flags as a configuration of their own, read and checked as the file would be. */
function readFlags(strategy: string | undefined, flags: BacktestFlags, isWhole: boolean): Config {
  for (const needed of ['instrument', 'interval'] as const) {
    if (isWhole && flags[needed] === undefined) {
      fail('USAGE_INVALID', `--${needed} is missing`, { mend: 'Say on what to run, such as --instrument BTC/USDT.BINANCE --interval 5m.' });
    }
  }
  const name = (strategy ?? 'strategy').replace(/^.*[/\\]/, '').replace(/\.[cm]?[jt]s$/, '');
  const raw = {
    version: '1',
    account: { cash: flags.cash, currency: flags.currency, type: flags.account },
    strategies: [
      {
        id: /^[a-z][a-z0-9-]{0,39}$/.test(name) ? name : 'strategy',
        strategy: strategy ?? 'strategy',
        instruments: flags.instrument ?? ['ANY.VENUE'],
        interval: flags.interval ?? '1m',
      },
    ],
    fees: { ...flags.fees },
    slippage: flags.slippage,
    fill: flags.fill,
    limitFill: flags.limitFill,
    backtest: { from: flags.from, to: flags.to, seed: flags.seed },
  };
  const parsed = configSchema.safeParse(withoutUndefined(raw), { reportInput: true });
  if (parsed.success) return parsed.data;
  const problems = describeIssues(parsed.error.issues).map(({ path, problem }) => `${flagOf(path)} ${problem}`);
  return fail('USAGE_INVALID', problems.join('\n'), { mend: 'Correct the named flags; `ballast help backtest` lists them.' });
}

/** The flag that sets a key of the configuration. */
function flagOf(path: readonly PropertyKey[]): string {
  const [top, second, third] = path;
  if (top === 'strategies')
    return third === 'instruments' ? '--instrument' : third === 'strategy' ? 'the strategy' : `--${String(third ?? second)}`;
  if (top === 'account') return second === 'type' ? '--account' : `--${String(second)}`;
  if (top === 'fees') return `--fees ${String(second ?? '')}`.trimEnd();
  if (top === 'limitFill') return '--limit-fill';
  return `--${String(second ?? top)}`;
}

function withoutUndefined(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => part !== undefined)
      .map(([key, part]) => [key, withoutUndefined(part)]),
  );
}

function overlay(base: Config, given: Config, flags: BacktestFlags): Config {
  const pick = <Group extends object>(from: Group, to: Group, keys: Partial<Record<keyof Group, unknown>>): Group => {
    const set = Object.entries(keys)
      .filter(([, flag]) => flag !== undefined)
      .map(([key]) => [key, to[key as keyof Group]]);
    return Object.assign({ ...from }, Object.fromEntries(set) as Partial<Group>);
  };
  return {
    ...pick(base, given, { slippage: flags.slippage, fill: flags.fill, limitFill: flags.limitFill }),
    account: pick(base.account, given.account, { cash: flags.cash, currency: flags.currency, type: flags.account }),
    fees: pick(base.fees, given.fees, { ...flags.fees }),
    backtest: pick(base.backtest, given.backtest, { from: flags.from, to: flags.to, seed: flags.seed }),
  };
}

/** A run of one strategy by flags alone is counted in the currency of what it trades. */
function inCurrencyOf(config: Config): Config {
  const [id] = config.strategies[0]?.instruments ?? [];
  if (id === undefined) return config;
  const { quote } = findInstrument(id, { also: config.instruments.map(instrumentOf) });
  return { ...config, account: { ...config.account, currency: currency(quote.code).code } };
}
