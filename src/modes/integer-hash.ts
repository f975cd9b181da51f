import { createHash, type Hash } from 'node:crypto';

/** Rows of numbers are gathered to this many before they are hashed together. */
const CAPACITY = 8_192;

/** SHA-256 over rows of integers, as little-endian doubles: exact, the same on every machine, and in memory that does not grow. */
export class IntegerHash {
  readonly #hash: Hash = createHash('sha256');
  readonly #buffer = new Float64Array(CAPACITY);
  readonly #bytes = new Uint8Array(this.#buffer.buffer);
  #length = 0;

  /** Adds one integer; anything else would not be the same everywhere, and is refused by the caller's guards. */
  add(value: number): void {
    this.#buffer[this.#length] = value;
    this.#length += 1;
    if (this.#length === CAPACITY) this.#flush();
  }

  /** Adds a text, as its length and its UTF-16 units. */
  addText(text: string): void {
    this.add(text.length);
    for (let at = 0; at < text.length; at += 1) this.add(text.charCodeAt(at));
  }

  /** The hash of all that was added, in hexadecimal. Nothing can be added afterwards. */
  digest(): string {
    this.#flush();
    return this.#hash.digest('hex');
  }

  #flush(): void {
    this.#hash.update(this.#bytes.subarray(0, this.#length * 8));
    this.#length = 0;
  }
}
