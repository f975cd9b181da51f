import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { SeededRandom } from '../../src/kernel/random.ts';
import { startPaper } from '../tools/paper-process.ts';
import { storedSession } from '../tools/stored-session.ts';

const KILLS = 50;
const BARS = 4_000;
const ARGS = ['--demo', '--speed', '1000000', '--bars', String(BARS)];
const SESSION = 'demo';

const folder = mkdtempSync(join(tmpdir(), 'ballast-kill-'));
after(() => rmSync(folder, { recursive: true }));

test(`a session that is killed ${KILLS} times stores what one stores that never was`, async (context) => {
  const whole = join(folder, 'whole');
  assert.equal(await startPaper(whole, ARGS).ended, 0);
  const expected = await storedSession({ home: whole }, SESSION);
  assert.ok((expected['fills']?.length ?? 0) > 100, 'enough happens for the comparison to mean something');

  const seed = Number(process.env['BALLAST_KILL_SEED'] ?? 1);
  context.diagnostic(`BALLAST_KILL_SEED=${seed}`);
  const random = new SeededRandom(seed);
  const killed = join(folder, 'killed');
  for (let kill = 0; kill < KILLS; kill += 1) {
    const paper = startPaper(killed, ARGS);
    // Half of the kills fall while the session comes back, the others while it trades.
    if (random.next() < 0.5) await paper.ready();
    const timer = setTimeout(() => paper.child.kill('SIGKILL'), random.nextBelow(300));
    const end = await paper.ended;
    clearTimeout(timer);
    assert.equal(end, 'SIGKILL', `kill ${kill + 1} came before the session had ended:\n${paper.output()}`);
  }
  assert.equal(await startPaper(killed, ARGS).ended, 0);
  assert.deepEqual(await storedSession({ home: killed }, SESSION), expected);
});
