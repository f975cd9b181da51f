import { copyFileSync, cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, runCommand } from './run-command.ts';

/**
 * Makes `dist/`, which the package carries instead of `src/`: Node does not run TypeScript under node_modules.
 * JavaScript and types by the compiler, every other file of `src` as it is, and the lock file, by which strategies are hashed.
 */
export async function buildPackage(): Promise<string> {
  const dist = join(ROOT, 'dist');
  rmSync(dist, { recursive: true, force: true });
  const { code, output } = await runCommand(['tsc', '--project', 'tsconfig.build.json']);
  if (code !== 0) throw new Error(`the package does not compile:\n${output}`);
  cpSync(join(ROOT, 'src'), dist, { recursive: true, filter: (source) => !source.endsWith('.ts') });
  copyFileSync(join(ROOT, 'package-lock.json'), join(dist, 'package-lock.json'));
  return dist;
}

if (import.meta.main) await buildPackage();
