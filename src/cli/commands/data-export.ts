import { once } from 'node:events';
import { Option, type Command } from 'commander';

import type { PriceView } from '../../data/adjusted.ts';
import type { BarSource } from '../../domain/bars.ts';
import type { CliContext } from '../context.ts';
import { dataGroup } from '../data-group.ts';

interface ExportFlags {
  readonly instrument: string;
  readonly interval: string;
  readonly source: BarSource;
  readonly view: PriceView;
  readonly from?: string;
  readonly to?: string;
}

/** `ballast data export`: bars of the catalog as CSV on stdout. */
export function register(program: Command, context: CliContext): void {
  dataGroup(program)
    .command('export')
    .description('print a series as CSV, as it is or adjusted for splits and dividends')
    .requiredOption('--instrument <id>', 'the instrument, such as SPY.US')
    .requiredOption('--interval <interval>', 'the interval of a stored series, such as 1d')
    .addOption(new Option('--source <source>', 'what the bars were built from').choices(['trade', 'bid', 'ask', 'mid']).default('trade'))
    .addOption(new Option('--view <view>', 'how prices are seen').choices(['raw', 'split-adjusted', 'total-return']).default('raw'))
    .option('--from <time>', 'bars that open from here on')
    .option('--to <time>', 'and before here')
    .action((flags: ExportFlags) => exportSeries(context, flags));
}

async function exportSeries(context: CliContext, flags: ExportFlags): Promise<void> {
  const home = context.openHome({ create: false });
  const [{ parseInterval }, { parseTime }, { openCatalog }, { parquetBarFiles }, { resolveView }, { exportBars }] = await Promise.all([
    import('../../domain/interval.ts'),
    import('../../kernel/time.ts'),
    import('../../data/catalog.ts'),
    import('../../adapters/columns/parquet-bar-files.ts'),
    import('../../data/resolve-view.ts'),
    import('../../data/export-bars.ts'),
  ]);
  const range = {
    ...(flags.from === undefined ? {} : { from: parseTime(flags.from) }),
    ...(flags.to === undefined ? {} : { to: parseTime(flags.to) }),
  };
  const catalog = openCatalog(home.root, parquetBarFiles());
  const interval = parseInterval(flags.interval);
  const series = await resolveView(catalog, home.root, flags.instrument, interval, { source: flags.source, view: flags.view });
  if (series.info.interval !== interval) {
    const { fail } = await import('../../kernel/errors.ts');
    fail('DATA_NOT_FOUND', `no ${interval} bars of ${flags.instrument} are stored, only ${series.info.interval}`, {
      mend: `Export --interval ${series.info.interval}; a backtest builds ${interval} bars from these by itself.`,
    });
  }
  for await (const piece of exportBars(series, range)) {
    if (!context.stdout.write(piece)) await once(context.stdout, 'drain');
  }
}
