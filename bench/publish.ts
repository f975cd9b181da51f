import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';

/** Puts a report between the markers of its command in bench/README.md, and prints it. */
export function publish(command: string, report: string): void {
  const page = join(import.meta.dirname, 'README.md');
  const text = readFileSync(page, 'utf8');
  const [begin, end] = [`<!-- measured: ${command} -->`, '<!-- end -->'];
  const [before = '', ...after] = text.split(begin);
  const rest = after.join(begin);
  writeFileSync(page, `${before}${begin}\n${report}\n${rest.slice(rest.indexOf(end))}`);
  console.log(report);
}

/** The commit that is measured, in short. */
export function commit(): string {
  return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: import.meta.dirname, encoding: 'utf8' }).trim();
}

/** What was measured, and on what: `Commit 1a2b3c4, Node v24, 2 cores of ...`. */
export function surroundings(): string {
  return `Commit ${commit()}, Node ${process.version}, ${cpus().length} cores of ${cpus()[0]?.model ?? 'an unknown processor'}`;
}
