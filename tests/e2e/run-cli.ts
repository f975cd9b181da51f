import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** The launcher of this checkout. */
export const launcher = fileURLToPath(new URL('../../bin/ballast.js', import.meta.url));

/** What a finished command left. */
export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `ballast` as a user does, in a process of its own, in the folder `cwd`. Nothing of this process's BALLAST_ settings reaches it. */
export async function runBallast(args: readonly string[], cwd: string, env: Readonly<Record<string, string>> = {}): Promise<CliResult> {
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('BALLAST_') && name !== 'NODE_OPTIONS'),
  );
  const child = spawn(process.execPath, [launcher, ...args], { cwd, env: { ...inherited, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { code: child.exitCode, stdout, stderr };
}
