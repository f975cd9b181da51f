import { parentPort } from 'node:worker_threads';
import type { SeedBatch, SeedResult } from './live-many.ts';
import { liveThrough, storyOf } from './live-through.ts';

const port = parentPort;
if (port === null) throw new Error('a worker is started by live-many.ts');

port.on('message', ({ seeds, twiceEvery }: SeedBatch) => void liveAll(seeds, twiceEvery).then((results) => port.postMessage(results)));

async function liveAll(seeds: readonly number[], twiceEvery: number): Promise<readonly SeedResult[]> {
  const results: SeedResult[] = [];
  for (const seed of seeds) results.push(await live(seed, seed % twiceEvery === 0));
  return results;
}

async function live(seed: number, isTwice: boolean): Promise<SeedResult> {
  const { violation, hash, at, figures } = await liveThrough(storyOf(seed));
  if (violation !== undefined || !isTwice) return { seed, violation, figures };
  const again = await liveThrough(storyOf(seed));
  if (again.hash === hash) return { seed, violation, figures };
  return { seed, violation: { law: 'hash', at, text: `${hash} at first, then ${again.hash}` }, figures };
}
