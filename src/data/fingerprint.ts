import { createHash, type Hash } from 'node:crypto';

import { BAR_COLUMNS, type BarColumns } from '../domain/bars.ts';

/** SHA-256 over bars, column by column, so that it does not depend on how the rows were cut into blocks. */
export class BarFingerprint {
  readonly #columns: readonly Hash[] = BAR_COLUMNS.map(() => createHash('sha256'));
  readonly #priceScale: number;

  constructor(priceScale: number) {
    this.#priceScale = priceScale;
  }

  /** Takes the next rows. */
  update(bars: BarColumns): void {
    for (const [index, name] of BAR_COLUMNS.entries()) {
      const column = bars[name];
      this.#columns[index]?.update(new Uint8Array(column.buffer, column.byteOffset, bars.length * Float64Array.BYTES_PER_ELEMENT));
    }
  }

  /** The fingerprint as hex; nothing can be added after it. */
  digest(): string {
    const whole = createHash('sha256').update(`ballast bars 1, price scale ${this.#priceScale}\n`);
    for (const column of this.#columns) whole.update(column.digest());
    return whole.digest('hex');
  }
}
