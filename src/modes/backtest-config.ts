import { currency } from '../domain/money.ts';
import { fail } from '../kernel/errors.ts';
import { formatTime } from '../kernel/time.ts';
import { configSchema, type Config } from '../config/schema.ts';
import { instrumentOf } from '../config/instrument-definition.ts';
import { UNLIMITED_RISK } from '../config/sections/risk.ts';
import { describeIssues } from '../config/describe-issue.ts';
import { loadConfig } from '../config/load.ts';
import { findInstrument } from '../data/instruments/find-instrument.ts';

/** What is said of a backtest besides its strategy, by the names of the flags of `ballast backtest`. What is left out is as configured. */
export interface BacktestWishes {
  readonly instrument?: readonly string[] | undefined;
  readonly interval?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly cash?: string | undefined;
  readonly currency?: string | undefined;
  readonly account?: string | undefined;
  readonly param?: Config['strategies'][number]['params'] | undefined;
  readonly fees?: { readonly maker?: string | undefined; readonly taker?: string | undefined } | undefined;
  readonly slippage?: string | undefined;
  readonly fill?: string | undefined;
  readonly limitFill?: string | undefined;
  readonly limits?: string | undefined;
  readonly seed?: string | undefined;
  readonly regime?: string | undefined;
}

/** Who wishes: where relative paths start, which configuration there is, and how a wish is called when it is wrong. */
export interface WishOrigin {
  readonly cwd: string;
  /** The configuration file, if there is one. */
  readonly configFile: string | undefined;
  /** Whether it was named, so that it holds for any strategy; else only for its own deployments. */
  readonly isConfigNamed: boolean;
  readonly nameOf: (wish: keyof BacktestWishes | 'strategy') => string;
  /** How to say on what to run, as an example. */
  readonly example: string;
  /** Where all wishes are listed. */
  readonly list: string;
}

/** A configuration to run, and the folder in which its relative paths start. */
export interface RunConfig {
  readonly config: Config;
  readonly folder: string;
}

/**
 * What to run: the configuration file where no strategy is named (or where one of its deployments is), else the strategy with the
 * defaults; wishes go before both. Errors: those of loading a configuration, and `USAGE_INVALID`.
 */
export function backtestConfig(strategy: string | undefined, wishes: BacktestWishes, origin: WishOrigin): RunConfig {
  const loaded = origin.configFile === undefined ? undefined : loadConfig(origin.configFile);
  const deployments = loaded?.config.strategies.filter(({ id, enabled }) => (strategy === undefined ? enabled : id === strategy)) ?? [];
  const base = strategy === undefined || deployments.length > 0 || origin.isConfigNamed ? loaded : undefined;
  if (strategy === undefined && base === undefined) {
    fail('USAGE_INVALID', 'no strategy is named, and there is no ballast.yaml', {
      mend: 'Name one, such as sma-cross, or write a configuration with `ballast init`.',
    });
  }
  const given = readWishes(strategy, wishes, deployments.length === 0, origin);
  const own = deployments.length > 0 ? deployments : given.strategies;
  const strategies = own.map((deployment) => ({
    ...deployment,
    enabled: true,
    ...(wishes.instrument !== undefined && { instruments: given.strategies[0]?.instruments ?? [] }),
    ...(wishes.interval !== undefined && { interval: given.strategies[0]?.interval ?? deployment.interval }),
    params: { ...deployment.params, ...wishes.param },
  }));
  const config = { ...overlay(base?.config ?? given, given, wishes), strategies };
  checkPeriod(config, origin);
  return {
    config: base === undefined && wishes.currency === undefined ? inCurrencyOf(config) : config,
    folder: base?.folder ?? origin.cwd,
  };
}

/** The file's own period is checked when it is read; a wish may contradict the other end. */
function checkPeriod({ backtest: { from, to } }: Config, { nameOf }: WishOrigin): void {
  if (from === undefined || to === undefined || from < to) return;
  fail('USAGE_INVALID', `${nameOf('to')} (${formatTime(to)}) is not after ${nameOf('from')} (${formatTime(from)})`, {
    mend: `Give a ${nameOf('to')} that is later than ${nameOf('from')}.`,
  });
}

