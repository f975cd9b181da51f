import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';

/** The engine's client. Where Debian installed one it is that of its engine; another on the path may be too new to build with it. */
export const DOCKER = existsSync('/usr/bin/docker') ? '/usr/bin/docker' : 'docker';

const run = promisify(execFile);
let composeCommand: Promise<readonly string[] | undefined> | undefined;

/** How compose is called here: as the client's plugin or, where that is missing, as the program of its own; `undefined` without both. */
export function findCompose(): Promise<readonly string[] | undefined> {
  const works = (command: readonly string[]): Promise<boolean> =>
    output([...command, 'version']).then(
      () => true,
      () => false,
    );
  composeCommand ??= (async () => {
    for (const command of [[DOCKER, 'compose'], ['docker-compose']]) if (await works(command)) return command;
    return undefined;
  })();
  return composeCommand;
}

/** Runs the engine's client; its standard output without the last line end. Errors: what the client said. */
export function docker(...parameters: readonly string[]): Promise<string> {
  return output([DOCKER, ...parameters]);
}

/** What a container has printed, on both of its streams. */
export async function logsOf(container: string): Promise<string> {
  const { stdout, stderr } = await run(DOCKER, ['logs', container], { maxBuffer: 2 ** 26 });
  return stdout + stderr;
}

async function output([program = '', ...parameters]: readonly string[]): Promise<string> {
  const { stdout } = await run(program, parameters, { maxBuffer: 2 ** 26 });
  return stdout.trimEnd();
}
