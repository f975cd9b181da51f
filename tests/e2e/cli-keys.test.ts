import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { runBallast, type CliResult } from './run-cli.ts';

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'ballast-keys-'));
});
after(() => rmSync(folder, { recursive: true }));
const at = (home: string, ...args: string[]): Promise<CliResult> => runBallast(['--home', join(folder, home), 'keys', ...args], folder);

test('a key is made, listed, shown, taken in on another machine and revoked; no private half is ever printed', async () => {
  const made = await at('here', 'add', 'ada');
  assert.deepEqual([made.code, made.stderr], [0, '']);
  assert.match(made.stdout, /^Added the key of ada: [\w-]{43}\n$/);
  const shown = await at('here', 'show', 'ada');
  assert.match(shown.stdout, /^-----BEGIN PUBLIC KEY-----\n/);
  writeFileSync(join(folder, 'ada.pub'), shown.stdout);
  assert.equal((await at('there', 'add', 'ada', '--public', 'ada.pub')).stdout, made.stdout);
  assert.match((await at('there', 'list')).stdout, /ada +signs elsewhere/);
  await at('here', 'revoke', 'ada');
  const [key] = JSON.parse((await at('here', 'list', '--json')).stdout) as { name: string; revoked: string | null; canSign: boolean }[];
  assert.deepEqual([key?.name, typeof key?.revoked, key?.canSign], ['ada', 'string', false]);
});

for (const { what, args, code } of [
  { what: 'a name that is taken', args: ['add', 'ada'], code: 'KEY_EXISTS' },
  { what: 'a name that is none', args: ['add', 'Ada Lovelace'], code: 'USAGE_INVALID' },
  { what: 'a file that is missing', args: ['add', 'bob', '--public', 'none.pub'], code: 'KEY_UNREADABLE' },
  { what: 'a file that is no key', args: ['add', 'bob', '--public', 'no-key'], code: 'KEY_UNREADABLE' },
  { what: 'somebody unknown', args: ['revoke', 'carol'], code: 'KEY_UNKNOWN' },
]) {
  test(`refused: ${what}`, async () => {
    writeFileSync(join(folder, 'no-key'), 'hello\n');
    const { code: exit, stderr } = await at('here', ...args);
    assert.notEqual(exit, 0);
    assert.match(stderr, new RegExp(`^${code}`, 'm'));
    assert.doesNotMatch(stderr, /\n +at /);
  });
}

test('a key that a passphrase protects needs its file', async () => {
  const missing = await runBallast(['--home', join(folder, 'here'), 'keys', 'list'], folder, { BALLAST_KEY_PASSPHRASE_FILE: 'nowhere' });
  assert.match(missing.stderr, /^KEY_PASSPHRASE/m);
});
