import { resolve } from 'node:path';

import { openHome, type HomeFolder } from '../config/home.ts';

/** Where a command's text goes, and what it may read of its surroundings. */
export interface CliStreams {
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: NodeJS.WritableStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

/** The options that every command takes. */
export interface GlobalOptions {
  readonly home?: string;
  readonly config?: string;
}

/** What a command gets: where its state lies and where to write. */
export interface CliContext {
  /** Path of the home folder: `--home`, else `BALLAST_HOME`, else `./var/ballast`. It need not exist. */
  readonly home: string;
  /** Whether the user named the home folder. */
  readonly homeNamed: boolean;
  /** Path of the configuration: `--config`, else `BALLAST_CONFIG`, else `./ballast.yaml`. It need not exist. */
  readonly configFile: string;
  /** Whether the user named the configuration, so that it must exist. */
  readonly configNamed: boolean;
  readonly cwd: string;
  readonly env: CliStreams['env'];
  /** Writes a line (or lines) of the result to stdout. */
  out(text: string): void;
  /** Writes a line for the user's eyes, such as progress or a warning, to stderr. */
  err(text: string): void;
  /** stdout itself, for screens and streamed output. */
  readonly stdout: CliStreams['stdout'];
  readonly stderr: CliStreams['stderr'];
  /** Whether stdout is a terminal. */
  readonly isTty: boolean;
  /** Opens the home folder. Errors: `HOME_MISSING` (unless `create`), `HOME_NEWER`, `HOME_UNWRITABLE`. */
  openHome(options: { readonly create: boolean }): HomeFolder;
}

/** The context over the streams; `options` is asked late, since commands are registered before the line is parsed. */
export function createContext(streams: CliStreams, options: () => GlobalOptions): CliContext {
  return {
    get home() {
      return resolve(streams.cwd, options().home ?? (streams.env['BALLAST_HOME'] || 'var/ballast'));
    },
    get homeNamed() {
      return options().home !== undefined || Boolean(streams.env['BALLAST_HOME']);
    },
    get configFile() {
      return resolve(streams.cwd, options().config ?? (streams.env['BALLAST_CONFIG'] || 'ballast.yaml'));
    },
    get configNamed() {
      return options().config !== undefined || Boolean(streams.env['BALLAST_CONFIG']);
    },
    cwd: streams.cwd,
    env: streams.env,
    stdout: streams.stdout,
    stderr: streams.stderr,
    isTty: streams.stdout.isTTY === true,
    out: (text) => void streams.stdout.write(`${text}\n`),
    err: (text) => void streams.stderr.write(`${text}\n`),
    openHome(open) {
      return openHome(this.home, open);
    },
  };
}
