import type { VenueReport } from '../../src/ports/venue.ts';
import type { VenueBench } from './venue-bench.ts';

/** Reads the private stream beside the story. */
export interface Following {
  readonly seen: readonly VenueReport[];
  until(condition: (report: VenueReport) => boolean): Promise<void>;
  /** Waits for so many of a kind; `nudge` is called again and again meanwhile. */
  untilMany(kind: VenueReport['kind'], count: number, nudge?: () => void): Promise<readonly VenueReport[]>;
  end(): Promise<void>;
}

/** Begins to read. */
export function followReports({ venue, instrument }: Pick<VenueBench, 'venue' | 'instrument'>): Following {
  const seen: VenueReport[] = [];
  const stop = new AbortController();
  let wake: () => void = () => undefined;
  const reading = (async () => {
    for await (const report of venue.reports([instrument], stop.signal)) {
      seen.push(report);
      wake();
    }
  })();
  const untilTrue = async (condition: () => boolean): Promise<void> => {
    while (!condition()) await new Promise<void>((resolve) => (wake = resolve));
  };
  return {
    seen,
    until: (condition) => untilTrue(() => seen.some(condition)),
    async untilMany(kind, count, nudge) {
      const found = (): readonly VenueReport[] => seen.filter((report) => report.kind === kind);
      if (nudge === undefined) await untilTrue(() => found().length >= count);
      while (found().length < count) {
        nudge?.();
        await new Promise(setImmediate);
      }
      return found();
    },
    async end() {
      stop.abort();
      await reading;
    },
  };
}
