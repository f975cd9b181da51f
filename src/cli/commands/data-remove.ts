import { Option, type Command } from 'commander';
import type { BarSource } from '../../domain/bars.ts';
import type { CliContext } from '../context.ts';
import { dataGroup } from '../data-group.ts';

interface RemoveFlags {
  readonly instrument: string;
  readonly interval?: string;
  readonly source?: BarSource;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** `ballast data remove`: takes series of bars out of the catalog, whole and for good. */
export function register(program: Command, context: CliContext): void {
  dataGroup(program)
    .command('remove')
    .description('remove series of bars from the catalog, all that are named or none')
    .requiredOption('--instrument <id>', 'the instrument, such as BTC/USDT.BINANCE')
    .option('--interval <interval>', 'only its bars of this interval')
    .addOption(new Option('--source <source>', 'only those built from this').choices(['trade', 'bid', 'ask']))
    .option('--yes', 'remove them; not needed where interval and source are given')
    .option('--json', 'print what was removed as JSON')
    .action((flags: RemoveFlags) => removeSeries(context, flags));
}

async function removeSeries(context: CliContext, flags: RemoveFlags): Promise<void> {
  const home = context.openHome({ create: false });
  const [{ parseInterval }, { fail }, { openCatalog }, { parquetBarFiles }, { describeSeries, seriesJson }] = await Promise.all([
    import('../../domain/interval.ts'),
    import('../../kernel/errors.ts'),
    import('../../data/catalog.ts'),
    import('../../adapters/columns/parquet-bar-files.ts'),
    import('../describe-series.ts'),
  ]);
  const { instrument, source, yes = false } = flags;
  const interval = flags.interval === undefined ? undefined : parseInterval(flags.interval);
  const catalog = openCatalog(home.root, parquetBarFiles());
  const series = (await catalog.list()).filter(
    (info) =>
      info.instrumentId === instrument &&
      (interval === undefined || info.interval === interval) &&
      (source === undefined || info.source === source),
  );
  if (series.length === 0) {
    const named = [interval, source].filter((part) => part !== undefined).join(' ');
    fail('DATA_NOT_FOUND', `the catalog has no${named === '' ? '' : ` ${named}`} bars of ${instrument}`, { where: instrument });
  }
  if (!yes && (interval === undefined || source === undefined))
    fail('USAGE_INVALID', ['nothing was removed; it would be', ...describeSeries(series)].join('\n'), {
      mend: 'Add --yes, or name one series with --interval and --source.',
    });
  await catalog.remove(series);
  if (flags.json === true) return context.out(JSON.stringify(series.map(seriesJson), null, 2));
  context.out(['Removed', ...describeSeries(series)].join('\n'));
}
