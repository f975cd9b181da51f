import { spawn } from 'node:child_process';
import { delimiter, join, resolve } from 'node:path';

/** How a command ended, and all that it printed, in the order in which it came. */
export interface CommandResult {
  readonly code: number;
  readonly output: string;
}

/** The project's own folder, whichever folder the command was started from. */
export const ROOT = resolve(import.meta.dirname, '../..');

// Without the mark of a surrounding test run, so that a runner started here reports for itself.
const { NODE_TEST_CONTEXT: _, ...inherited } = process.env;
const environment = { ...inherited, PATH: [join(ROOT, 'node_modules/.bin'), inherited['PATH'] ?? ''].join(delimiter) };

/** Runs a command in the project's folder, with the project's own tools and Node first on the path, and `more` in its environment. */
export function runCommand(command: readonly string[], print = false, more: Readonly<Record<string, string>> = {}): Promise<CommandResult> {
  const [name = '', ...parameters] = command;
  return new Promise((settle) => {
    const child = spawn(name, parameters, { cwd: ROOT, env: { ...environment, ...more }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        if (print) process.stdout.write(text);
      });
    }
    child.on('error', (error) => settle({ code: 127, output: `${name}: ${error.message}\n` }));
    child.on('close', (code) => settle({ code: code ?? 1, output }));
  });
}
