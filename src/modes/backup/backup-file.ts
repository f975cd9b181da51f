import { createReadStream, existsSync, openSync, closeSync, fsyncSync, createWriteStream, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createZstdCompress, createZstdDecompress } from 'node:zlib';

import { BallastError, fail, isBallastError } from '../../kernel/errors.ts';
import type { BackupSummary, Store } from '../../ports/store.ts';

/** Writes all that a store holds to a file, compressed: whole, or not at all. Errors: those of the store and of writing. */
export async function writeBackup(store: Pick<Store, 'backup'>, path: string): Promise<void> {
  const draft = `${path}.draft`;
  mkdirSync(dirname(path), { recursive: true });
  async function* chunks(): AsyncGenerator<string> {
    for await (const line of store.backup()) yield `${line}\n`;
  }
  try {
    await pipeline(Readable.from(chunks()), createZstdCompress(), createWriteStream(draft, { mode: 0o600 }));
    const file = openSync(draft, 'r');
    fsyncSync(file);
    closeSync(file);
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    if (error instanceof BallastError) throw error;
    fail('HOME_UNWRITABLE', `the backup cannot be written: ${error instanceof Error ? error.message : String(error)}`, {
      where: path,
      cause: error,
    });
  }
}

/** Fills an empty store from such a file. Errors: `BACKUP_UNREADABLE`, `BACKUP_DAMAGED`, and those of `Store.restore`. */
export async function readBackup(store: Pick<Store, 'restore'>, path: string): Promise<BackupSummary> {
  if (!existsSync(path)) fail('BACKUP_UNREADABLE', 'there is no such file', { where: path });
  try {
    return await store.restore(linesOf(path));
  } catch (error) {
    if (isBallastError(error))
      throw new BallastError(error.code, error.message, { where: [path, error.where].filter(Boolean).join(', '), cause: error });
    throw error;
  }
}

async function* linesOf(path: string): AsyncGenerator<string> {
  const plain = createReadStream(path).on('error', (error) => plain.destroy(error));
  const unpacked = plain.pipe(createZstdDecompress());
  try {
    for await (const line of createInterface({ input: unpacked, crlfDelay: Infinity })) yield line;
  } catch (error) {
    fail('BACKUP_DAMAGED', 'it cannot be unpacked', { where: path, cause: error });
  }
}
