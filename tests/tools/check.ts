import type { TestCounts } from './count-tests.ts';
import { runCommand, type CommandResult } from './run-command.ts';
import { NOT_RUN, runTests, type TestPlan } from './run-tests.ts';

/** What came of the check: all its tests, each part without tests that failed counted as one. */
export type CheckResult = Pick<TestCounts, 'passed' | 'failed'> & { readonly ok: boolean };

type PartResult = CommandResult & Partial<TestCounts>;

const quick = { isolation: 'none', timeoutSeconds: 30, print: false } as const satisfies Partial<TestPlan>;

/** The parts of the check, longest first: they run beside each other. */
const PARTS: Readonly<Record<string, () => Promise<PartResult>>> = {
  units: () => runTests({ ...quick, files: ['src/**/*.test.ts', 'strategies/**/*.test.ts', 'tests/tools/**/*.test.ts'] }),
  laws: () => runTests({ ...quick, files: ['tests/laws/**/*.test.ts'] }),
  types: () => runCommand(['tsc', '--project', '.']),
  lint: () => runCommand(['oxlint', '--deny-warnings', '.']),
  format: () => runCommand(['oxfmt', '--check', '.']),
};

/** Runs every part, prints a line for each as it ends, and then what the failed ones had to say. */
export async function check(): Promise<CheckResult> {
  const start = performance.now();
  const results = await Promise.all(Object.entries(PARTS).map(([name, run]) => timed(name, run)));
  for (const { name, code, output } of results) {
    if (code !== 0) console.log(`\n--- ${name} ---\n${output.trim()}`);
    else for (const line of output.split('\n')) if (line.startsWith(NOT_RUN)) console.log(line);
  }
  const bad = results.filter(({ code }) => code !== 0).map(({ name }) => name);
  console.log(bad.length === 0 ? `check passed in ${seconds(start)}` : `\ncheck failed in ${seconds(start)}: ${bad.join(', ')}`);
  return {
    ok: bad.length === 0,
    passed: sum(results.map(({ passed }) => passed ?? 0)),
    failed: sum(results.map(({ code, failed }) => (code === 0 ? 0 : Math.max(1, failed ?? 1)))),
  };
}

async function timed(name: string, run: () => Promise<PartResult>): Promise<PartResult & { readonly name: string }> {
  const start = performance.now();
  const result = await run();
  const tests = result.passed === undefined ? '' : `  ${result.passed} tests`;
  console.log(`${name.padEnd(8)} ${result.code === 0 ? 'ok    ' : 'FAILED'} ${seconds(start).padStart(8)}${tests}`);
  return { ...result, name };
}

function seconds(start: number): string {
  return `${((performance.now() - start) / 1000).toFixed(1)} s`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

if (import.meta.main) process.exitCode = (await check()).ok ? 0 : 1;
