import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { HomeFolder } from '../config/home.ts';
import { fail } from '../kernel/errors.ts';
import type { VenueFace } from '../testnet/wire/venue-face.ts';

/** The key of a test exchange, and the files that hold it. */
export interface TestnetKeys {
  readonly key: { readonly id: string; readonly secret: string };
  readonly files: { readonly keyFile: string; readonly secretFile: string };
}

/** The key of the test exchange of a venue: the one of last time where there is one, so that a configuration stays right. Errors: `HOME_UNWRITABLE`. */
export function keepTestnetKeys(home: HomeFolder, venue: string, face: Pick<VenueFace, 'makeKey'>): TestnetKeys {
  const folder = testnetFolder(home, venue);
  const files = { keyFile: join(folder, 'key'), secretFile: join(folder, 'secret') };
  if (!existsSync(files.keyFile) || !existsSync(files.secretFile)) {
    const made = face.makeKey((count) => randomBytes(count));
    writePrivately(files.keyFile, made.id);
    writePrivately(files.secretFile, made.secret);
  }
  return { key: { id: readFileSync(files.keyFile, 'utf8').trim(), secret: readFileSync(files.secretFile, 'utf8').trim() }, files };
}

/** Writes a new token for the admin door of the test exchange of a venue. Errors: `HOME_UNWRITABLE`. */
export function writeAdminToken(home: HomeFolder, venue: string): { readonly token: string; readonly file: string } {
  const [file, token] = [join(testnetFolder(home, venue), 'admin-token'), randomBytes(24).toString('hex')];
  writePrivately(file, token);
  return { token, file };
}

function testnetFolder(home: HomeFolder, venue: string): string {
  return join(home.root, 'testnet', venue);
}

/** Only its owner reads it. */
function writePrivately(file: string, text: string): void {
  try {
    mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 });
    writeFileSync(file, `${text}\n`, { mode: 0o600 });
  } catch (error) {
    fail('HOME_UNWRITABLE', `the key of the test exchange cannot be stored: ${error instanceof Error ? error.message : String(error)}`, {
      where: file,
      cause: error,
    });
  }
}
