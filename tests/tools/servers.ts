import { existsSync, globSync } from 'node:fs';
import { runCommand } from './run-command.ts';

/** A program that the tests start themselves and that npm cannot bring along. */
export interface ServerProgram {
  readonly name: string;
  /** Its Debian package. */
  readonly debianPackage: string;
  /** Where its program lies when it is there; a glob. */
  readonly program: string;
}

/** Every program that the tests need besides Node and what npm installs. */
export const SERVER_PROGRAMS: readonly ServerProgram[] = [
  { name: 'PostgreSQL', debianPackage: 'postgresql', program: '/usr/lib/postgresql/*/bin/initdb' },
  { name: 'Chromium', debianPackage: 'chromium', program: '/usr/bin/chromium' },
];

/** What is there of a machine, and how to install more; handed in, so that a test can tell of other machines. */
export interface Machine {
  readonly isRoot: boolean;
  readonly hasApt: boolean;
  isThere(program: ServerProgram): boolean;
  install(packages: readonly string[]): Promise<void>;
}

/**
 * Makes sure that the programs are there: installs what is missing as root with apt-get,
 * else says what is missing and which command installs it. Answers with the words to fail with, if any.
 */
export async function ensureServers(programs: readonly ServerProgram[], machine: Machine): Promise<string | undefined> {
  const missing = programs.filter((program) => !machine.isThere(program));
  if (missing.length > 0 && machine.isRoot && machine.hasApt) await machine.install(missing.map(({ debianPackage }) => debianPackage));
  const stillMissing = missing.filter((program) => !machine.isThere(program));
  if (stillMissing.length === 0) return undefined;
  const list = stillMissing.map(({ name, program }) => `  ${name}: no ${program}`).join('\n');
  const packages = stillMissing.map(({ debianPackage }) => debianPackage).join(' ');
  return `The tests need programs that are not installed:\n${list}\nInstall them, on Debian or Ubuntu with:\n  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${packages}`;
}

/** The machine that the tests run on. */
export const thisMachine: Machine = {
  isRoot: process.getuid?.() === 0,
  hasApt: existsSync('/usr/bin/apt-get'),
  isThere: ({ program }) => globSync(program).length > 0,
  async install(packages) {
    console.log(`installing ${packages.join(', ')} with apt-get`);
    const commands = [['update'], ['install', '-y', '--no-install-recommends', ...packages]];
    for (const parameters of commands) {
      const { code, output } = await runCommand(['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q', ...parameters]);
      if (code !== 0) return console.error(output);
    }
  },
};
