import { appendFileSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** How much a log may take of the disk. */
export interface LogLimits {
  /** A file that would grow beyond this is put aside first. */
  readonly maxBytes: number;
  /** Files that are kept, the present one included. */
  readonly maxFiles: number;
}

/** 50 MB at most. */
export const DEFAULT_LOG_LIMITS: LogLimits = { maxBytes: 10_000_000, maxFiles: 5 };

/**
 * A text file that never grows beyond its limits: `x.log`, then `x.log.1` (the newest put aside), `x.log.2` and so on.
 * Lines are written at once, so that the last words of a process that dies are there.
 */
export class CappedFile {
  readonly #path: string;
  readonly #limits: LogLimits;
  #bytes: number;

  constructor(path: string, limits: LogLimits = DEFAULT_LOG_LIMITS) {
    this.#path = path;
    this.#limits = limits;
    mkdirSync(dirname(path), { recursive: true });
    this.#bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  }

  /** Appends a text; a full disk or a lost right is the caller's to bear. */
  write(text: string): void {
    const bytes = Buffer.byteLength(text);
    if (this.#bytes > 0 && this.#bytes + bytes > this.#limits.maxBytes) this.#rotate();
    appendFileSync(this.#path, text, { mode: 0o600 });
    this.#bytes += bytes;
  }

  #rotate(): void {
    rmSync(this.#name(this.#limits.maxFiles - 1), { force: true });
    for (let number = this.#limits.maxFiles - 2; number >= 0; number--) {
      if (statSync(this.#name(number), { throwIfNoEntry: false }) !== undefined) renameSync(this.#name(number), this.#name(number + 1));
    }
    this.#bytes = 0;
  }

  #name(number: number): string {
    return number === 0 ? this.#path : `${this.#path}.${number}`;
  }
}
