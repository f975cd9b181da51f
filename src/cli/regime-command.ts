import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { BarSource } from '../domain/bars.ts';
import { REGIMES } from '../domain/regime.ts';
import { parseInterval } from '../domain/interval.ts';
import { writePieces } from '../data/durable-files.ts';
import { explainUnwritable } from '../data/unwritable.ts';
import { findInstrument } from '../data/instruments/find-instrument.ts';
import { instrumentOf } from '../config/instrument-definition.ts';
import { loadConfig } from '../config/load.ts';
import type { Config } from '../config/schema.ts';
import { fail } from '../kernel/errors.ts';
import { superviseBacktest } from '../modes/supervise-backtest.ts';
import { displayFraction, displayNumber, displayTime } from '../report/display.ts';
import type { BacktestResult, ResultRegimes } from '../report/result.ts';
import { backtestFlags } from './backtest-flags.ts';
import { checkOutput } from './check-output.ts';
import type { CliContext } from './context.ts';
import { createProgress } from './progress.ts';
import { renderTable } from './table.ts';

/** The flags of `ballast regime`. */
export interface RegimeCommandFlags {
  readonly instrument: readonly string[];
  readonly interval?: string;
  readonly model?: 'rules' | 'hmm';
  readonly from?: string;
  readonly to?: string;
  readonly prices: BarSource;
  readonly json?: string;
  readonly report?: string;
}

/** Crises and other changes that are listed. */
const LISTED = 20;
const MARKET = 'all together';

/**
 * Plays the bars to a strategy that only watches, through the same engine that trades, and tells what the models said.
 * Thresholds are those of the configuration file, if there is one.
 */
export async function regimeCommand(context: CliContext, flags: RegimeCommandFlags): Promise<void> {
  for (const path of [flags.report, flags.json === '-' ? undefined : flags.json])
    if (path !== undefined) checkOutput(resolve(context.cwd, path));
  const home = context.openHome({ create: false });
  const progress = createProgress({ label: 'regime', total: 0, unit: 'bars', silent: flags.json === '-' });
  const plan = { home: home.root, folder: context.cwd, config: watching(context, flags), source: flags.prices, view: 'raw' } as const;
  const result = await superviseBacktest(plan, { onProgress: (done) => progress.update(done) }).finally(() => progress.done());
  const { regimes } = result;
  if (regimes === undefined) return fail('ASSERTION_FAILED', 'a run with a model tells regimes');
  const write = (path: string, text: string): Promise<void> => {
    const file = resolve(context.cwd, path);
    return explainUnwritable(file, async () => writePieces(file, [text]));
  };
  if (flags.report !== undefined) {
    const { renderRegimePage } = await import('../report/regime-page.ts');
    await write(flags.report, renderRegimePage(result));
  }
  const json = `${JSON.stringify(regimeJson(result, regimes), undefined, 2)}\n`;
  if (flags.json !== undefined && flags.json !== '-') await write(flags.json, json);
  if (flags.json === '-') context.stdout.write(json);
  else context.out(regimeText(result, regimes).join('\n'));
}

/** The configuration, with a watching strategy on these instruments alone. */
function watching(context: CliContext, { instrument, interval, model, from, to }: RegimeCommandFlags): Config {
  const loaded = context.configNamed || existsSync(context.configFile) ? loadConfig(context.configFile).config : undefined;
  const [first = ''] = instrument;
  const { quote } = findInstrument(first, { also: loaded?.instruments.map(instrumentOf) ?? [] });
  const wishes = { instrument, interval: interval ?? loaded?.regime.interval ?? '15m', from, to, currency: quote.code };
  const { config } = backtestFlags(context, 'watch', wishes);
  const settings = loaded?.regime ?? config.regime;
  return {
    ...config,
    instruments: loaded?.instruments ?? config.instruments,
    regime: {
      ...settings,
      model: model ?? (settings.model === 'none' ? 'rules' : settings.model),
      interval: parseInterval(wishes.interval),
    },
  };
}

function regimeJson({ settings }: BacktestResult, regimes: ResultRegimes): unknown {
  const { from, to } = settings;
  return { from, to, instruments: settings.instruments.map(({ id, source, fingerprint }) => ({ id, source, fingerprint })), ...regimes };
}

/** Shares of the time, the newest crises, and the newest changes of each. */
function regimeText({ settings }: BacktestResult, { model, interval, series: all }: ResultRegimes): readonly string[] {
  // One instrument is its market.
  const series = all.length > 2 ? all : all.slice(0, 1);
  const shares = series.map(({ instrument, shares: own, changes }) => [
    instrument ?? MARKET,
    ...REGIMES.map((regime) => (changes.length === 0 ? '-' : displayFraction(own[regime]))),
    displayNumber(changes.length, 0),
  ]);
  const spans = series.flatMap(({ instrument, changes }) =>
    changes.map(([time, regime], at) => ({ time, regime, who: instrument ?? MARKET, until: changes[at + 1]?.[0] })),
  );
  const list = (title: string, listed: typeof spans): readonly string[] => {
    if (listed.length === 0) return [];
    const newest = listed.toSorted((left, right) => (left.time < right.time ? -1 : 1)).slice(-LISTED);
    const rows = newest.map(({ time, regime, who, until }) => [
      displayTime(time),
      until === undefined ? 'still' : displayTime(until),
      regime,
      who,
    ]);
    const count = newest.length < listed.length ? `, the newest ${newest.length} of ${displayNumber(listed.length, 0)}` : '';
    return ['', `${title}${count}`, ...renderTable(['from (UTC)', 'to', 'regime', 'of'], rows)];
  };
  return [
    `${model === 'hmm' ? 'A hidden Markov model' : 'Rules'} over ${interval} bars, ${displayTime(settings.from)} to ${displayTime(settings.to)} UTC`,
    '',
    ...renderTable(['of the time since known', ...REGIMES.map((regime) => `>${regime}`), '>changes'], shares),
    ...list(
      'Crises',
      spans.filter(({ regime }) => regime === 'crisis'),
    ),
    ...list(
      'Changes',
      spans.filter(({ regime }) => regime !== 'crisis'),
    ),
    ...(spans.length === 0 ? ['', 'Nothing is known yet: give more bars, or a smaller regime.volatility.history.'] : []),
  ];
}
