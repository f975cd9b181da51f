import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Place } from './place.ts';

const PROGRAM = fileURLToPath(new URL('store-program.ts', import.meta.url));

/** What another process does with a store; see store-program.ts. */
export type Task = 'migrate' | 'hold' | 'trade';

/** Another process at a store, whose lines are read one by one. */
export class StoreProcess {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #exited: Promise<unknown[]>;

  constructor(place: Place, task: Task) {
    this.#child = spawn(process.execPath, [PROGRAM, task, JSON.stringify(place.options)], { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#exited = once(this.#child, 'exit');
    const { stdout } = this.#child;
    if (stdout === null) throw new Error('the process has no standard output');
    this.#lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** The next line that it says; `undefined` at the end. */
  async line(): Promise<string | undefined> {
    const next = await this.#lines.next();
    return next.done === true ? undefined : next.value;
  }

  /** Ends it at once, without a chance to tidy up. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }

  /** Its exit code. */
  async ended(): Promise<unknown> {
    const [code] = await this.#exited;
    return code;
  }
}
