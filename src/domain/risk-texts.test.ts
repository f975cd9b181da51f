import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parseTime } from '../kernel/time.ts';
import { matrixProblem } from './correlation-matrix.ts';
import { dayIn, endOfDay, isDayZone, weekOf } from './day-zone.ts';
import { isAsTight, LIMIT_FORMS, limitExpectation, readLength, readLimit } from './read-limit.ts';
import { money, share, type LimitName } from './risk-limits.ts';

suite('limits as they are written', () => {
  for (const [name, text, value] of [
    ['dailyLoss', '1%', share(10_000)],
    ['dailyLoss', '0.5 %', share(5_000)],
    ['dailyLoss', '500', money(500e8)],
    ['maxOrderValue', '0.00000001', money(1)],
    ['priceCollar', '10%', 100_000],
    ['priceCollar', '0.1', 100_000],
    ['maxOpenPositions', '20', 20],
    ['maxOrderQuantity', '0.5', '0.5'],
    ['maxLeverage', '0.5', 500_000],
    ['maxDataAge', '60s', 60_000_000],
    ['sides', 'none', 'none'],
    ['hours', 'any', 'any'],
    ['dailyLoss', 'unlimited', undefined],
  ] as const) {
    test(`${name}: ${text}`, () => assert.deepEqual(readLimit(name, text, 8)[name], value));
  }

  for (const [name, text] of [
    ['dailyLoss', '-1%'],
    ['dailyLoss', '0%'],
    ['dailyLoss', '0'],
    ['dailyLoss', '-5'],
    ['dailyLoss', 'a lot'],
    ['dailyLoss', '100001%'],
    ['dailyLoss', '0.00000000001%'],
    ['priceCollar', '2'],
    ['priceCollar', '0'],
    ['priceCollar', '500 USDT'],
    ['maxOpenPositions', '0'],
    ['maxOpenPositions', '1.5'],
    ['maxOpenPositions', '100001'],
    ['maxOrderQuantity', '0'],
    ['maxLeverage', '0'],
    ['maxLeverage', '100001'],
    ['maxDataAge', '60'],
    ['maxDataAge', '0s'],
    ['sides', 'up'],
    ['sides', 'unlimited'],
  ] as const) {
    test(`${name}: ${text} is refused, and it says what is right`, () =>
      assert.throws(() => readLimit(name, text, 8), {
        code: 'RISK_LIMIT_INVALID',
        message: `${name} is ${limitExpectation(name)}, not "${text}"`,
      }));
  }

  test('what is no limit is refused', () => {
    for (const name of ['dailyLos', '__proto__', 'toString']) assert.throws(() => readLimit(name, '1%', 8), { code: 'RISK_LIMIT_UNKNOWN' });
    for (const name of Object.keys(LIMIT_FORMS)) assert.ok(limitExpectation(name as LimitName).length > 5);
  });

  for (const [name, value, than, tight] of [
    ['dailyLoss', '1%', '2%', true],
    ['dailyLoss', '2%', '1%', false],
    ['dailyLoss', '1%', '1%', true],
    ['dailyLoss', '1%', 'unlimited', true],
    ['dailyLoss', 'unlimited', '1%', false],
    ['dailyLoss', '100', '1%', false],
    ['dailyLoss', '100', '200', true],
    ['maxMessages', '5', '6', true],
    ['maxMessages', '6', '5', false],
    ['duplicateWindow', '2s', '1s', true],
    ['duplicateWindow', '1s', '2s', false],
    ['sides', 'none', 'long', true],
    ['sides', 'long', 'both', true],
    ['sides', 'short', 'long', false],
    ['sides', 'long', 'short', false],
    ['sides', 'both', 'long', false],
    ['sides', 'long', 'none', false],
    ['hours', 'open', 'any', true],
    ['hours', 'any', 'open', false],
    ['selfMatch', 'allow', 'refuse', false],
    ['selfMatch', 'refuse', 'allow', true],
  ] as const) {
    test(`${name} ${value} is ${tight ? 'as tight as' : 'looser than'} ${than}`, () =>
      assert.equal(isAsTight(name, readLimit(name, value, 8), readLimit(name, than, 8)), tight));
  }

  test('lengths of time', () => {
    assert.deepEqual(['5ms', '2m', '3h', '1d', '1x', '', '01s'].map(readLength), [
      5_000,
      120e6,
      10_800e6,
      86_400e6,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

suite('days by the clock of a zone', () => {
  for (const [zone, time, begins] of [
    ['UTC', '2024-03-10T23:59:59Z', '2024-03-10T00:00:00Z'],
    ['+01:00', '2024-03-10T22:59:59Z', '2024-03-09T23:00:00Z'],
    ['+01:00', '2024-03-10T23:00:00Z', '2024-03-10T23:00:00Z'],
    ['-05:30', '2024-03-10T05:29:59Z', '2024-03-09T05:30:00Z'],
    ['New York', '2024-03-11T03:59:59Z', '2024-03-10T05:00:00Z'],
    ['New York', '2024-03-11T04:00:00Z', '2024-03-11T04:00:00Z'],
  ] as const) {
    test(`${time} belongs in ${zone} to the day that begins at ${begins}`, () => {
      const day = dayIn(zone, parseTime(time));
      assert.equal(endOfDay(zone, day - 1), parseTime(begins));
      assert.ok(endOfDay(zone, day) > parseTime(time));
    });
  }

  test('weeks begin on Monday', () => {
    const week = (date: string): number => weekOf(dayIn('UTC', parseTime(date)));
    assert.equal(week('2024-03-10'), week('2024-03-04'));
    assert.equal(week('2024-03-11'), week('2024-03-10') + 1);
  });

  test('other names are none', () =>
    assert.deepEqual(['UTC', 'New York', '+14:59', '+15:00', 'Berlin', '+1:00', ''].map(isDayZone), [
      true,
      true,
      true,
      false,
      false,
      false,
      false,
    ]));
});

suite('a matrix of correlations', () => {
  for (const [what, matrix, problem] of [
    [
      'one',
      [
        [1, 0.8],
        [0.8, 1],
      ],
      undefined,
    ],
    [
      'the same thing twice',
      [
        [1, 1],
        [1, 1],
      ],
      undefined,
    ],
    [
      'three that are possible',
      [
        [1, 0.9, 0.8],
        [0.9, 1, 0.9],
        [0.8, 0.9, 1],
      ],
      undefined,
    ],
    ['a row too short', [[1, 0.8], [0.8]], /row 2 has 1 numbers, and there are 2/],
    [
      'beyond 1',
      [
        [1, 1.2],
        [1.2, 1],
      ],
      /holds 1.2, and a correlation lies between/,
    ],
    [
      'no number',
      [
        [1, NaN],
        [NaN, 1],
      ],
      /holds NaN/,
    ],
    [
      'another diagonal',
      [
        [0.9, 0],
        [0, 1],
      ],
      /0.9 on the diagonal/,
    ],
    [
      'not mirrored',
      [
        [1, 0.8],
        [0.7, 1],
      ],
      /rows 1 and 2 do not mirror/,
    ],
    [
      'three that no series can have',
      [
        [1, 0.9, -0.9],
        [0.9, 1, 0.9],
        [-0.9, 0.9, 1],
      ],
      /not positive semidefinite/,
    ],
    [
      'twins that differ',
      [
        [1, 1, 0.5],
        [1, 1, -0.5],
        [0.5, -0.5, 1],
      ],
      /not positive semidefinite/,
    ],
  ] as const) {
    test(`${what} is ${problem === undefined ? 'right' : 'refused'}`, () => {
      const found = matrixProblem(matrix);
      if (problem === undefined) assert.equal(found, undefined);
      else assert.match(found ?? '', problem);
    });
  }
});
