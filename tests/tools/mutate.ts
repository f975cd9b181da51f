/**
 * Changes the sources of a folder in one place after the other, and runs its tests on each: a change that no test notices shows what is not
 * tested. `npm run mutate [-- FOLDER --share 0.2 --least 85]`; files on disk stay as they are.
 */
import { spawn } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SeededRandom } from '../../src/kernel/random.ts';
import { mutantsOf, type Mutant } from './mutants.ts';
import { ROOT } from './run-command.ts';

/** What is tested by what. */
const TESTS: Readonly<Record<string, readonly string[]>> = {
  'src/core/risk': ['src/core/risk/**/*.test.ts', 'src/domain/risk-texts.test.ts', 'src/engine/risk-desk.test.ts'],
};
/** A test run that hangs has noticed. */
const PATIENCE_MS = 60_000;

interface Placed extends Mutant {
  readonly file: string;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { share: { type: 'string', default: '1' }, least: { type: 'string', default: '85' }, seed: { type: 'string', default: '1' } },
});
const [folder = 'src/core/risk'] = positionals;
const tests = (TESTS[folder] ?? [`${folder}/**/*.test.ts`]).flatMap((pattern) => globSync(pattern, { cwd: ROOT }));
const random = new SeededRandom(Number(values.seed));
const all = globSync(`${folder}/**/*.ts`, { cwd: ROOT })
  .filter((path) => !path.endsWith('.test.ts'))
  .sort()
  .flatMap((path) => mutantsOf(readFileSync(join(ROOT, path), 'utf8')).map((mutant): Placed => ({ ...mutant, file: path })));
const chosen = all.filter(() => random.next() < Number(values.share));
console.log(`${chosen.length} of ${all.length} changes in ${folder}, each against ${tests.length} files of tests`);

const survivors: Placed[] = [];
let next = 0;
await Promise.all(Array.from({ length: Math.max(1, availableParallelism() - 1) }, worker));
const score = (100 * (chosen.length - survivors.length)) / Math.max(1, chosen.length);
for (const { file, start, what } of survivors.sort((one, other) => (one.file < other.file ? -1 : 1)))
  console.log(`  survives: ${file}:${lineAt(file, start)} ${what}`);
console.log(`score ${score.toFixed(1)}%: tests noticed ${chosen.length - survivors.length} of ${chosen.length}`);
if (score < Number(values.least)) process.exitCode = 1;

async function worker(): Promise<void> {
  for (let mutant = chosen[next++]; mutant !== undefined; mutant = chosen[next++]) if (!(await isNoticed(mutant))) survivors.push(mutant);
}

/** Whether a test fails, or none comes to an end. */
function isNoticed({ file, start, end, text }: Placed): Promise<boolean> {
  const mutant = JSON.stringify({ file: join(ROOT, file), start, end, text });
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const loader = join(ROOT, 'tests/tools/mutant-loader.ts');
  const run = spawn(process.execPath, ['--import', loader, '--test', '--test-isolation=none', ...tests], {
    cwd: ROOT,
    env: { ...process.env, BALLAST_MUTANT: mutant },
    stdio: 'ignore',
    timeout: PATIENCE_MS,
    killSignal: 'SIGKILL',
  });
  run.on('exit', (code) => resolve(code !== 0));
  return promise;
}

function lineAt(file: string, place: number): number {
  return readFileSync(join(ROOT, file), 'utf8').slice(0, place).split('\n').length;
}
