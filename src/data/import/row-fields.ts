const SPACE = 32;
const QUOTE = 34;

/** The fields of one line as byte positions, blanks and quotes around them left out. One object serves every line. */
export class RowFields {
  bytes: Buffer = Buffer.alloc(0);
  count = 0;
  readonly #delimiter: number;
  readonly #starts: Int32Array;
  readonly #ends: Int32Array;

  /** `columns` is the most that is looked at; further fields are counted and not kept. */
  constructor(delimiter: string, columns: number) {
    this.#delimiter = delimiter.charCodeAt(0);
    this.#starts = new Int32Array(columns);
    this.#ends = new Int32Array(columns);
  }

  split(bytes: Buffer, start: number, end: number): void {
    this.bytes = bytes;
    this.count = 0;
    let from = start;
    for (let at = start; at <= end; at += 1) {
      if (at < end && bytes[at] !== this.#delimiter) continue;
      this.#keep(from, at);
      from = at + 1;
    }
  }

  start(column: number): number {
    return this.#starts[column] as number;
  }

  end(column: number): number {
    return this.#ends[column] as number;
  }

  text(column: number): string {
    return this.bytes.toString('latin1', this.start(column), this.end(column));
  }

  isEmpty(column: number): boolean {
    return this.#starts[column] === this.#ends[column];
  }

  #keep(from: number, to: number): void {
    let start = from;
    let end = to;
    while (start < end && isPadding(this.bytes[start] as number)) start += 1;
    while (end > start && isPadding(this.bytes[end - 1] as number)) end -= 1;
    this.#starts[this.count] = start;
    this.#ends[this.count] = end;
    this.count += 1;
  }
}

function isPadding(byte: number): boolean {
  return byte === SPACE || byte === QUOTE;
}
