import assert from 'node:assert/strict';
import { test } from 'node:test';

import { renderTable } from './table.ts';

const rows = [
  ['a', 'a market with a rather long name', '1.00'],
  ['bb', 'short', '-20.00'],
];

test('columns are as wide as their widest cell', () => {
  assert.deepEqual(renderTable(['', 'market', '>return'], rows), [
    '    market                            return',
    'a   a market with a rather long name    1.00',
    'bb  short                             -20.00',
  ]);
});

test('where the room ends, the widest text is cut, and numbers never are', () => {
  assert.deepEqual(renderTable(['', 'market', '>return'], rows, 24), [
    '    market        return',
    'a   a market wi…    1.00',
    'bb  short         -20.00',
  ]);
});

test('a table without rows is its headings', () => {
  assert.deepEqual(renderTable(['run', '>return'], []), ['run  return']);
});

test('texts of strangers cannot move the cursor or break the row', () => {
  assert.deepEqual(renderTable(['x'], [['a\u001B[2J\nb']]), ['x', 'a?[2J?b']);
});
