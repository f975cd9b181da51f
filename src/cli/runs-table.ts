import type { StoredRun } from '../ports/store.ts';
import { displayStatistic, displayTime } from '../report/display.ts';
import type { BacktestSettings, BacktestStatistics } from '../report/result.ts';
import { STATISTICS, type StatisticEntry } from '../report/statistics-table.ts';
import { cut, renderTable } from './table.ts';

const WIDTH = 80;
/** Room for the longest name of a statistic. */
const LABEL_WIDTH = 22;
/** Runs that fit beside each other on 80 columns. */
export const RUNS_COMPARED = 3;

/** A kept backtest with its JSON read. */
export interface KeptRun {
  readonly id: string;
  readonly ts: number;
  readonly hash: string;
  readonly settings: BacktestSettings;
  readonly statistics: BacktestStatistics;
  /** Path of the whole result, relative to the home folder. */
  readonly file: string;
}

/** A row of the store, read; it was written by us. */
export function keptRun({ id, ts, hash, settings, statistics, file }: StoredRun): KeptRun {
  return {
    id,
    ts,
    hash,
    file,
    settings: JSON.parse(settings) as BacktestSettings,
    statistics: JSON.parse(statistics) as BacktestStatistics,
  };
}

const ENTRIES: readonly StatisticEntry[] = STATISTICS.flatMap(({ entries }) => entries);

/** The runs as a table of 80 columns, oldest first. */
export function runsTable(runs: readonly KeptRun[]): readonly string[] {
  const rows = runs.map((run) => [
    run.id,
    run.settings.strategy.id,
    marketOf(run),
    shown(run, 'return'),
    shown(run, 'sharpe'),
    shown(run, 'maxDrawdown'),
  ]);
  // The run's id, on the right, is never cut: it is what one types next.
  return renderTable(['>run', 'strategy', 'market', '>return', '>sharpe', '>max dd'], rows, WIDTH);
}

/** Runs beside each other: the settings in which they differ, then every statistic. */
export function comparisonTable(runs: readonly KeptRun[]): readonly string[] {
  const room = Math.floor((WIDTH - LABEL_WIDTH) / runs.length) - 2;
  const settings = settingRows(runs).filter(([, ...values]) => new Set(values).size > 1);
  const statistics = ENTRIES.map((entry) => [entry.label, ...runs.map((run) => displayStatistic(entry, run))]);
  const rows = [...settings, ...statistics].map(([label = '', ...values]) => [label, ...values.map((value) => cut(value, room))]);
  return renderTable(['', ...runs.map(({ id }) => `>${id.slice(-room)}`)], rows, WIDTH);
}

function settingRows(runs: readonly KeptRun[]): readonly (readonly string[])[] {
  const names = new Set(runs.flatMap(({ settings }) => Object.keys(settings.strategy.params)));
  const row = (label: string, read: (settings: BacktestSettings) => string): readonly string[] => [
    label,
    ...runs.map(({ settings }) => read(settings)),
  ];
  return [
    row('Strategy', ({ strategy }) => strategy.id),
    row('Version', ({ strategy }) => strategy.version),
    row('Code', ({ strategy }) => strategy.hash.slice(0, 12)),
    ...[...names].map((name) => row(name, ({ strategy }) => paramText(strategy.params[name]))),
    ['Market', ...runs.map(marketOf)],
    ['Data', ...runs.map(({ settings }) => settings.instruments.map(({ fingerprint }) => fingerprint.slice(0, 8)).join(' '))],
    row('From', ({ from }) => displayTime(from)),
    row('To', ({ to }) => displayTime(to)),
    row('Cash', ({ cash, currency }) => `${cash} ${currency}`),
    row('Account', ({ account }) => account),
    row('Maker fee', ({ fees }) => fees.maker),
    row('Taker fee', ({ fees }) => fees.taker),
    row('Slippage', ({ slippage }) => slippage),
    row('Fill', ({ fill }) => fill),
    row('Limit fill', ({ limitFill }) => limitFill),
    row('Seed', ({ seed }) => String(seed)),
  ];
}

function paramText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '-');
}

function marketOf({ settings }: KeptRun): string {
  const [first, ...others] = settings.instruments;
  // The interval stands first, so that a name that is cut does not take it along.
  return `${first?.interval ?? ''} ${first?.id ?? ''}${others.length === 0 ? '' : ` +${others.length}`}`;
}

function shown(run: KeptRun, id: StatisticEntry['id']): string {
  const entry = ENTRIES.find((each) => each.id === id);
  return entry === undefined ? '' : displayStatistic(entry, run);
}
