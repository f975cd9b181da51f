import { readFileSync } from 'node:fs';
import { fail } from '../../../kernel/errors.ts';

/** Where a PostgreSQL store lies. `connectionString` holds the password and is for the driver alone; `place` is for people. */
export interface PostgresAddress {
  readonly connectionString: string;
  readonly place: string;
}

/** The password in a file, without the line end that editors put there. */
function readPassword(file: string): string {
  let password: string;
  try {
    password = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    return fail('STORE_SETTINGS_INVALID', `the password file cannot be read (${reason})`, { where: file });
  }
  return password === '' ? fail('STORE_SETTINGS_INVALID', 'the password file is empty', { where: file }) : password;
}

/**
 * The address that a URL such as `postgres://user@host:5432/database` names; a password file wins over a password in it.
 * Errors: `STORE_SETTINGS_INVALID`, which never repeats the URL: it may hold the password.
 */
export function postgresAddress(url: string, passwordFile?: string): PostgresAddress {
  const parsed = URL.parse(url);
  if (parsed === null || !/^postgres(ql)?:$/.test(parsed.protocol) || parsed.hostname === '' || parsed.pathname.length < 2) {
    fail('STORE_SETTINGS_INVALID', 'the URL of the store is not postgres://user@host:port/database', { where: 'store.url' });
  }
  if (passwordFile !== undefined) parsed.password = encodeURIComponent(readPassword(passwordFile));
  const connectionString = parsed.href;
  const user = parsed.username === '' ? '' : `${parsed.username}@`;
  return { connectionString, place: `postgres://${user}${parsed.host}${parsed.pathname}` };
}
