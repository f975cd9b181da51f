/** `npm run bench:orders`: how fast an order leaves, beside the disk and bare ccxt, in one run and in turns. See bench/README.md. */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createProgress } from '../src/cli/progress.ts';
import { measureOrderBytes } from './order-bytes.ts';
import { BURST, measureOrderPath } from './order-path.ts';
import { publish, surroundings } from './publish.ts';
import { spread } from './render.ts';
import { measureVenueLoad } from './venue-load.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    ticks: { type: 'string', default: '2000' },
    folder: { type: 'string', default: join(import.meta.dirname, '..') },
    json: { type: 'boolean', default: false },
  },
});
const [rounds, ticks] = [Number(values.rounds), Number(values.ticks)];
const progress = createProgress({ label: 'bench', total: 2 * rounds + 1, unit: 'runs', silent: values.json });
let done = 0;
const step = async <T>(run: Promise<T>): Promise<T> => {
  const result = await run;
  progress.update((done += 1));
  return result;
};

// On the disk that the project lies on: a temporary folder may be memory, which syncs nothing.
const folder = mkdtempSync(join(values.folder, '.bench-'));
try {
  const paths = [];
  const bytes = [];
  for (let round = 0; round < rounds; round += 1) {
    paths.push(await step(measureOrderPath(folder, ticks, 100)));
    bytes.push(await step(measureOrderBytes(50)));
  }
  const load = await step(measureVenueLoad(rounds));
  progress.done();
  const report = { paths, bytes, load };
  if (values.json) console.log(JSON.stringify(report));
  else publish('npm run bench:orders', render(report));
} finally {
  rmSync(folder, { recursive: true });
}

interface Report {
  readonly paths: readonly Awaited<ReturnType<typeof measureOrderPath>>[];
  readonly bytes: readonly Awaited<ReturnType<typeof measureOrderBytes>>[];
  readonly load: Awaited<ReturnType<typeof measureVenueLoad>>;
}

function render({ paths, bytes, load }: Report): string {
  const row = (what: string, ours: readonly number[], theirs: readonly number[], decimals: number): string => {
    const ratios = ours.map((value, round) => value / (theirs[round] ?? NaN));
    return `| ${what} | ${spread(ours, decimals)} | ${spread(theirs, decimals)} | ${spread(ratios, 2)} |`;
  };
  const of = <T>(all: readonly T[], series: (each: T) => readonly number[], share: number): number[] =>
    all.map((each) => quantile(series(each), share));
  const sync = (share: number): number[] => of(paths, (each) => each.sync, share);
  return [
    `${surroundings()}; ${rounds} rounds of ${ticks} ticks, in turns; medians of the rounds [least-most]; milliseconds unless told otherwise.`,
    '',
    '| | Ballast | beside it | ratio |',
    '|---|---|---|---|',
    row(
      'tick to adapter call, p50; one write and fdatasync',
      of(paths, (each) => each.tickToCall, 0.5),
      sync(0.5),
      3,
    ),
    row(
      'the same, p99',
      of(paths, (each) => each.tickToCall, 0.99),
      sync(0.99),
      3,
    ),
    row(
      `${BURST} ticks at once, to the last adapter call, p50; one write and fdatasync`,
      of(paths, (each) => each.burst, 0.5),
      sync(0.5),
      3,
    ),
    row(
      'adapter call to order bytes, p50; bare ccxt',
      of(bytes, (each) => each.adapter, 0.5),
      of(bytes, (each) => each.bare, 0.5),
      3,
    ),
    row('start of one venue; all of ccxt', load.one.ms, load.all.ms, 0),
    row('memory of one venue, MB; all of ccxt', load.one.bytes.map(inMegabytes), load.all.bytes.map(inMegabytes), 0),
  ].join('\n');
}

function inMegabytes(bytes: number): number {
  return bytes / 1e6;
}

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((left, right) => left - right)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? NaN;
}
