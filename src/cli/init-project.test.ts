import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';

import { loadConfig } from '../config/load.ts';
import { checkFiles } from '../config/check-files.ts';
import { initProject } from './init-project.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'ballast-init-'))));
afterEach(() => rmSync(folder, { recursive: true }));

test('a new project has a configuration that is right and a strategy that it names', () => {
  const project = join(folder, 'new');
  initProject(project);
  assert.deepEqual(checkFiles(loadConfig(join(project, 'ballast.yaml'))), []);
  assert.match(readFileSync(join(project, 'strategies', 'my-strategy.ts'), 'utf8'), /from 'ballast'/);
  assert.deepEqual(readdirSync(project).sort(), ['.gitignore', 'ballast.yaml', 'package.json', 'strategies', 'tsconfig.json']);
});

for (const [what, before, after] of [
  ['is left as it is where it is a module', '{"type":  "module"}', '{"type":  "module"}'],
  [
    'of CommonJS becomes a module',
    '{\n  "type": "commonjs",\n  "mine": { "type": 1 }\n}\n',
    '{\n  "type": "module",\n  "mine": {\n    "type": 1\n  }\n}\n',
  ],
  ['without a type becomes a module', '{"mine":true}', '{"mine":true,"type":"module"}'],
  ['that is no JSON is left as it is', '{mine', '{mine'],
] as const) {
  test(`a person's own package.json ${what}`, () => {
    writeFileSync(join(folder, 'package.json'), before);
    const written = initProject(folder).map(({ path }) => path);
    assert.equal(readFileSync(join(folder, 'package.json'), 'utf8'), after);
    assert.equal(written.includes('package.json'), before !== after);
  });
}

test('the sources of Ballast are no place for a project', () => {
  writeFileSync(join(folder, 'package.json'), '{"name":"ballast"}');
  assert.throws(() => initProject(folder), { code: 'INIT_OWN_SOURCE' });
  assert.deepEqual(readdirSync(folder), ['package.json']);
});

for (const taken of ['ballast.yaml', join('strategies', 'my-strategy.ts')]) {
  test(`where ${taken} is there already, nothing is written`, () => {
    mkdirSync(join(folder, 'strategies'));
    writeFileSync(join(folder, taken), 'mine');
    const before = readdirSync(folder, { recursive: true });
    assert.throws(() => initProject(folder), { code: 'INIT_EXISTS' });
    assert.deepEqual(readdirSync(folder, { recursive: true }), before);
    assert.equal(readFileSync(join(folder, taken), 'utf8'), 'mine');
  });
}

test('what was written is taken back when the rest cannot be', () => {
  // `strategies` is a file, so the strategy cannot be written after the configuration was.
  writeFileSync(join(folder, 'strategies'), '');
  assert.throws(() => initProject(folder), { code: 'INIT_UNWRITABLE' });
  assert.deepEqual(readdirSync(folder), ['strategies']);
  assert.ok(!existsSync(join(folder, 'ballast.yaml')));
});
