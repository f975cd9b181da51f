import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { tempFolder } from '../../../tests/tools/temp-folder.ts';
import { readKillFile, type Kill } from '../../adapters/control/kill-file.ts';
import { BallastError } from '../../kernel/errors.ts';
import { killTrading, type KillDoors } from './kill-trading.ts';
import type { LeftOver } from './left-over.ts';

const KILL: Kill = { scope: { kind: 'all' }, state: 'HALTED', flatten: false, by: 'ada', reason: 'drill' };
const NOTHING: LeftOver = { venue: 'TEST', orders: [], positions: [] };
const ORDER = { id: 'x-1', strategy: 's', instrument: 'A/B.TEST', side: 'buy', quantity: '1' } as const;
const ADDING: LeftOver = { ...NOTHING, orders: [{ ...ORDER, what: 'adds' }] };
const UNKNOWN: LeftOver = { ...NOTHING, orders: [{ ...ORDER, what: 'unknown' }] };
const GUARDED: LeftOver = {
  ...NOTHING,
  orders: [{ ...ORDER, side: 'sell', what: 'reduces' }],
  positions: [{ strategy: 's', instrument: 'A/B.TEST', quantity: '1', isFlattening: true }],
};

interface Given {
  /** What an engine answers to a kill; an error where it does not. */
  readonly engine: 'halted' | 'recovering' | BallastError;
  /** What is left, look after look; the last one stays. */
  readonly left?: readonly (LeftOver | BallastError)[];
  readonly cancelAlone?: () => Promise<LeftOver>;
}

function doorsOf(context: TestContext, { engine, left = [NOTHING], cancelAlone }: Given): KillDoors & { readonly heard: unknown[] } {
  const folder = tempFolder(context);
  let now = 0;
  let look = 0;
  const heard: unknown[] = [];
  return {
    heard,
    files: [join(folder, 'KILL'), join(folder, 'other', 'KILL')],
    clock: {
      now: () => now,
      sleep: (micros) => {
        now += micros;
        return Promise.resolve();
      },
    },
    ask: (command, args) => {
      heard.push([command, args]);
      const answer = command === 'kill' ? engine : left[Math.min(look++, left.length - 1)];
      if (answer instanceof BallastError) return Promise.reject(answer);
      return Promise.resolve(command === 'kill' ? answer : { orders: [], refusals: [], left: answer });
    },
    ...(cancelAlone !== undefined && { cancelAlone }),
    onProgress: () => undefined,
  };
}

const away = new BallastError('VENUE_UNAVAILABLE', 'away');
const absent = new BallastError('RUN_NOT_RUNNING', 'nobody');
const silent = new BallastError('CONTROL_UNANSWERED', 'silence');

const CASES: readonly [what: string, given: Given, kill: Kill, engine: string, isDone: boolean, problems: readonly string[]][] = [
  ['nothing is left', { engine: 'halted' }, KILL, 'halted', true, []],
  ['orders are left for a while', { engine: 'halted', left: [ADDING, UNKNOWN, away, NOTHING] }, KILL, 'halted', true, []],
  ['an order stays', { engine: 'halted', left: [ADDING] }, KILL, 'halted', false, []],
  ['nobody knows of an order', { engine: 'halted', left: [UNKNOWN] }, KILL, 'halted', false, []],
  ['protection stays with its position', { engine: 'halted', left: [GUARDED] }, KILL, 'halted', true, []],
  ['a position stays that is to be closed', { engine: 'halted', left: [GUARDED] }, { ...KILL, flatten: true }, 'halted', false, []],
  [
    'what is left cannot be asked',
    { engine: 'halted', left: [away] },
    KILL,
    'halted',
    false,
    ['what is left could not be asked: VENUE_UNAVAILABLE: away'],
  ],
  ['no engine runs, and no venue is known', { engine: absent }, KILL, 'absent', false, []],
  [
    'no engine runs, and the venue is asked without it',
    { engine: absent, cancelAlone: () => Promise.resolve(NOTHING) },
    KILL,
    'absent',
    true,
    [],
  ],
  [
    'nor does the venue answer',
    { engine: absent, cancelAlone: () => Promise.reject(away) },
    KILL,
    'absent',
    false,
    ['VENUE_UNAVAILABLE: away'],
  ],
  [
    'the engine hangs',
    { engine: silent, cancelAlone: () => Promise.resolve(NOTHING) },
    KILL,
    'silent',
    true,
    ['CONTROL_UNANSWERED: silence'],
  ],
  ['the engine is coming back', { engine: 'recovering', cancelAlone: () => Promise.resolve(ADDING) }, KILL, 'silent', false, []],
];
for (const [what, given, kill, engine, isDone, problems] of CASES) {
  test(`a kill is in every file, and told to the engine, where ${what}`, async (context) => {
    const doors = doorsOf(context, given);
    const report = await killTrading(kill, doors);
    assert.deepEqual([report.engine, report.isDone, report.problems], [engine, isDone, problems]);
    for (const file of doors.files) assert.deepEqual(readKillFile(file), [kill]);
    assert.deepEqual(doors.heard[0], ['kill', { scope: 'all', state: 'HALTED', flatten: kill.flatten, by: 'ada', reason: 'drill' }]);
  });
}

test('a further file that cannot be written is told, and the first must be', async (context) => {
  const doors = doorsOf(context, { engine: 'halted' });
  const [first = ''] = doors.files;
  const blocked = join(first, 'KILL');
  const { files, problems } = await killTrading(KILL, { ...doors, files: [first, blocked] });
  assert.deepEqual(files, [first]);
  assert.match(problems[0] ?? '', /^KILL_FILE_UNWRITABLE/);
  await assert.rejects(killTrading(KILL, { ...doors, files: [blocked, first] }), { code: 'KILL_FILE_UNWRITABLE' });
});

test('a name that nobody trades halts nothing, and stays in no file', async (context) => {
  const doors = doorsOf(context, { engine: new BallastError('HALT_SCOPE_UNKNOWN', 'no venue moon') });
  await assert.rejects(killTrading({ ...KILL, scope: { kind: 'venue', name: 'moon' } }, doors), { code: 'HALT_SCOPE_UNKNOWN' });
  for (const file of doors.files) assert.deepEqual(readKillFile(file), []);
});
