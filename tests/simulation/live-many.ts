import { Worker } from 'node:worker_threads';
import type { Figures } from './live-through.ts';
import type { Violation } from './invariants.ts';

/** What came of one seed. */
export interface SeedResult {
  readonly seed: number;
  readonly violation: Violation | undefined;
  readonly figures: Figures;
}

/** What a worker is given. */
export interface SeedBatch {
  readonly seeds: readonly number[];
  readonly twiceEvery: number;
}

/** Seeds that a worker takes at a time. */
const BATCH = 10;

/** Which seeds to live through, and with how many threads. */
export interface ManySeeds {
  readonly from: number;
  readonly count: number;
  readonly threads: number;
  /** Of every so many seeds one is lived through twice, to the same hash. */
  readonly twiceEvery: number;
  /** Told of each; false ends the run. */
  readonly onResult: (result: SeedResult) => boolean;
}

/** Lives through many seeds, over several threads. */
export async function liveMany({ from, count, threads, twiceEvery, onResult }: ManySeeds): Promise<void> {
  let next = from;
  let isOver = false;
  const work = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL('simulation-worker.ts', import.meta.url));
      const give = (): void => {
        const seeds = Array.from({ length: Math.min(BATCH, from + count - next) }, (_, place) => next + place);
        next += seeds.length;
        const batch: SeedBatch = { seeds, twiceEvery };
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
        if (seeds.length > 0 && !isOver) worker.postMessage(batch);
        else void worker.terminate().then(() => resolve());
      };
      worker.on('message', (results: readonly SeedResult[]) => {
        for (const result of results) if (!isOver) isOver = !onResult(result);
        give();
      });
      worker.on('error', reject);
      give();
    });
  await Promise.all(Array.from({ length: threads }, work));
}
