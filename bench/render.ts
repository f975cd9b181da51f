/** What one run printed. Times in seconds, memory in bytes, money in units of 10^-8. */
export interface Measured {
  readonly bars: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly fills: number;
  readonly orders: number;
  readonly finalEquity: number;
  readonly exposedBars: number;
  readonly maxDrawdown: number;
  readonly fillsByTenth?: readonly number[];
  readonly peakMemory?: number;
  readonly heapPerBar?: number;
  readonly hash?: string;
}

/** All that a benchmark measured. */
export interface BenchReport {
  readonly bars: number;
  readonly rounds: number;
  readonly c: readonly Measured[];
  readonly engine: readonly Measured[];
  readonly long: Measured | undefined;
  /** Milliseconds of `ballast --help`, start to end. */
  readonly help: readonly number[];
  readonly commit: string;
  readonly machine: string;
  readonly cores: number;
  readonly node: string;
}

/** Median and range: `12.3 [11.9-14.0]`. */
export function spread(values: readonly number[], decimals = 1): string {
  const sorted = values.toSorted((left, right) => left - right);
  const [least = NaN, most = NaN] = [sorted[0], sorted.at(-1)];
  return `${median(sorted).toFixed(decimals)} [${least.toFixed(decimals)}-${most.toFixed(decimals)}]`;
}

/** The report as Markdown tables. */
export function renderBench({ bars, rounds, c, engine, long, help, commit, machine, cores, node }: BenchReport): string {
  const perBar = (runs: readonly Measured[], of: 'seconds' | 'cpuSeconds' = 'seconds'): number[] =>
    runs.map((run) => (run[of] / run.bars) * 1e9);
  const ratios = (of: 'seconds' | 'cpuSeconds'): number[] => engine.map((run, round) => run[of] / (c[round]?.[of] ?? NaN));
  const first = engine[0];
  const millions = (count: number): string => `${(count / 1e6).toFixed(0)}M`;
  const lines = [
    `Commit ${commit}, Node ${node}, ${cores} cores of ${machine}; ${rounds} rounds, C and engine in turns; medians [least-most].`,
    '',
    `| W1, ${millions(bars)} bars | C, gcc -O3 | Ballast |`,
    '|---|---|---|',
    `| ns a bar | ${spread(perBar(c))} | ${spread(perBar(engine))} |`,
    `| CPU ns a bar | ${spread(perBar(c, 'cpuSeconds'))} | ${spread(perBar(engine, 'cpuSeconds'))} |`,
    `| million bars a second | ${spread(c.map((run) => run.bars / run.seconds / 1e6))} | ${spread(engine.map((run) => run.bars / run.seconds / 1e6))} |`,
    `| times the time of C | 1 | ${spread(ratios('seconds'))} |`,
    `| times the CPU time of C | 1 | ${spread(ratios('cpuSeconds'))} |`,
    `| peak memory, MB | - | ${spread(
      engine.map((run) => (run.peakMemory ?? NaN) / 1e6),
      0,
    )} |`,
    `| heap growth, bytes a bar | - | ${spread(
      engine.map((run) => run.heapPerBar ?? NaN),
      2,
    )} |`,
    `| fills | ${c[0]?.fills} | ${first?.fills} |`,
    `| final equity, USDT | ${money(c[0]?.finalEquity)} | ${money(first?.finalEquity)} |`,
    '',
    `Result hash ${first?.hash ?? 'unknown'}. Bars that fill, by tenth of the run: ${(c[0]?.fillsByTenth ?? []).map((fills) => `${((fills * 1000) / bars).toFixed(2)}%`).join(' ')}.`,
  ];
  if (long !== undefined) {
    const times = long.seconds / long.bars / (median(perBar(engine)) / 1e9);
    const memory = (long.peakMemory ?? NaN) / median(engine.map((run) => run.peakMemory ?? NaN));
    lines.push(
      '',
      `${millions(long.bars)} bars streamed: ${((long.seconds / long.bars) * 1e9).toFixed(1)} ns a bar (${times.toFixed(2)} times that of ${millions(bars)}), ` +
        `peak memory ${((long.peakMemory ?? NaN) / 1e6).toFixed(0)} MB (${memory.toFixed(2)} times), heap growth ${(long.heapPerBar ?? NaN).toFixed(3)} bytes a bar, ${long.fills} fills.`,
    );
  }
  return [...lines, '', `\`ballast --help\`: ${spread(help, 0)} ms, start to end.`].join('\n');
}

function money(units: number | undefined): string {
  return ((units ?? NaN) / 1e8).toFixed(8);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? NaN) : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}
