import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { TrackRecord, type BookedFill } from './track-record.ts';

type Fill = readonly [before: number, after: number, notional: number, profit: number];

function recordOf(fills: readonly Fill[]): TrackRecord {
  const track = new TrackRecord();
  for (const [before, after, notional, profit] of fills)
    track.take({ instrumentId: 'X', lot: 10, before, after, notional, profit } satisfies BookedFill);
  return track;
}

suite('round trips run from flat to flat, and count by what they had put in', () => {
  for (const [name, fills, edge] of [
    [
      'a win',
      [
        [0, 100, 1000, -1],
        [100, 0, 1100, 99],
      ],
      { wins: 1, losses: 0, won: 0.098, lost: 0 },
    ],
    [
      'a loss',
      [
        [0, 100, 1000, -1],
        [100, 0, 900, -101],
      ],
      { wins: 0, losses: 1, won: 0, lost: 0.102 },
    ],
    [
      'in parts',
      [
        [0, 100, 1000, 0],
        [100, 200, 1000, 0],
        [200, 50, 1500, 150],
        [50, 0, 500, 50],
      ],
      { wins: 1, losses: 0, won: 0.1, lost: 0 },
    ],
    [
      'short',
      [
        [0, -100, 1000, 0],
        [-100, 0, 900, 100],
      ],
      { wins: 1, losses: 0, won: 0.1, lost: 0 },
    ],
    [
      'turned round',
      [
        [0, 100, 1000, 0],
        [100, -100, 2200, 100],
        [-100, 0, 1100, 0],
      ],
      { wins: 1, losses: 1, won: 0.1, lost: 0 },
    ],
    [
      'a rest of less than a lot is flat',
      [
        [0, 100, 1000, 0],
        [100, 3, 1067, 97],
      ],
      { wins: 1, losses: 0, won: 0.097, lost: 0 },
    ],
    ['still open', [[0, 100, 1000, 0]], { wins: 0, losses: 0, won: 0, lost: 0 }],
  ] as readonly [string, readonly Fill[], object][])
    test(name, () => {
      const track = recordOf(fills);
      const { wins, losses, won, lost } = track.edge;
      assert.deepEqual({ wins, losses, won: Number(won.toFixed(9)), lost: Number(lost.toFixed(9)) }, edge);
      assert.equal(track.fills, fills.length);
    });
});

test('it is the same after it was saved and brought back', () => {
  const track = recordOf([[0, 100, 1000, -1]]);
  track.begin(5);
  const other = new TrackRecord();
  other.state = JSON.parse(JSON.stringify(track.state)) as typeof track.state;
  for (const each of [track, other]) each.take({ instrumentId: 'X', lot: 10, before: 100, after: 0, notional: 1100, profit: 100 });
  assert.deepEqual(other.state, track.state);
  assert.equal(other.age(25), 20);
});
