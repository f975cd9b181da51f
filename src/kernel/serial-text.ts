const THOUSAND = 1_000;
const DIGITS: readonly string[] = Array.from({ length: THOUSAND }, (_, number) => String(number));
const PADDED: readonly string[] = DIGITS.map((digits) => digits.padStart(3, '0'));

/** Writes texts that end in a number which counts up, `T1`, `T2`, ...: what stays the same for a thousand of them is written once. */
export class SerialText {
  readonly #separator: string;
  #prefix = '';
  #thousands = 0;
  #stem: string;

  /** `separator` stands between prefix and number. */
  constructor(separator = '') {
    this.#separator = separator;
    this.#stem = separator;
  }

  /** The text of a prefix and a whole number, 0 or more. */
  of(prefix: string, number: number): string {
    const thousands = Math.floor(number / THOUSAND);
    if (thousands !== this.#thousands || prefix !== this.#prefix) {
      this.#prefix = prefix;
      this.#thousands = thousands;
      this.#stem = prefix + this.#separator + (thousands === 0 ? '' : String(thousands));
    }
    return this.#stem + ((thousands === 0 ? DIGITS : PADDED)[number - thousands * THOUSAND] as string);
  }
}
