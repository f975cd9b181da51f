import { INTERVALS, intervalLength, type Interval } from '../../domain/interval.ts';
import { fail } from '../../kernel/errors.ts';
import { MICROS_PER_SECOND, type Micros } from '../../kernel/time.ts';

/** A distance seen less often tells nothing sure about how far apart rows are meant to be. */
const FEWEST = 3;
/** More distances than this are not those of bars; the commonest is among the first. */
const MOST_DISTANCES = 1000;

/** How far apart the rows of one file are, as they stand there: seen before any row is judged, so that bad rows count too. */
export class RowDistances {
  #last = NaN;
  #distance = NaN;
  #run = 0;
  readonly #counts = new Map<Micros, number>();

  /** Takes the time of the next row. */
  add(time: Micros): void {
    const distance = Math.abs(time - this.#last);
    this.#last = time;
    if (distance === this.#distance) {
      this.#run += 1;
      return;
    }
    this.#count();
    this.#distance = distance;
    this.#run = 1;
  }

  /**
   * Refuses a file whose rows are mostly closer together than `interval`: the few that happen to stand where a longer bar starts
   * would be stored as bars that never were. Errors: `DATA_INTERVAL_MISMATCH`.
   */
  refuseShorterThan(interval: Interval, where: string): void {
    this.#count();
    this.#run = 0;
    const [commonest, count] = [...this.#counts].reduce((most, each) => (each[1] > most[1] ? each : most), [0, 0] as [Micros, number]);
    if (count < FEWEST || commonest >= intervalLength(interval)) return;
    const known = INTERVALS.find((each) => intervalLength(each) === commonest);
    const apart = known ?? `${commonest / MICROS_PER_SECOND} s`;
    const mend =
      known === undefined ? {} : { mend: `Import them with --interval ${known}; Ballast builds longer bars from them by itself.` };
    fail('DATA_INTERVAL_MISMATCH', `these are ${apart} bars, not ${interval}: most rows are ${apart} apart`, { where, ...mend });
  }

  #count(): void {
    const before = this.#counts.get(this.#distance);
    if (this.#distance > 0 && (before !== undefined || this.#counts.size < MOST_DISTANCES))
      this.#counts.set(this.#distance, (before ?? 0) + this.#run);
  }
}
