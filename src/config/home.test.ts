import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { openHome } from './home.ts';

let folder: string;
before(() => (folder = mkdtempSync(join(tmpdir(), 'ballast-home-'))));
after(() => rmSync(folder, { recursive: true }));

test('a home is made once, and found again', () => {
  const root = join(folder, 'deep', 'home');
  const made = openHome(root, { create: true });
  assert.deepEqual(readdirSync(root), ['home.json']);
  assert.deepEqual(openHome(root, { create: false }), made);
  assert.deepEqual(openHome(root, { create: true }), made);
});

test('a missing home is refused, and so is a folder that is none', () => {
  assert.throws(() => openHome(join(folder, 'none'), { create: false }), { code: 'HOME_MISSING' });
  assert.throws(() => openHome(folder, { create: false }), { code: 'HOME_MISSING', message: 'this folder is no Ballast home' });
});

test('a home of a newer Ballast is refused', () => {
  const root = join(folder, 'newer');
  mkdirSync(root);
  writeFileSync(join(root, 'home.json'), '{"ballastHome":2}');
  assert.throws(() => openHome(root, { create: true }), { code: 'HOME_NEWER' });
});

test('a home marked by something else is not taken over', () => {
  const root = join(folder, 'strange');
  mkdirSync(root);
  for (const marker of ['', '[]', '{"ballastHome":"1"}']) {
    writeFileSync(join(root, 'home.json'), marker);
    assert.throws(() => openHome(root, { create: true }), { code: 'HOME_MISSING' }, marker);
  }
});

test('a home cannot be made under a file', () => {
  writeFileSync(join(folder, 'file'), '');
  assert.throws(() => openHome(join(folder, 'file', 'home'), { create: true }), { code: 'HOME_UNWRITABLE' });
});
