import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ROOT } from './run-command.ts';

/** A paper session in a process of its own. */
export interface PaperProcess {
  readonly child: ChildProcess;
  /** All that it has printed. */
  output(): string;
  /** Resolves with the address of the status server once the session has come back to where it was. */
  ready(): Promise<string>;
  /** Resolves with the exit code (or the signal that ended it) once it has ended. */
  ended: Promise<number | NodeJS.Signals>;
}

/** Starts `ballast paper` with these arguments on its home folder, on a free port. */
export function startPaper(home: string, args: readonly string[]): PaperProcess {
  const node = join(ROOT, 'node_modules/.bin/node');
  const child = spawn(node, [join(ROOT, 'bin/ballast.js'), '--home', home, 'paper', '--port', '0', ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ended = once(child, 'close').then(([code, signal]: (number | NodeJS.Signals | null)[]) => signal ?? code ?? 1);
  const ready = new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        const url = /status on (http:\S+);/.exec(output)?.[1];
        if (url !== undefined) resolve(url);
      });
    }
    void ended.then((code) => reject(new Error(`paper ended with ${code} before it was ready:\n${output}`)));
  });
  ready.catch(() => undefined);
  return { child, ended, output: () => output, ready: () => ready };
}
