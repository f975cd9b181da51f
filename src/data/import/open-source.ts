import { createReadStream, mkdtempSync, openSync, readSync, closeSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';

import { BallastError } from '../../kernel/errors.ts';
import type { BarFiles } from '../../ports/bar-files.ts';

const READ_BYTES = 1 << 20;

/** Size of a file in bytes. Errors: `DATA_FILE_UNREADABLE`. */
export function sizeOf(path: string): number {
  try {
    const stat = statSync(path);
    if (stat.isFile()) return stat.size;
  } catch (error) {
    throw unreadable(path, error);
  }
  throw unreadable(path, new Error('it is not a file'));
}

/**
 * The text of a file to import as a stream of bytes: plain, gzipped, or Parquet written out as CSV. What a file is, its first
 * bytes say and not its name. `onBytes` hears how much of the file was read. Errors: `DATA_FILE_UNREADABLE`.
 */
export async function* openSource(path: string, files: BarFiles, onBytes: (bytes: number) => void): AsyncGenerator<Buffer, void> {
  try {
    const magic = firstBytes(path);
    if (magic.toString('latin1') === 'PAR1') yield* parquetAsCsv(path, files, onBytes);
    else if (magic[0] === 0x1f && magic[1] === 0x8b) yield* inflated(path, onBytes);
    else yield* plain(path, onBytes);
  } catch (error) {
    throw unreadable(path, error);
  }
}

async function* plain(path: string, onBytes: (bytes: number) => void): AsyncGenerator<Buffer, void> {
  for await (const chunk of createReadStream(path, { highWaterMark: READ_BYTES }) as AsyncIterable<Buffer>) {
    yield chunk;
    onBytes(chunk.length);
  }
}

async function* inflated(path: string, onBytes: (bytes: number) => void): AsyncGenerator<Buffer, void> {
  const source = createReadStream(path, { highWaterMark: READ_BYTES });
  const gunzip = createGunzip({ chunkSize: READ_BYTES });
  source
    .on('data', (chunk) => onBytes(chunk.length))
    .on('error', (error) => gunzip.destroy(error))
    .pipe(gunzip);
  yield* gunzip as AsyncIterable<Buffer>;
}

async function* parquetAsCsv(path: string, files: BarFiles, onBytes: (bytes: number) => void): AsyncGenerator<Buffer, void> {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-import-'));
  try {
    const csv = join(folder, 'rows.csv');
    await files.toCsv(path, csv);
    yield* plain(csv, () => undefined);
    onBytes(sizeOf(path));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function firstBytes(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(4);
    return bytes.subarray(0, readSync(file, bytes, 0, 4, 0));
  } finally {
    closeSync(file);
  }
}

function unreadable(path: string, error: unknown): BallastError {
  if (error instanceof BallastError) return error;
  const reason = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
  return new BallastError('DATA_FILE_UNREADABLE', `the file cannot be read: ${reason}`, { where: path, cause: error });
}
