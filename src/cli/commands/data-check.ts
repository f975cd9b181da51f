import { Option, type Command } from 'commander';
import type { SeriesFilter } from '../../data/check/select-series.ts';
import type { BarSource } from '../../domain/bars.ts';
import type { CliContext } from '../context.ts';
import { dataGroup } from '../data-group.ts';

interface CheckFlags {
  readonly instrument?: string;
  readonly interval?: string;
  readonly source?: BarSource;
  readonly json?: boolean;
}

/** `ballast data check`: what is odd in the bars of the catalog. */
export function register(program: Command, context: CliContext): void {
  dataGroup(program)
    .command('check')
    .description('look for gaps, impossible prices, spikes and other oddities in the catalog')
    .option('--instrument <id>', 'only this instrument, such as BTC/USDT.BINANCE')
    .option('--interval <interval>', 'only bars of this interval, such as 1m')
    .addOption(new Option('--source <source>', 'only bars of this source').choices(['trade', 'bid', 'ask']))
    .option('--json', 'print all of it as JSON')
    .action((flags: CheckFlags) => checkCatalog(context, flags));
}

async function checkCatalog(context: CliContext, flags: CheckFlags): Promise<void> {
  const home = context.openHome({ create: false });
  const [{ openCatalog }, { parquetBarFiles }, { selectSeries }, { checkSeries, seriesCheckJson }] = await Promise.all([
    import('../../data/catalog.ts'),
    import('../../adapters/columns/parquet-bar-files.ts'),
    import('../../data/check/select-series.ts'),
    import('../../data/check/check-series.ts'),
  ]);
  const [{ configuredInstruments }, { instrumentCalendar }, { describeCheck }, { createProgress }] = await Promise.all([
    import('../configured-instruments.ts'),
    import('../../data/instrument-calendar.ts'),
    import('../describe-check.ts'),
    import('../progress.ts'),
  ]);
  const also = configuredInstruments(context);
  const catalog = openCatalog(home.root, parquetBarFiles());
  const all: unknown[] = [];
  for (const info of await selectSeries(catalog, await filterOf(flags))) {
    const progress = createProgress({ label: 'check', total: info.rows, unit: 'bars', silent: flags.json === true || !context.isTty });
    const found = await checkSeries(catalog, info, instrumentCalendar(info.instrumentId, also), (rows) => progress.update(rows));
    progress.done();
    if (flags.json === true) all.push(seriesCheckJson(found));
    else context.out(`${describeCheck(found).join('\n')}\n`);
  }
  if (flags.json === true) context.out(JSON.stringify(all, null, 2));
}

async function filterOf({ instrument, interval, source }: CheckFlags): Promise<SeriesFilter> {
  const { parseInterval } = await import('../../domain/interval.ts');
  return {
    ...(instrument === undefined ? {} : { instrumentId: instrument }),
    ...(interval === undefined ? {} : { interval: parseInterval(interval) }),
    ...(source === undefined ? {} : { source }),
  };
}
