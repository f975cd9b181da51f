import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { describeViolation } from './invariants.ts';
import { liveMany } from './live-many.ts';
import { liveThrough, storyOf } from './live-through.ts';
import { findPlanted } from './find-planted.ts';
import { shrink } from './shrink.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    threads: { type: 'string', default: String(availableParallelism()) },
    planted: { type: 'boolean', default: false },
  },
});

if (values.planted) process.exitCode = (await findPlanted(Number(values.threads))) ? 0 : 1;
else if (values.seed !== undefined) await tellSeed(Number(values.seed));
else await runSeeds(Number(values.from), Number(values.seeds));

/** Lives through many seeds; of the first that breaks a law it tells the short story. */
async function runSeeds(from: number, count: number): Promise<void> {
  const began = performance.now();
  let [done, orders, fills, restarts, slowest] = [0, 0, 0, 0, 0];
  let failed: number | undefined;
  await liveMany({
    from,
    count,
    threads: Number(values.threads),
    twiceEvery: 20,
    onResult: ({ seed, violation, figures }) => {
      done += 1;
      orders += figures.orders;
      fills += figures.fills;
      restarts += figures.restarts;
      slowest = Math.max(slowest, figures.healed);
      if (process.stderr.isTTY || done % 500 === 0) process.stderr.write(`\r${done} of ${count} seeds, ${perSecond(done, began)} a second`);
      if (violation === undefined) return true;
      console.log(`\nseed ${seed}  ${describeViolation(violation)}`);
      failed = seed;
      return false;
    },
  });
  const lived = `${orders} orders, ${fills} fills, ${restarts} starts; equal after at most ${(slowest / 1e6).toFixed(1)} s`;
  console.log(`\n${done} seeds, ${perSecond(done, began)} a second: ${lived}`);
  if (failed !== undefined) await tellSeed(failed);
}

/** Lives through one seed; where it breaks a law, tells the shortest story in which it does. */
async function tellSeed(seed: number): Promise<void> {
  const story = storyOf(seed);
  const { violation, told } = await liveThrough(story);
  if (violation === undefined) return console.log([...told, `seed ${seed} breaks no law`].join('\n'));
  const short = await shrink(story, violation.law);
  const shown = await liveThrough(short);
  console.log([...shown.told, describeViolation(shown.violation ?? violation)].join('\n'));
  console.log(`\n${short.troubles.length} of ${story.troubles.length} troubles; to keep it in tests/simulation/kept.ts:`);
  console.log(JSON.stringify({ tells: '', ...short }));
  console.log(`npm run simulate -- --seed ${seed}`);
  process.exitCode = 1;
}

function perSecond(done: number, began: number): string {
  return ((done * 1_000) / (performance.now() - began)).toFixed(1);
}
