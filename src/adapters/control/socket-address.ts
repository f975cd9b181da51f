import { closeSync, constants, openSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { fail } from '../../kernel/errors.ts';

/** Bytes of a path that a Unix socket's address holds, its closing zero left out. */
const LONGEST_BYTES = 107;

/** An address at which the socket of a path can be bound or reached, until it is released. */
export interface SocketAddress {
  readonly path: string;
  release(): void;
}

/**
 * The address of a socket's path. A path that is too long for the system is reached through a handle of its folder, which Linux offers
 * under /proc. Errors: `CONTROL_UNUSABLE` where that is not to be had; what `openSync` raises where the folder is not there.
 */
export function socketAddress(path: string): SocketAddress {
  if (Buffer.byteLength(path) <= LONGEST_BYTES) return { path, release: () => undefined };
  if (process.platform !== 'linux')
    fail('CONTROL_UNUSABLE', `its path has ${Buffer.byteLength(path)} bytes, and a socket's at most ${LONGEST_BYTES}`, { where: path });
  const folder = openSync(dirname(path), constants.O_RDONLY | constants.O_DIRECTORY);
  return { path: join('/proc/self/fd', String(folder), path.slice(dirname(path).length + 1)), release: () => closeSync(folder) };
}
