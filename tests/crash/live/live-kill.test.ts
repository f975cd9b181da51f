import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SeededRandom } from '../../../src/kernel/random.ts';
import { CrashWorld } from './crash-world.ts';
import { differences } from './differences.ts';
import { CRASH_POINTS } from './points.ts';

/** How often each point is struck; `npm run crash` asks for more. */
const TIMES = Number(process.env['BALLAST_CRASH_TIMES'] ?? 1);
const SEED = Number(process.env['BALLAST_CRASH_SEED'] ?? 1);

const random = new SeededRandom(SEED);
let world: CrashWorld;
before(async () => {
  world = await CrashWorld.open();
});
after(() => world.close());

for (const { name, hits } of CRASH_POINTS) {
  test(`killed ${TIMES} times ${name}: nothing is lost, nothing doubled`, async (context) => {
    for (let time = 0; time < TIMES; time += 1) {
      // Struck once, it is struck when it is come to for the first time; else at any of the first few.
      const crash = `${TIMES === 1 ? 1 : 1 + random.nextBelow(hits)} ${name}`;
      context.diagnostic(`BALLAST_CRASH="${crash}"`);
      assert.equal(await world.runInto(crash), 'SIGKILL');
    }
  });
}

test('in the end orders, fills and balances are those of the exchange, to the last digit', async () => {
  const enough = CRASH_POINTS.length / 2;
  await world.settle(enough);
  const { found, fills } = await differences(world);
  assert.deepEqual(found, []);
  assert.ok(fills >= enough, `enough was traded: ${fills} fills`);
});
