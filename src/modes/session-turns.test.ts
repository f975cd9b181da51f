import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CoreRecord } from '../domain/records.ts';
import { ManualClock } from '../../tests/tools/manual-clock.ts';
import type { SessionInput } from './session-input.ts';
import { SessionTurns } from './session-turns.ts';

/** An input that can be told from others. */
const input = (ts: number): SessionInput => ({ kind: 'reconciliation', ts, found: [] });
const record = (seq: number): CoreRecord => ({ seq, ts: 0, kind: 'reconciliation', isClean: true, found: [] });

/** Turns into a session that keeps what entered, by commits, and fails at the input of time 13. */
function turnsInto(): { turns: SessionTurns; clock: ManualClock; commits: number[][]; ended: () => number; release: () => void } {
  const commits: number[][] = [];
  const gate = Promise.withResolvers<void>();
  let ended = 0;
  const session: ConstructorParameters<typeof SessionTurns>[0] & { failure: { readonly error: unknown } | undefined } = {
    failure: undefined,
    async apply(inputs) {
      await gate.promise;
      const commit: number[] = [];
      for (const { ts } of inputs) {
        if (ts === 13) {
          session.failure = { error: new Error('the disk is gone') };
          throw session.failure.error;
        }
        commit.push(ts);
        turns.onStored([record(ts)]);
        await Promise.resolve();
      }
      commits.push(commit);
    },
  };
  const clock = new ManualClock(1000);
  const turns = new SessionTurns(session, clock, () => (ended += 1));
  return { turns, clock, commits, ended: () => ended, release: () => gate.resolve() };
}

test('what comes at once from a venue is stored by one commit, each input made when those before it have been taken in', async () => {
  const { turns, commits, release } = turnsInto();
  const seen: number[] = [];
  const make = (ts: number) => (): readonly SessionInput[] => {
    seen.push(commits.flat().length);
    return [input(ts)];
  };
  const first = turns.apply([input(1)]);
  const entered = [turns.enter(make(2)), turns.enter(make(3)), turns.enter(() => [])];
  const last = turns.apply([input(4)]);
  release();
  await Promise.all([first, ...entered, last]);
  assert.deepEqual(commits, [[1], [2, 3], [4]]);
  assert.deepEqual(seen, [1, 1], 'made after the turn before them');
  await turns.enter(make(5));
  assert.deepEqual(commits.at(-1), [5]);
});

test('who wants to know is told what its own inputs put on record, and nothing of others', async () => {
  const { turns, release } = turnsInto();
  release();
  const [, told] = await Promise.all([turns.apply([input(1)]), turns.told(() => [input(2), input(3)]), turns.apply([input(4)])]);
  assert.deepEqual(
    told.map(({ seq }) => seq),
    [2, 3],
  );
});

test('a command that is refused harms nobody; an input that cannot be taken in ends the session, and is told to whoever brought it', async () => {
  const { turns, commits, ended, release } = turnsInto();
  release();
  const refused = turns.told(() => {
    throw new Error('no such order');
  });
  const good = turns.apply([input(1)]);
  await assert.rejects(refused, /no such order/);
  await good;
  assert.deepEqual([commits, ended()], [[[1]], 0]);
  await assert.rejects(
    turns.enter(() => [input(13)]),
    /the disk is gone/,
  );
  assert.equal(ended(), 1);
});

test('it is known since when something waits', async () => {
  const { turns, clock, release } = turnsInto();
  assert.equal(turns.waitingSince, undefined);
  const first = turns.apply([input(1)]);
  clock.advance(5);
  const second = turns.apply([input(2)]);
  assert.equal(turns.waitingSince, 1000);
  release();
  await Promise.all([first, second]);
  await turns.over();
  assert.equal(turns.waitingSince, undefined);
});
