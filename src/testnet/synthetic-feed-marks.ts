import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeDurably } from '../data/durable-files.ts';
import { canonicalJson } from '../kernel/canonical-json.ts';
import type { Micros } from '../kernel/time.ts';
import type { SyntheticMarketState } from '../sim/synthetic-market.ts';

/** Where a synthetic market stood before one of its bars. */
export interface SyntheticFeedMark {
  /** Bars made before it. */
  readonly made: number;
  /** Opening time of the bar that comes next. */
  readonly opens: Micros;
  readonly state: SyntheticMarketState;
}

/** Bars between two marks: as many are made in a few milliseconds. */
const MARK_EVERY = 16_384;
/** A reader is a few bars ahead of what its session has stored: the mark before the newest one lies behind both. */
const KEPT = 2;
/** To be raised when the market makes other bars of the same seed. */
const MARKET_VERSION = 1;

/**
 * Marks on the way of one synthetic market, in a file, so that a restart need not make all bars since the beginning. They save time only:
 * a file that is missing, damaged, of another market or that cannot be written does no harm.
 */
export class SyntheticFeedMarks {
  readonly #path: string | undefined;
  /** Names the market that the marks are of. */
  readonly #market: string;
  #marks: readonly SyntheticFeedMark[] | undefined;

  /** Marks in the file at `path`; without one, none are kept. `market` is all that the bars depend on. */
  constructor(path: string | undefined, market: unknown) {
    this.#path = path;
    this.#market = sha256({ version: MARKET_VERSION, market });
  }

  /** The newest mark that lies no later than `time`. */
  before(time: Micros): SyntheticFeedMark | undefined {
    return this.#all().findLast(({ opens }) => opens <= time);
  }

  /** Notes where the market stands, where that is due. */
  pass(made: number, mark: () => SyntheticFeedMark): void {
    if (this.#path === undefined || made % MARK_EVERY !== 0) return;
    const next = mark();
    const newest = this.#all().at(-1);
    if (newest !== undefined && newest.made >= made) return;
    this.#marks = [...this.#all(), next].slice(-KEPT);
    this.#write(this.#path, this.#marks);
  }

  #all(): readonly SyntheticFeedMark[] {
    return (this.#marks ??= this.#path === undefined ? [] : this.#read(this.#path));
  }

  #read(path: string): readonly SyntheticFeedMark[] {
    try {
      const { market, marks, sum } = JSON.parse(readFileSync(path, 'utf8')) as Record<'market' | 'marks' | 'sum', unknown>;
      return market === this.#market && sum === sha256({ market, marks }) ? (marks as readonly SyntheticFeedMark[]) : [];
    } catch {
      return [];
    }
  }

  #write(path: string, marks: readonly SyntheticFeedMark[]): void {
    const market = this.#market;
    try {
      mkdirSync(dirname(path), { recursive: true });
      writeDurably(path, JSON.stringify({ market, marks, sum: sha256({ market, marks }) }));
    } catch {
      // The marks before it are still good, or there are none.
    }
  }
}

function sha256(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}
