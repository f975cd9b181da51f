import { resolve } from 'node:path';

import { Option, type Command } from 'commander';

import type { CalendarId } from '../../domain/instrument.ts';
import type { OnBad } from '../../data/import/import-report.ts';
import type { MergeOptions } from '../../ports/catalog.ts';
import type { CliContext } from '../context.ts';
import { dataGroup } from '../data-group.ts';
import type { Progress } from '../progress.ts';

interface ImportFlags extends Required<MergeOptions> {
  readonly instrument: string;
  readonly interval: string;
  readonly onBad: OnBad;
  readonly calendar?: CalendarId;
  readonly json?: boolean;
}

interface FactorFlags {
  readonly instrument: string;
  readonly json?: boolean;
}

/** `ballast data import|factors|list`: what the catalog is filled with, and what it holds. */
export function register(program: Command, context: CliContext): void {
  const data = dataGroup(program);
  data
    .command('import')
    .description('import files of bars: CSV, gzipped CSV or Parquet; all of them or nothing')
    .argument('<file...>', 'the files, in any order')
    .requiredOption('--instrument <id>', 'the instrument, such as BTC/USDT.BINANCE')
    .requiredOption('--interval <interval>', 'the interval of the bars, such as 1m')
    .addOption(new Option('--on-bad <policy>', 'rows that cannot be bars').choices(['fail', 'skip', 'fix']).default('fail'))
    .addOption(
      new Option('--on-conflict <policy>', 'bars that differ from those stored').choices(['fail', 'keep', 'replace']).default('fail'),
    )
    .addOption(
      new Option('--calendar <id>', 'when the instrument trades (else as is known of it)').choices(['24/7', 'us-equities', 'forex']),
    )
    .option('--json', 'print what was done as JSON')
    .action((files: readonly string[], flags: ImportFlags) => importFiles(context, files, flags));
  data
    .command('factors')
    .description('store the splits and dividends of a stock, for adjusted prices')
    .argument('<file>', 'CSV with last_date_inclusive, price_factor, split_factor')
    .requiredOption('--instrument <id>', 'the instrument, such as SPY.US')
    .option('--json', 'print what was done as JSON')
    .action((file: string, flags: FactorFlags) => importFactors(context, file, flags));
  data
    .command('list')
    .description('list the series of bars in the catalog')
    .option('--json', 'print them as JSON')
    .action((flags: { readonly json?: boolean }) => listSeries(context, flags));
}

async function importFiles(context: CliContext, files: readonly string[], flags: ImportFlags): Promise<void> {
  const [{ configuredInstruments }, { instrumentCalendar }, { parseInterval }] = await Promise.all([
    import('../configured-instruments.ts'),
    import('../../data/instrument-calendar.ts'),
    import('../../domain/interval.ts'),
  ]);
  const known = instrumentCalendar(flags.instrument, configuredInstruments(context));
  await noteUnknown(context, flags.instrument);
  const [calendar, interval] = [flags.calendar ?? known, parseInterval(flags.interval)];
  const [{ openCatalog }, { parquetBarFiles }, { importBars }, { createProgress }] = await Promise.all([
    import('../../data/catalog.ts'),
    import('../../adapters/columns/parquet-bar-files.ts'),
    import('../../data/import/import-bars.ts'),
    import('../progress.ts'),
  ]);
  const barFiles = parquetBarFiles();
  let progress: Progress | undefined;
  try {
    const report = await importBars(openCatalog(context.openHome({ create: true }).root, barFiles), barFiles, {
      paths: files.map((file) => pathOf(context, file)),
      instrumentId: flags.instrument,
      interval,
      calendar,
      onBad: flags.onBad,
      onConflict: flags.onConflict,
      onProgress({ bytes, totalBytes }) {
        progress ??= createProgress({ label: 'import', total: totalBytes, unit: 'bytes', silent: flags.json === true });
        progress.update(bytes);
      },
    });
    progress?.done();
    if (flags.json === true) return context.out(JSON.stringify(report, null, 2));
    const { describeImport } = await import('../describe-import.ts');
    context.out(describeImport(report).join('\n'));
  } finally {
    progress?.done();
  }
}

/** Any instrument may be imported, but a slip should be seen before the bars lie under a name that nothing asks for. */
async function noteUnknown(context: CliContext, id: string): Promise<void> {
  const [{ findInstrument }, { configuredInstruments }, { isBallastError }] = await Promise.all([
    import('../../data/instruments/find-instrument.ts'),
    import('../configured-instruments.ts'),
    import('../../kernel/errors.ts'),
  ]);
  try {
    findInstrument(id, { also: configuredInstruments(context) });
  } catch (error) {
    if (!isBallastError(error, 'INSTRUMENT_UNKNOWN')) throw error;
    context.err(`note: ${error.message}`);
  }
}

async function importFactors(context: CliContext, file: string, flags: FactorFlags): Promise<void> {
  const [{ venueOf }, { readFactorFile, saveFactors }] = await Promise.all([
    import('../../domain/instrument.ts'),
    import('../../data/factors.ts'),
  ]);
  venueOf(flags.instrument);
  const factors = readFactorFile(pathOf(context, file));
  await saveFactors(context.openHome({ create: true }).root, flags.instrument, factors);
  if (flags.json === true) context.out(JSON.stringify({ instrumentId: flags.instrument, factors: factors.length }));
  else context.out(`${flags.instrument}: ${factors.length} factors stored`);
}

async function listSeries(context: CliContext, flags: { readonly json?: boolean }): Promise<void> {
  const home = context.openHome({ create: false });
  const [{ openCatalog }, { parquetBarFiles }, { describeSeries, seriesJson }] = await Promise.all([
    import('../../data/catalog.ts'),
    import('../../adapters/columns/parquet-bar-files.ts'),
    import('../describe-series.ts'),
  ]);
  const series = await openCatalog(home.root, parquetBarFiles()).list();
  if (flags.json === true) return context.out(JSON.stringify(series.map(seriesJson), null, 2));
  if (series.length === 0) return context.out('The catalog is empty; `ballast data import --help` says how to fill it.');
  context.out(describeSeries(series).join('\n'));
}

/** The path as the user wrote it, so that messages name it so; from the context's folder where that is another one. */
function pathOf(context: CliContext, file: string): string {
  return context.cwd === process.cwd() ? file : resolve(context.cwd, file);
}
