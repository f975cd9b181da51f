import type { Command } from 'commander';

import type { DownloadReport } from '../../data/download-bars.ts';
import type { CliContext } from '../context.ts';
import { dataGroup } from '../data-group.ts';
import type { Progress } from '../progress.ts';

interface DownloadFlags {
  readonly instrument: string;
  readonly interval: string;
  readonly from: string;
  readonly to?: string;
  readonly url?: string;
  readonly json?: boolean;
}

/** Prices are read with as many decimals as the catalog can hold; it keeps as many as the bars need. */
const PRICE_SCALE = 8;

/** `ballast data download`: bars of the past from a venue into the catalog. */
export function register(program: Command, context: CliContext): void {
  dataGroup(program)
    .command('download')
    .description('download closed bars from a venue; goes on where the catalog ends')
    .requiredOption('--instrument <id>', 'the instrument, such as BTC/USDT.BINANCE')
    .requiredOption('--interval <interval>', 'the interval of the bars, such as 1m')
    .requiredOption('--from <time>', 'the first opening time, such as 2024-01-01')
    .option('--to <time>', 'the opening time to stop before; now, where left out')
    .option('--url <url>', "another address than the venue's: https, or on this machine")
    .option('--json', 'print what was done as JSON')
    .action((flags: DownloadFlags) => download(context, flags));
}

async function download(context: CliContext, flags: DownloadFlags): Promise<void> {
  const [{ parseInterval }, { venueOf }, { parseTime, formatTime }, { BallastError, fail }, { systemClock }] = await Promise.all([
    import('../../domain/interval.ts'),
    import('../../domain/instrument.ts'),
    import('../../kernel/time.ts'),
    import('../../kernel/errors.ts'),
    import('../../adapters/clock/system-clock.ts'),
  ]);
  const [interval, from] = [parseInterval(flags.interval), parseTime(flags.from)];
  const to = Math.min(flags.to === undefined ? Infinity : parseTime(flags.to), systemClock.now());
  const [id, venue] = [flags.instrument, venueOf(flags.instrument)];
  if (from >= to) fail('USAGE_INVALID', `there is nothing between --from ${formatTime(from)} and ${formatTime(to)}`);
  const [{ openCatalog }, { parquetBarFiles }, { downloadBars }, { createCcxtMarketData }, { createProgress }] = await Promise.all([
    import('../../data/catalog.ts'),
    import('../../adapters/columns/parquet-bar-files.ts'),
    import('../../data/download-bars.ts'),
    import('../../adapters/venues/ccxt/market-data.ts'),
    import('../progress.ts'),
  ]);
  const exchange = venue.toLowerCase();
  const urls = flags.url === undefined ? {} : { rest: flags.url };
  const feed = createCcxtMarketData({ exchange, clock: systemClock, random: Math.random, urls });
  const catalog = openCatalog(context.openHome({ create: true }).root, parquetBarFiles());
  const stop = stopOnSignals();
  let progress: Progress | undefined;
  try {
    const report = await downloadBars(catalog, feed, {
      instrument: { id, symbol: id.slice(0, -venue.length - 1), priceScale: PRICE_SCALE, quantityScale: PRICE_SCALE },
      interval,
      from,
      to,
      origin: `download:${exchange}`,
      signal: stop.signal,
      onProgress(done, total) {
        progress ??= createProgress({ label: 'download', total, unit: 'bars', silent: flags.json === true });
        progress.update(done);
      },
    }).finally(() => progress?.done());
    if (report.stopped)
      throw new BallastError('DOWNLOAD_STOPPED', `the download was stopped; ${report.added} bars were added and are kept`);
    context.out(flags.json === true ? JSON.stringify(reportJson(report, formatTime), null, 2) : describe(report, formatTime));
  } finally {
    stop.release();
    await feed.close();
  }
}

/** Ctrl-C ends the download in order, so that what has come is kept; a second one ends the process. */
function stopOnSignals(): { readonly signal: AbortSignal; release(): void } {
  const stop = new AbortController();
  const onSignal = (): void => stop.abort();
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  return { signal: stop.signal, release: () => void process.off('SIGINT', onSignal).off('SIGTERM', onSignal) };
}

function describe(report: DownloadReport, formatTime: (time: number) => string): string {
  const count = (value: number): string => value.toLocaleString('en-US');
  const { instrumentId, interval, from, to, present, added, missing } = report;
  const parts = [`${count(added)} bars added`, `${count(present)} were there already`];
  if (missing > 0) parts.push(`${count(missing)} the venue does not have`);
  return `${instrumentId} ${interval}, ${formatTime(from)} to ${formatTime(to)}: ${parts.join(', ')}`;
}

function reportJson(report: DownloadReport, formatTime: (time: number) => string): unknown {
  return { ...report, from: formatTime(report.from), to: formatTime(report.to) };
}
