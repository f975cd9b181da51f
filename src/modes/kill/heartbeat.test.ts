import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { tempFolder } from '../../../tests/tools/temp-folder.ts';
import { deathOf, readHeartbeat, writeHeartbeat, type Heartbeat } from './heartbeat.ts';

const BEAT: Heartbeat = { at: 100e6, session: 'main', clientIds: 'abc123', uncommittedFor: 0, hasEnded: false };
const PATIENCE = 10e6;

test('what was written is read; nothing where there never was any; what is something else is unreadable', (context) => {
  const file = join(tempFolder(context), 'heartbeat.json');
  assert.equal(readHeartbeat(file), undefined);
  writeHeartbeat(file, BEAT);
  assert.deepEqual(readHeartbeat(file), BEAT);
  for (const text of ['', '{', 'null', '[]', '{"at":1}', '{"at":"1","session":"s","clientIds":"a","uncommittedFor":0}']) {
    writeFileSync(file, text);
    assert.equal(readHeartbeat(file), 'unreadable', text);
  }
});

test('a disk that takes nothing does not end the engine', (context) => {
  writeHeartbeat(join(tempFolder(context), 'none', 'heartbeat.json'), BEAT);
});

const CASES: readonly [beat: ReturnType<typeof readHeartbeat>, now: number, why: RegExp | undefined][] = [
  [undefined, 999e6, undefined],
  [BEAT, 110e6, undefined],
  [BEAT, 110e6 + 1, /stopped 10 s ago/],
  [{ ...BEAT, hasEnded: true }, 999e6, undefined],
  [{ ...BEAT, uncommittedFor: PATIENCE }, 100e6, undefined],
  [{ ...BEAT, uncommittedFor: PATIENCE + 1 }, 100e6, /stored nothing for 10 s/],
  ['unreadable', 0, /cannot be read/],
];
for (const [beat, now, why] of CASES) {
  test(`${JSON.stringify(beat)} at ${now / 1e6} s is ${why === undefined ? 'no reason to act' : 'taken for death'}`, () => {
    const death = deathOf(beat, now, PATIENCE);
    if (why === undefined) assert.equal(death, undefined);
    else assert.match(death ?? '', why);
  });
}
