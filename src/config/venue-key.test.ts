import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';

import { tempFolder } from '../../tests/tools/temp-folder.ts';
import { isBallastError } from '../kernel/errors.ts';
import { readVenueKey } from './venue-key.ts';

function fileWith(context: TestContext, text: string, mode = 0o600): string {
  const file = join(tempFolder(context), 'secret');
  writeFileSync(file, text, { mode });
  return file;
}

describe("where a venue's key comes from", () => {
  it('reads the files that the environment names, without the line break at their end', (context) => {
    const key = readVenueKey('BINANCE', {
      BALLAST_BINANCE_KEY_FILE: fileWith(context, 'my-key\n'),
      BALLAST_BINANCE_SECRET_FILE: fileWith(context, 'my-secret\n'),
      BALLAST_BINANCE_KEY: 'another',
    });
    assert.deepEqual(key, { key: 'my-key', secret: 'my-secret' });
  });

  it('takes them from the environment itself, with the line breaks of a PEM written out', () => {
    const key = readVenueKey('COINBASE', { BALLAST_COINBASE_KEY: 'k', BALLAST_COINBASE_SECRET: 'BEGIN\\nabc\\nEND' });
    assert.deepEqual(key, { key: 'k', secret: 'BEGIN\nabc\nEND' });
  });

  it('reads the files of the configuration where the environment says nothing', (context) => {
    const files = { keyFile: fileWith(context, 'k'), secretFile: fileWith(context, 's', 0o640) };
    assert.deepEqual(readVenueKey('MEXC', {}, files), { key: 'k', secret: 's' });
  });
});

describe('a key that is refused', () => {
  for (const [name, env, code] of [
    ['nothing says where it is', () => ({}), 'VENUE_KEY_MISSING'],
    ['only half of it is there', () => ({ BALLAST_KRAKEN_KEY: 'k' }), 'VENUE_KEY_MISSING'],
    ['it is empty', (context) => ({ BALLAST_KRAKEN_KEY_FILE: fileWith(context, '\n') }), 'VENUE_KEY_MISSING'],
    ['its file is not there', () => ({ BALLAST_KRAKEN_KEY_FILE: '/no/such/file' }), 'VENUE_KEY_UNREADABLE'],
    ['everybody may read it', (context) => ({ BALLAST_KRAKEN_KEY_FILE: fileWith(context, 'k', 0o604) }), 'VENUE_KEY_EXPOSED'],
  ] as const satisfies readonly (readonly [string, (context: TestContext) => Record<string, string>, string])[]) {
    it(`because ${name}`, (context) => {
      assert.throws(
        () => readVenueKey('KRAKEN', env(context)),
        (error) => isBallastError(error, code),
      );
    });
  }
});
