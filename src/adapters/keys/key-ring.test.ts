import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, afterEach, test } from 'node:test';
import fc from 'fast-check';

import { canonicalJson } from '../../kernel/canonical-json.ts';
import { MICROS_PER_SECOND } from '../../kernel/time.ts';
import { KeyRing } from './key-ring.ts';
import { checkCommand, signCommand } from './signed-command.ts';

const NOW = 1_700_000_000_000_000;
let folder: string;
let ring: KeyRing;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ballast-keys-'));
  ring = new KeyRing(join(folder, 'keys'));
});
afterEach(() => rmSync(folder, { recursive: true }));
const fileOf = (name: string): string => join(folder, 'keys', `${name}.json`);

test('what a person signs is theirs, for what it was signed for, to the last character', () => {
  ring.make('ada', NOW);
  const { document, signature } = ring.sign({ limit: 5, note: 'x' }, 'approval', 'ada');
  ring.check({ note: 'x', limit: 5 }, 'approval', signature);
  assert.throws(() => ring.check({ ...document, limit: 6 }, 'approval', signature), { code: 'SIGNATURE_INVALID' });
  assert.throws(() => ring.check(document, 'evidence', signature), { code: 'SIGNATURE_INVALID' });
});

test('no signature that was tampered with passes', () => {
  ring.make('ada', NOW);
  const { document, signature } = ring.sign({ limit: 5 }, 'approval', 'ada');
  fc.assert(
    fc.property(fc.integer({ min: 0, max: signature.signature.length - 1 }), fc.string({ minLength: 0, maxLength: 2 }), (at, put) => {
      const text = signature.signature;
      const changed = text.slice(0, at) + put + text.slice(at + 1);
      if (changed === text) return;
      assert.throws(() => ring.check(document, 'approval', { ...signature, signature: changed }), { code: 'SIGNATURE_INVALID' });
    }),
  );
});

test('documents that differ are signed differently, whatever they hold', () => {
  ring.make('ada', NOW);
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
      const { signature } = ring.sign(one, 'approval', 'ada');
      if (canonicalJson(one) === canonicalJson(other)) return ring.check(other, 'approval', signature);
      assert.throws(() => ring.check(other, 'approval', signature), { code: 'SIGNATURE_INVALID' });
    }),
    { numRuns: 50 },
  );
});

test('a name has one key, for ever', () => {
  const { fingerprint } = ring.make('ada', NOW);
  assert.throws(() => ring.make('ada', NOW), { code: 'KEY_EXISTS' });
  ring.revoke('ada', NOW + MICROS_PER_SECOND);
  assert.throws(() => ring.make('ada', NOW), { code: 'KEY_EXISTS' });
  assert.deepEqual(ring.list(), [{ name: 'ada', fingerprint, addedAt: NOW, revokedAt: NOW + MICROS_PER_SECOND, canSign: false }]);
});

test('a revoked key signs nothing, what it signed counts no longer, and its private half is gone', () => {
  ring.make('ada', NOW);
  const { document, signature } = ring.sign('yes', 'approval', 'ada');
  ring.revoke('ada', NOW);
  assert.throws(() => ring.sign('yes', 'approval', 'ada'), { code: 'KEY_REVOKED' });
  assert.throws(() => ring.check(document, 'approval', signature), { code: 'KEY_REVOKED' });
  assert.doesNotMatch(readFileSync(fileOf('ada'), 'utf8'), /PRIVATE/);
});

test('a key from another machine is checked here and signs there', () => {
  const elsewhere = new KeyRing(join(folder, 'elsewhere'));
  elsewhere.make('ada', NOW);
  ring.takeIn('ada', elsewhere.publicPem('ada'), NOW);
  const { document, signature } = elsewhere.sign('yes', 'approval', 'ada');
  ring.check(document, 'approval', signature);
  assert.throws(() => ring.sign('yes', 'approval', 'ada'), { code: 'KEY_UNREADABLE' });
});

test('the same name with another key is not the same person', () => {
  const elsewhere = new KeyRing(join(folder, 'elsewhere'));
  elsewhere.make('ada', NOW);
  ring.make('ada', NOW);
  const { document, signature } = elsewhere.sign('yes', 'approval', 'ada');
  assert.throws(() => ring.check(document, 'approval', signature), { code: 'KEY_UNKNOWN' });
});

test('a private key that others may read is not used', () => {
  ring.make('ada', NOW);
  assert.equal(statSync(fileOf('ada')).mode & 0o777, 0o600);
  chmodSync(fileOf('ada'), 0o640);
  assert.throws(() => ring.sign('yes', 'approval', 'ada'), { code: 'KEY_EXPOSED' });
});

test('a protected key opens with its passphrase alone', () => {
  new KeyRing(join(folder, 'keys'), 'open sesame').make('ada', NOW);
  new KeyRing(join(folder, 'keys'), 'open sesame').sign('yes', 'approval', 'ada');
  for (const other of [ring, new KeyRing(join(folder, 'keys'), 'sesame')])
    assert.throws(() => other.sign('yes', 'approval', 'ada'), { code: 'KEY_PASSPHRASE' });
});

test('this machine has a key of its own from when it signs first', () => {
  const first = ring.signAsHost('one', 'evidence', NOW);
  const second = ring.signAsHost('two', 'evidence', NOW);
  assert.equal(first.signature.key, second.signature.key);
  ring.check('two', 'evidence', second.signature);
});

for (const { what, text, code } of [
  { what: 'half a file', text: '{"publicKey": "-----BEGIN', code: 'KEY_UNREADABLE' },
  { what: 'another JSON', text: '[1]', code: 'KEY_UNREADABLE' },
  { what: 'no key in it', text: '{"publicKey": "x", "addedAt": "2026-01-01T00:00:00Z"}', code: 'KEY_UNREADABLE' },
]) {
  test(`a damaged file is no key: ${what}`, () => {
    ring.make('ada', NOW);
    writeFileSync(fileOf('ada'), text);
    assert.throws(() => ring.known('ada'), { code });
    assert.throws(() => ring.check('x', 'approval', { by: 'ada', key: 'x', signature: 'x' }), { code });
  });
}

for (const name of ['', 'Ada', '../ada', 'a'.repeat(41), 'ada.json', '__proto__']) {
  test(`${JSON.stringify(name)} is no name`, () => {
    assert.throws(() => ring.make(name, NOW), { code: 'USAGE_INVALID' });
    assert.throws(() => ring.known(name), { code: 'KEY_UNKNOWN' });
  });
}

test('a signed command counts in its session, and only within a minute', () => {
  ring.make('ada', NOW);
  const signed = signCommand(ring, 'ada', 'main', { kind: 'kill' }, NOW);
  assert.deepEqual(checkCommand(ring, signed, 'main', NOW + 60 * MICROS_PER_SECOND), { kind: 'kill' });
  assert.throws(() => checkCommand(ring, signed, 'other', NOW), { code: 'SIGNATURE_INVALID' });
  for (const ts of [NOW + 61 * MICROS_PER_SECOND, NOW - 61 * MICROS_PER_SECOND])
    assert.throws(() => checkCommand(ring, signed, 'main', ts), { code: 'SIGNATURE_STALE' });
  assert.notEqual(signed.document.once, signCommand(ring, 'ada', 'main', { kind: 'kill' }, NOW).document.once);
});
