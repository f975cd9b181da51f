import { join } from 'node:path';

import { pino } from 'pino';

import { formatTime } from '../../../kernel/time.ts';
import type { Notice, Notifier } from '../../../ports/notifier.ts';
import { CappedFile, DEFAULT_LOG_LIMITS, type LogLimits } from './capped-file.ts';

/** Where notices are written. */
export interface LogNotifierOptions {
  /** Folder of `ballast.log`; it is made where it is missing. */
  readonly folder: string;
  /** A second place for every line, such as stderr in a container; none where left out. */
  readonly echo?: { write(text: string): unknown };
  readonly limits?: LogLimits;
}

/** Levels of the log by severity; their order is all that matters. */
const LEVELS = { info: 30, warning: 40, critical: 60 };

/**
 * Writes every notice as one line of JSON (`level`, `time`, `code`, `msg`) to a file that is capped, and to `echo`.
 * Where the file cannot be written (a full disk), the line goes to stderr: a log never stops trading.
 */
export function createLogNotifier({ folder, echo, limits = DEFAULT_LOG_LIMITS }: LogNotifierOptions): Notifier {
  const file = openFile(join(folder, 'ballast.log'), limits);
  const write = (line: string): void => {
    if (!file(line) && echo === undefined) process.stderr.write(line);
    echo?.write(line);
  };
  const logger = pino(
    {
      base: null,
      timestamp: false,
      customLevels: LEVELS,
      useOnlyCustomLevels: true,
      level: 'info',
      formatters: { level: (label) => ({ level: label }) },
    },
    { write },
  );
  return {
    notify: async ({ ts, severity, code, text }: Notice) => logger[severity]({ time: formatTime(ts), code }, text),
    close: () => Promise.resolve(),
  };
}

/** Writes a line and tells whether it could. */
function openFile(path: string, limits: LogLimits): (line: string) => boolean {
  let file: CappedFile | undefined;
  return (line) => {
    try {
      file ??= new CappedFile(path, limits);
      file.write(line);
      return true;
    } catch {
      return false;
    }
  };
}
