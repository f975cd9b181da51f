import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { runTests } from './run-tests.ts';

const HEAD = "import { test } from 'node:test';\n";

/** Runs one test file of the given text, in both ways of running. */
async function runText(text: string): Promise<readonly Awaited<ReturnType<typeof runTests>>[]> {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-planted-'));
  try {
    writeFileSync(join(folder, 'planted.test.mjs'), HEAD + text);
    const plan = { files: [join(folder, '*.test.mjs')], timeoutSeconds: 20, print: false };
    return [await runTests({ ...plan, isolation: 'none' }), await runTests({ ...plan, isolation: 'process' })];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('tests that pass are counted, and the run passes', async () => {
  for (const { code, passed, failed } of await runText("test('a', () => {}); test('b', () => {});")) {
    assert.deepEqual({ code, passed, failed }, { code: 0, passed: 2, failed: 0 });
  }
});

test('one test that fails fails the run, and its words are kept', async () => {
  for (const { code, passed, failed, output } of await runText(
    "test('a', () => {}); test('b', () => { throw new Error('the sky fell'); });",
  )) {
    assert.deepEqual({ code, passed, failed }, { code: 1, passed: 1, failed: 1 });
    assert.match(output, /the sky fell/);
  }
});

test('a test that is skipped or left to be done fails the run by its name', async () => {
  for (const text of [
    "test('later', { skip: true }, () => {});",
    "test('later', { todo: 'soon' }, () => {});",
    "test.skip('later', () => {});",
  ]) {
    for (const { code, failed, unrun, output } of await runText(text)) {
      assert.deepEqual({ code, failed, count: unrun.length }, { code: 1, failed: 0, count: 1 });
      assert.match(output, /not run, which fails the run: .*later/);
    }
  }
});

test('a file that does not load fails the run', async () => {
  for (const { code } of await runText("throw new Error('no');")) assert.equal(code, 1);
  for (const { code } of await runText('this is no JavaScript')) assert.equal(code, 1);
});
