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

test("a person's own package.json is left as it is", () => {
  writeFileSync(join(folder, 'package.json'), '{"mine":true}');
  initProject(folder);
  assert.equal(readFileSync(join(folder, 'package.json'), 'utf8'), '{"mine":true}');
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
