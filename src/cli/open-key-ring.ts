import { readFileSync } from 'node:fs';

import { KeyRing } from '../adapters/keys/key-ring.ts';
import { fail } from '../kernel/errors.ts';
import type { CliContext } from './context.ts';

/** The keys of a home folder, opened with the passphrase of the file that `BALLAST_KEY_PASSPHRASE_FILE` names. Errors: `KEY_PASSPHRASE`. */
export function openKeyRing(context: CliContext, folder: string): KeyRing {
  const path = context.env['BALLAST_KEY_PASSPHRASE_FILE'];
  if (path === undefined || path === '') return new KeyRing(folder);
  let passphrase: string;
  try {
    passphrase = readFileSync(path, 'utf8').trim();
  } catch (error) {
    return fail('KEY_PASSPHRASE', 'the file of the passphrase cannot be read', { where: path, cause: error });
  }
  if (passphrase === '') fail('KEY_PASSPHRASE', 'the file of the passphrase is empty', { where: path });
  return new KeyRing(folder, passphrase);
}
