/** Where progress is written. */
export interface ProgressStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** What to show the progress of. */
export interface ProgressOptions {
  /** What is being done, such as `import`. */
  readonly label: string;
  /** How many units there are in all; not above zero where that is not known. */
  readonly total: number;
  /** What is counted, such as `bars`; `bytes` are shown as kB and MB. */
  readonly unit: string;
  /** Where to write; stderr by default. */
  readonly stream?: ProgressStream;
  /** Shows nothing at all, as with `--json`. */
  readonly silent?: boolean;
  /** Milliseconds of a clock that only goes forward; for tests. */
  readonly now?: () => number;
}

/** A progress display. */
export interface Progress {
  /** `done` units are done, counted from the start. */
  update(done: number): void;
  /** Everything is done, or the work was given up: leaves the last state on a line of its own. Once is enough. */
  done(): void;
}

/** A bar is drawn anew at most so often; lines, where there is no terminal, come less often. */
const REDRAW_MS = 100;
const LINE_MS = 5_000;
const BAR_CELLS = 24;

/**
 * Shows how far work has come: on a terminal a bar with percentage, rate and time left, elsewhere a plain line now and
 * then; nothing when silent. Work that ends within the first interval shows only its last state, or nothing without a terminal.
 */
export function createProgress(options: ProgressOptions): Progress {
  if (options.silent === true) return { update: () => undefined, done: () => undefined };
  const stream: ProgressStream = options.stream ?? process.stderr;
  const now = options.now ?? (() => performance.now());
  const tty = stream.isTTY === true;
  const every = tty ? REDRAW_MS : LINE_MS;
  const startedAt = now();
  let shownAt = startedAt;
  let count = 0;
  let shown = false;
  let ended = false;
  const show = (): void => {
    const text = describeProgress(options, count, now() - startedAt, tty ? (stream.columns ?? 80) : undefined);
    stream.write(tty ? `\r${text}\u001b[K` : `${text}\n`);
    shownAt = now();
    shown = true;
  };
  return {
    update(done) {
      count = done;
      if (now() - shownAt >= every) show();
    },
    done() {
      if (ended) return;
      ended = true;
      if (tty || shown) show();
      if (tty) stream.write('\n');
    },
  };
}

/** One state of the work as a line of at most `columns` characters; with a bar where `columns` is given. */
export function describeProgress(options: ProgressOptions, done: number, elapsedMs: number, columns?: number): string {
  const { label, total, unit } = options;
  const rate = elapsedMs > 0 ? (done / elapsedMs) * 1000 : 0;
  const known = total > 0;
  const share = known ? Math.min(1, done / total) : 0;
  const left = known && rate > 0 && share < 1 ? `${formatDuration(((total - done) / rate) * 1000)} left` : formatDuration(elapsedMs);
  const amount = known ? `${String(Math.floor(share * 100)).padStart(3)}%` : formatAmount(done, unit);
  const parts = [amount, `${formatAmount(rate, unit)}/s`, left];
  const filled = Math.round(share * BAR_CELLS);
  const bar = columns !== undefined && known ? ` [${'#'.repeat(filled)}${'.'.repeat(BAR_CELLS - filled)}]` : '';
  return `${label}${bar} ${parts.join('  ')}`.slice(0, columns === undefined ? undefined : Math.max(1, columns - 1));
}

/** A number with its unit, shortened: `1.2M bars`, `3.4 MB`. */
function formatAmount(value: number, unit: string): string {
  const [divisor, prefix] = value >= 1e9 ? [1e9, 'G'] : value >= 1e6 ? [1e6, 'M'] : value >= 1e3 ? [1e3, 'k'] : [1, ''];
  const scaled = value / divisor;
  const text = scaled >= 100 || divisor === 1 ? String(Math.round(scaled)) : scaled.toFixed(1);
  return unit === 'bytes' ? `${text} ${prefix}B` : `${text}${prefix} ${unit}`;
}

/** A length of time, such as `4 s`, `2:05 min`, `1:02 h`. */
function formatDuration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} min`;
  return `${Math.floor(seconds / 3600)}:${String(Math.floor(seconds / 60) % 60).padStart(2, '0')} h`;
}