/** The wishes as a configuration of their own, read and checked as the file would be. */
function readWishes(strategy: string | undefined, wishes: BacktestWishes, isWhole: boolean, origin: WishOrigin): Config {
  for (const needed of ['instrument', 'interval'] as const) {
    if (isWhole && wishes[needed] === undefined)
      fail('USAGE_INVALID', `${origin.nameOf(needed)} is missing`, { mend: `Say on what to run, such as ${origin.example}.` });
  }
  if (wishes.limits !== undefined && wishes.limits !== 'on' && wishes.limits !== 'off')
    fail('USAGE_INVALID', `${origin.nameOf('limits')} is on or off, not ${wishes.limits}`, {
      mend: `Correct it; ${origin.list} lists all.`,
    });
  const name = (strategy ?? 'strategy').replace(/^.*[/\\]/, '').replace(/\.[cm]?[jt]s$/, '');
  const raw = {
    version: '1',
    account: { cash: wishes.cash, currency: wishes.currency, type: wishes.account },
    strategies: [
      {
        id: /^[a-z][a-z0-9-]{0,39}$/.test(name) ? name : 'strategy',
        strategy: strategy ?? 'strategy',
        instruments: wishes.instrument ?? ['ANY.VENUE'],
        interval: wishes.interval ?? '1m',
      },
    ],
    fees: { ...wishes.fees },
    slippage: wishes.slippage,
    fill: wishes.fill,
    limitFill: wishes.limitFill,
    ...(wishes.limits === 'off' && { risk: UNLIMITED_RISK }),
    regime: { model: wishes.regime },
    backtest: { from: wishes.from, to: wishes.to, seed: wishes.seed },
  };
  const parsed = configSchema.safeParse(withoutUndefined(raw), { reportInput: true });
  if (parsed.success) return parsed.data;
  const problems = describeIssues(parsed.error.issues).map(({ path, problem }) => `${wishOf(path, origin)} ${problem}`);
  return fail('USAGE_INVALID', problems.join('\n'), { mend: `Correct what is named; ${origin.list} lists all.` });
}

/** What sets a key of the configuration, as whoever wishes calls it. */
function wishOf([top, second, third]: readonly PropertyKey[], { nameOf }: WishOrigin): string {
  const name = (wish: string): string => nameOf(wish as keyof BacktestWishes);
  if (top === 'strategies')
    return third === 'instruments' ? name('instrument') : third === 'strategy' ? nameOf('strategy') : name(String(third ?? second));
  if (top === 'account') return second === 'type' ? name('account') : name(String(second));
  if (top === 'regime') return name('regime');
  if (top === 'fees') return `${name('fees')} ${String(second ?? '')}`.trimEnd();
  return name(String(second ?? top));
}

function withoutUndefined(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => part !== undefined)
      .map(([key, part]) => [key, withoutUndefined(part)]),
  );
}

function overlay(base: Config, given: Config, wishes: BacktestWishes): Config {
  const pick = <Group extends object>(from: Group, to: Group, keys: Partial<Record<keyof Group, unknown>>): Group => {
    const set = Object.entries(keys)
      .filter(([, wish]) => wish !== undefined)
      .map(([key]) => [key, to[key as keyof Group]]);
    return Object.assign({ ...from }, Object.fromEntries(set) as Partial<Group>);
  };
  return {
    ...pick(base, given, { slippage: wishes.slippage, fill: wishes.fill, limitFill: wishes.limitFill }),
    account: pick(base.account, given.account, { cash: wishes.cash, currency: wishes.currency, type: wishes.account }),
    fees: pick(base.fees, given.fees, { ...wishes.fees }),
    ...(wishes.limits === 'off' && { risk: { ...given.risk, killFile: base.risk.killFile }, limits: [] }),
    regime: pick(base.regime, given.regime, { model: wishes.regime }),
    backtest: pick(base.backtest, given.backtest, { from: wishes.from, to: wishes.to, seed: wishes.seed }),
  };
}

/** A run of one strategy without a configuration is counted in the currency of what it trades. */
function inCurrencyOf(config: Config): Config {
  const [id] = config.strategies[0]?.instruments ?? [];
  if (id === undefined) return config;
  const { quote } = findInstrument(id, { also: config.instruments.map(instrumentOf) });
  return { ...config, account: { ...config.account, currency: currency(quote.code).code } };
}
