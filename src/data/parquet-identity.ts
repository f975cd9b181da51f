import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

import { fail } from '../kernel/errors.ts';

/** Length of the footer and the magic bytes that end every Parquet file. */
const TAIL_BYTES = 8;

/**
 * Tells Parquet files apart without decoding them: the size and the SHA-256 of the footer, which holds the
 * fingerprint of the rows beside their statistics. Errors: `DATA_CORRUPT` for a file that ends otherwise.
 */
export function parquetIdentity(path: string): string {
  const file = openSync(path, 'r');
  try {
    const size = fstatSync(file).size;
    const tail = readAt(file, TAIL_BYTES, size - TAIL_BYTES);
    const footerBytes = tail.readUInt32LE(0) + TAIL_BYTES;
    if (tail.toString('latin1', 4) !== 'PAR1' || footerBytes > size)
      fail('DATA_CORRUPT', 'the file does not end as a Parquet file', { where: path });
    return `${size}:${createHash('sha256')
      .update(readAt(file, footerBytes, size - footerBytes))
      .digest('hex')}`;
  } finally {
    closeSync(file);
  }
}

function readAt(file: number, bytes: number, position: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  if (position >= 0) readSync(file, buffer, 0, bytes, position);
  return buffer;
}
