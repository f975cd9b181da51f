import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ROOT } from './run-command.ts';

/** What `/status` answers, as far as tests read it. */
export interface StatusJson {
  readonly version: string;
  readonly sessionId: string;
  readonly now: string;
  readonly trading: { readonly state: string; readonly reason: string };
  readonly orders: number;
  readonly openOrders: number;
  readonly fills: number;
  readonly refusals: number;
  readonly steps: number;
  readonly positions: readonly { readonly strategyId: string; readonly quantity: string }[];
  readonly strategies: readonly {
    readonly id: string;
    readonly state: string;
    readonly reason: string;
    readonly orders: number;
    readonly fills: number;
  }[];
  readonly halted: readonly { readonly instrumentId: string; readonly reason: string }[];
  /** Of a live session. */
  readonly venue: {
    readonly host: string;
    readonly streamUp: boolean;
    readonly pursued: number;
    readonly gate: { readonly state: string; readonly reason: string };
    readonly permissions: { readonly trade: boolean; readonly withdraw: boolean } | null;
    readonly comparison: { readonly outcome: string; readonly found: readonly string[]; readonly others: number } | null;
  } | null;
  readonly feed: {
    readonly connected: boolean;
    readonly ageSeconds: number | null;
    readonly reconnects: number;
    readonly backfilledBars: number;
  };
}

/** What `/health/ready` answers. */
export interface Readiness {
  readonly code: number;
  readonly causes: readonly string[];
}

/** A paper session in a process of its own. */
export interface PaperProcess {
  readonly child: ChildProcess;
  /** All that it has printed. */
  output(): string;
  /** Resolves with the address of the status server once the session has come back to where it was. */
  ready(): Promise<string>;
  /** Resolves with the exit code (or the signal that ended it) once it has ended. */
  ended: Promise<number | NodeJS.Signals>;
  /** Its status now. */
  status(): Promise<StatusJson>;
  readiness(): Promise<Readiness>;
  /** Resolves with the first status for which `condition` holds; fails with `what` it waited for, in vain. */
  until(what: string, condition: (status: StatusJson) => boolean): Promise<StatusJson>;
  /** The same with its readiness. */
  untilReadiness(what: string, condition: (readiness: Readiness) => boolean): Promise<Readiness>;
}

/** How to start a process, where that matters. */
export interface PaperOptions {
  /** A command before that of Ballast, such as one that limits what the process may do. */
  readonly prefix?: readonly string[];
  readonly uid?: number;
  /** The command that runs the session; `paper` where left out. */
  readonly command?: 'paper' | 'live';
}

const POLL_MS = 50;
const PATIENCE_MS = 30_000;

/** Starts `ballast paper`, or `ballast live`, with these arguments on its home folder, on a free port. */
export function startPaper(
  home: string,
  args: readonly string[],
  { prefix = [], uid, command: session = 'paper' }: PaperOptions = {},
): PaperProcess {
  const [command = '', ...rest] = [
    ...prefix,
    join(ROOT, 'node_modules/.bin/node'),
    join(ROOT, 'bin/ballast.js'),
    '--home',
    home,
    session,
    '--port',
    '0',
    ...args,
  ];
  const child = spawn(command, rest, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], ...(uid !== undefined && { uid }) });
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
    void ended.then((code) => reject(new Error(`${session} ended with ${code} before it was ready:\n${output}`)));
  });
  ready.catch(() => undefined);
  const status = async (): Promise<StatusJson> => (await (await fetch(new URL('/status', await ready))).json()) as StatusJson;
  const readiness = async (): Promise<Readiness> => {
    const response = await fetch(new URL('/health/ready', await ready));
    return { code: response.status, ...((await response.json()) as Omit<Readiness, 'code'>) };
  };
  const untilOf =
    <T>(read: () => Promise<T>) =>
    (what: string, condition: (value: T) => boolean): Promise<T> =>
      poll(read, what, condition, () => output);
  return {
    child,
    ended,
    output: () => output,
    ready: () => ready,
    status,
    readiness,
    // A session that is coming back has no status: then there is nothing to hold yet.
    until: untilOf(status),
    untilReadiness: untilOf(readiness),
  };
}

async function poll<T>(read: () => Promise<T>, what: string, condition: (value: T) => boolean, output: () => string): Promise<T> {
  let last: T | undefined;
  for (const end = performance.now() + PATIENCE_MS; performance.now() < end; await delay(POLL_MS)) {
    last = await read();
    if (!('error' in (last as object)) && condition(last)) return last;
  }
  throw new Error(`waited in vain for ${what}; last: ${JSON.stringify(last)}\n${output()}`);
}
