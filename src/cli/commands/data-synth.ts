import { Option, type Command } from 'commander';
import type { MergeOptions } from '../../ports/catalog.ts';
import type { CliContext } from '../context.ts';
import { dataGroup } from '../data-group.ts';

interface SynthFlags extends Required<MergeOptions> {
  readonly instrument: string;
  readonly interval: string;
  readonly bars: string;
  readonly seed: string;
  readonly from: string;
  readonly gaps?: boolean;
  readonly json?: boolean;
}

/** `ballast data synth`: bars of a market that is made of a seed, into the catalog. */
export function register(program: Command, context: CliContext): void {
  dataGroup(program)
    .command('synth')
    .description('make bars of a synthetic market; the same seed makes the same bars')
    .option('--instrument <id>', 'an instrument of the venue SYNTH', 'BTC/USDT.SYNTH')
    .option('--interval <interval>', 'the interval of the bars', '1m')
    .option('--bars <number>', 'how many bars', '100000')
    .option('--seed <number>', 'what the market is made of', '1')
    .option('--from <time>', 'the opening time of the first bar', '2024-01-01')
    .option('--gaps', 'leave bars out now and then, and in outages')
    .addOption(
      new Option('--on-conflict <policy>', 'bars that differ from those stored').choices(['fail', 'keep', 'replace']).default('fail'),
    )
    .option('--json', 'print what was done as JSON')
    .action((flags: SynthFlags) => synthesise(context, flags));
}

async function synthesise(context: CliContext, flags: SynthFlags): Promise<void> {
  const [{ parseInterval }, { parseTime, formatTime }, { configuredInstruments }, { findInstrument }, { synthesiseBars }] =
    await Promise.all([
      import('../../domain/interval.ts'),
      import('../../kernel/time.ts'),
      import('../configured-instruments.ts'),
      import('../../data/instruments/find-instrument.ts'),
      import('../synthesise-bars.ts'),
    ]);
  const instrument = findInstrument(flags.instrument, { also: configuredInstruments(context) });
  const [interval, seed, gaps] = [parseInterval(flags.interval), Number(flags.seed), flags.gaps === true];
  const bars = synthesiseBars(instrument, { interval, bars: Number(flags.bars), seed, from: parseTime(flags.from), gaps });
  const [{ openCatalog }, { parquetBarFiles }] = await Promise.all([
    import('../../data/catalog.ts'),
    import('../../adapters/columns/parquet-bar-files.ts'),
  ]);
  const catalog = openCatalog(context.openHome({ create: true }).root, parquetBarFiles());
  const key = { instrumentId: instrument.id, interval, source: 'trade' } as const;
  const batch = { key, priceScale: instrument.priceScale, bars, origin: `synth:${seed}` };
  const [result] = await catalog.mergeAll([batch], { onConflict: flags.onConflict });
  const { added, unchanged, conflicts } = result ?? { added: 0, unchanged: 0, conflicts: 0 };
  const [from, to] = [bars.openTime[0] ?? 0, bars.closeTime[bars.length - 1] ?? 0].map(formatTime);
  if (flags.json === true) return context.out(JSON.stringify({ ...key, seed, gaps, from, to, added, unchanged, conflicts }, null, 2));
  const others = conflicts === 0 ? '' : `, ${conflicts} others ${flags.onConflict === 'keep' ? 'kept' : 'replaced'}`;
  context.out(`${instrument.id} ${interval}, seed ${seed}: ${added} bars added, ${unchanged} were there already${others}`);
  context.out(`from ${from} to ${to}`);
}
