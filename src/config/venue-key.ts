import { readFileSync, statSync } from 'node:fs';

import { BallastError, fail } from '../kernel/errors.ts';

/** Key and secret of a venue's trading interface. They belong into memory only: into no log, argument list, URL or record. */
export interface VenueKey {
  readonly key: string;
  readonly secret: string;
}

/** The files that `ballast.yaml` names for a venue's key and secret. */
export interface VenueKeyFiles {
  readonly keyFile?: string | undefined;
  readonly secretFile?: string | undefined;
}

/** Bits of a file's mode that let users read or write it who are neither its owner nor of its group. */
const OTHERS = 0o006;

/**
 * The key of a venue such as `BINANCE`: from the files that `BALLAST_BINANCE_KEY_FILE` and `BALLAST_BINANCE_SECRET_FILE` name, else from
 * `BALLAST_BINANCE_KEY` and `BALLAST_BINANCE_SECRET` themselves, else from the files of the configuration.
 * Errors: `VENUE_KEY_MISSING`, `VENUE_KEY_UNREADABLE`, `VENUE_KEY_EXPOSED`.
 */
export function readVenueKey(venue: string, env: Readonly<Record<string, string | undefined>>, files: VenueKeyFiles = {}): VenueKey {
  return { key: readPart(`BALLAST_${venue}_KEY`, env, files.keyFile), secret: readPart(`BALLAST_${venue}_SECRET`, env, files.secretFile) };
}

function readPart(name: string, env: Readonly<Record<string, string | undefined>>, configured: string | undefined): string {
  const named = env[`${name}_FILE`];
  const direct = env[name];
  const text = named === undefined && direct !== undefined ? direct.trim() : readSecretFile(name, named ?? configured);
  if (text === '') fail('VENUE_KEY_MISSING', `${name} is empty`, { where: name });
  // A private key in PEM stands in an environment with its line breaks written out.
  return text.replaceAll('\\n', '\n');
}

function readSecretFile(name: string, path: string | undefined): string {
  if (path === undefined) {
    return fail('VENUE_KEY_MISSING', `neither ${name}_FILE nor ${name} is set, and the configuration names no file`, { where: name });
  }
  try {
    if ((statSync(path).mode & OTHERS) !== 0) fail('VENUE_KEY_EXPOSED', `everybody on this machine may read ${path}`, { where: path });
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    if (error instanceof BallastError) throw error;
    return fail('VENUE_KEY_UNREADABLE', `the file that ${name}_FILE or the configuration names cannot be read`, {
      where: path,
      cause: error,
    });
  }
}
