import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { documentOf } from '../../../tests/tools/gate-cases.ts';
import { tempFolder } from '../../../tests/tools/temp-folder.ts';
import { KeyRing } from '../../adapters/keys/key-ring.ts';
import { isBallastError } from '../../kernel/errors.ts';
import { CertificateBook } from './certificate-book.ts';
import { readCertificate } from './read-certificate.ts';

const START = 1_700_000_000_000_000;
/** How many inputs are tried; `npm run fuzz` asks for more. */
const TRIES = Number(process.env['BALLAST_FUZZ_TRIES'] ?? 300);

test('a certificate that was changed by one byte anywhere is never taken', (context) => {
  const keys = new KeyRing(tempFolder(context));
  keys.make('ada', START);
  const book = new CertificateBook(tempFolder(context), keys);
  book.issue(documentOf(START), START);
  const text = JSON.stringify(book.approve('c1', 'ada'));
  const change = fc.tuple(fc.nat(text.length - 1), fc.integer({ min: 32, max: 126 }));
  fc.assert(
    fc.property(change, ([at, code]) => {
      const changed = text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1);
      if (changed === text) return;
      try {
        const certificate = readCertificate(changed, 'changed');
        book.checkSignatures(certificate);
      } catch (error) {
        return assert.ok(isBallastError(error), String(error));
      }
      assert.fail(`taken: ${changed}`);
    }),
    { numRuns: TRIES },
  );
});

test('whatever is no certificate is refused by its code, never by a crash', () => {
  const almost = fc
    .jsonValue()
    .map((value) => JSON.stringify({ document: value, evidence: { by: 'host', key: 'x', signature: 'y' }, approvals: [] }));
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json(), almost), (text) => {
      assert.throws(() => readCertificate(text, 'somewhere'), { code: 'GATE_CERTIFICATE_UNREADABLE' });
    }),
    { numRuns: TRIES },
  );
});
