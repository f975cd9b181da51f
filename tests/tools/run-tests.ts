import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestCounts } from './count-tests.ts';
import { ROOT, runCommand, type CommandResult } from './run-command.ts';

/** Which test files to run, and how. */
export interface TestPlan {
  /** Globs, relative to the project. */
  readonly files: readonly string[];
  /** `none` runs all files in one process, which is fast, and right for tests that share nothing. */
  readonly isolation: 'none' | 'process';
  /** The longest that one test may take. */
  readonly timeoutSeconds: number;
  /** Whether to print the runner's report while it runs. */
  readonly print: boolean;
  /** What the tests find in their environment besides this process's own. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** How a test begins its one line when what it needs of the machine is absent. */
export const NOT_RUN = 'not run: ';

/** Runs test files with Node's test runner. A test that is skipped or left to be done fails the run. */
export async function runTests(plan: TestPlan): Promise<CommandResult & TestCounts> {
  const files = globSync([...plan.files], { cwd: ROOT }).sort();
  if (files.length === 0) return { code: 0, output: 'no test files yet\n', passed: 0, failed: 0, unrun: [] };
  const folder = mkdtempSync(join(tmpdir(), 'ballast-tests-'));
  try {
    const countFile = join(folder, 'counts.json');
    const result = await runCommand([...runner(plan, countFile), ...files], plan.print, plan.environment);
    const counts = readCounts(countFile);
    const complaint = counts.unrun.map((name) => `not run, which fails the run: ${name}\n`).join('');
    if (plan.print) process.stdout.write(complaint);
    const code = result.code === 0 && counts.failed === 0 && counts.unrun.length === 0 ? 0 : 1;
    return { ...counts, code, output: (plan.print ? result.output : newsOf(result.output)) + complaint };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What a report says besides that tests passed: the tests that failed, and those that said why they were not run. */
function newsOf(report: string): string {
  const failures = report.indexOf('✖ failing tests:');
  const notRun = report.split('\n').filter((line) => line.startsWith(NOT_RUN));
  return [...new Set(notRun), failures === -1 ? '' : report.slice(failures)].join('\n');
}

function runner(plan: TestPlan, countFile: string): readonly string[] {
  return [
    process.execPath,
    '--test',
    `--test-isolation=${plan.isolation}`,
    `--test-timeout=${plan.timeoutSeconds * 1000}`,
    ...(plan.isolation === 'process' ? [`--test-concurrency=${availableParallelism()}`] : []),
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    `--test-reporter=${join(ROOT, 'tests/tools/count-tests.ts')}`,
    `--test-reporter-destination=${countFile}`,
  ];
}

/** A runner that died before it could count has failed once. */
function readCounts(countFile: string): TestCounts {
  try {
    return JSON.parse(readFileSync(countFile, 'utf8')) as TestCounts;
  } catch {
    return { passed: 0, failed: 1, unrun: [] };
  }
}
