/** `npm run bench`: W1 by the engine and by a C program that does the same work, in turns. See bench/README.md. */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createProgress } from '../src/cli/progress.ts';
import { allocateBars, CHUNK_BARS } from '../src/domain/bars.ts';
import { fail } from '../src/kernel/errors.ts';
import { commit, publish } from './publish.ts';
import { renderBench, type Measured } from './render.ts';
import { w1Market } from './w1-market.ts';

const { values } = parseArgs({
  options: {
    bars: { type: 'string', default: '10000000' },
    streamed: { type: 'string', default: '100000000' },
    rounds: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
  },
});
const [bars, streamed, rounds] = [Number(values.bars), Number(values.streamed), Number(values.rounds)];
const ROOT = join(import.meta.dirname, '..');
const LEAST_FILLS = 0.03;

const folder = mkdtempSync(join(tmpdir(), 'ballast-bench-'));
const progress = createProgress({ label: 'bench', total: 2 * rounds + 2 + (streamed > 0 ? 1 : 0), unit: 'runs', silent: values.json });
let done = 0;
const step = <T>(run: () => T): T => {
  const result = run();
  progress.update((done += 1));
  return result;
};

try {
  const program = step(compile);
  step(() => writeColumns(bars));
  const c: Measured[] = [];
  const engine: Measured[] = [];
  for (let round = 0; round < rounds; round += 1) {
    c.push(step(() => run(program, [folder])));
    engine.push(step(() => runEngine(bars)));
  }
  const long = streamed > 0 ? step(() => runEngine(streamed)) : undefined;
  progress.done();
  check(c[0] as Measured, engine[0] as Measured);
  const starts = Array.from({ length: rounds }, () =>
    timed(() => execFileSync(process.execPath, [join(ROOT, 'bin/ballast.js'), '--help'])),
  );
  const report = {
    bars,
    rounds,
    c,
    engine,
    long,
    help: starts,
    commit: commit(),
    machine: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    node: process.version,
  };
  if (values.json) console.log(JSON.stringify(report));
  else publish('npm run bench', renderBench(report));
} finally {
  rmSync(folder, { recursive: true });
}

function compile(): string {
  const program = join(folder, 'w1');
  try {
    execFileSync('gcc', ['-O3', '-o', program, join(ROOT, 'bench/reference/w1.c')]);
  } catch (error) {
    fail('INTERNAL_ERROR', 'the C program could not be compiled', { mend: 'Install gcc: apt-get install gcc libc6-dev.', cause: error });
  }
  return program;
}

/** The bars of W1 as raw columns, which the C program maps. */
function writeColumns(count: number): void {
  const names = ['closeTime', 'open', 'high', 'low', 'close'] as const;
  const files = names.map((name) => openSync(join(folder, `${name}.f64`), 'w'));
  const market = w1Market();
  const chunk = allocateBars(CHUNK_BARS);
  for (let left = count; left > 0; left -= CHUNK_BARS) {
    market.fill(chunk, Math.min(left, CHUNK_BARS));
    names.forEach((name, index) => writeSync(files[index] as number, new Uint8Array(chunk[name].buffer, 0, chunk.length * 8)));
  }
  files.forEach((file) => closeSync(file));
}

function runEngine(count: number): Measured {
  return run(process.execPath, ['--expose-gc', join(ROOT, 'bench/w1-engine.ts'), String(count)]);
}

function run(program: string, parameters: readonly string[]): Measured {
  return JSON.parse(execFileSync(program, parameters, { encoding: 'utf8' })) as Measured;
}

/** A benchmark of different work says nothing: both must have made the same fills and ended with the same money. */
function check(c: Measured, engine: Measured): void {
  for (const name of ['fills', 'orders', 'finalEquity', 'exposedBars', 'maxDrawdown'] as const) {
    if (c[name] !== engine[name]) fail('ASSERTION_FAILED', `${name}: the C program says ${c[name]}, the engine ${engine[name]}`);
  }
  const least = Math.min(...(c.fillsByTenth ?? []).map((fills) => (fills * 10) / bars));
  if (least < LEAST_FILLS) fail('ASSERTION_FAILED', `a tenth of the run fills on ${(least * 100).toFixed(2)}% of its bars only`);
}

function timed(action: () => void): number {
  const began = performance.now();
  action();
  return performance.now() - began;
}
