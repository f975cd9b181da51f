import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';

import { allocateBars, BAR_COLUMNS, CHUNK_BARS, type BarColumns } from '../domain/bars.ts';
import { assert } from '../kernel/assert.ts';
import { CACHE_HEADER_BYTES, CACHE_VERSION } from './bar-cache.ts';
import { BarFingerprint } from './fingerprint.ts';
import type { SeriesFacts } from './series-facts.ts';

/** Writes rows in time order into a file of raw columns, a block at a time, and takes their fingerprint on the way. */
export class BarCacheWriter {
  readonly #file: number;
  readonly #priceScale: number;
  readonly #fingerprint: BarFingerprint;
  readonly #block = allocateBars(CHUNK_BARS);
  #position = CACHE_HEADER_BYTES;
  #rows = 0;
  #from = 0;
  #to = 0;

  constructor(path: string, priceScale: number) {
    this.#file = openSync(path, 'w');
    this.#priceScale = priceScale;
    this.#fingerprint = new BarFingerprint(priceScale);
  }

  /** Takes one row of `bars`. */
  append(bars: BarColumns, row: number): void {
    const block = this.#block;
    const at = block.length;
    block.openTime[at] = bars.openTime[row] as number;
    block.closeTime[at] = bars.closeTime[row] as number;
    block.open[at] = bars.open[row] as number;
    block.high[at] = bars.high[row] as number;
    block.low[at] = bars.low[row] as number;
    block.close[at] = bars.close[row] as number;
    block.volume[at] = bars.volume[row] as number;
    block.length = at + 1;
    if (block.length === CHUNK_BARS) this.#flush();
  }

  /** Writes what is left and gives the facts of the rows; the header follows with `seal`. */
  finish(origins: readonly string[]): SeriesFacts {
    this.#flush();
    return {
      priceScale: this.#priceScale,
      rows: this.#rows,
      from: this.#from,
      to: this.#to,
      origins,
      fingerprint: this.#fingerprint.digest(),
    };
  }

  /** Writes the header and syncs the file: from here on it is a cache of the Parquet file of this identity. */
  seal(facts: SeriesFacts, parquetIdentity: string): void {
    const header = Buffer.alloc(CACHE_HEADER_BYTES, ' ');
    const text = JSON.stringify({ version: CACHE_VERSION, parquet: parquetIdentity, facts });
    assert(Buffer.byteLength(text) <= CACHE_HEADER_BYTES, 'the facts of a series fit its header');
    header.write(text);
    writeSync(this.#file, header, 0, CACHE_HEADER_BYTES, 0);
    fsyncSync(this.#file);
  }

  /** Closes the file, sealed or not. */
  close(): void {
    closeSync(this.#file);
  }

  #flush(): void {
    const block = this.#block;
    if (block.length === 0) return;
    if (this.#rows === 0) this.#from = block.openTime[0] as number;
    this.#to = block.closeTime[block.length - 1] as number;
    this.#fingerprint.update(block);
    for (const name of BAR_COLUMNS) {
      const bytes = block.length * Float64Array.BYTES_PER_ELEMENT;
      const column = block[name];
      for (let done = 0; done < bytes;) {
        done += writeSync(
          this.#file,
          new Uint8Array(column.buffer, column.byteOffset + done, bytes - done),
          0,
          bytes - done,
          this.#position + done,
        );
      }
      this.#position += bytes;
    }
    this.#rows += block.length;
    block.length = 0;
  }
}
