const BASE = 2 ** 52;

/**
 * An exact running sum of safe integers without bound: two Number words, a BigInt only when it is read.
 * It is what a ledger account holds, so that booking a fill allocates nothing.
 */
export class Accumulator {
  // -0 keeps them doubles from the start, so that the first large sum does not change the shape of the object.
  #high = -0;
  #low = -0;

  /** Adds a safe integer. */
  add(amount: number): void {
    let low = this.#low + amount;
    if (low >= BASE || low <= -BASE) {
      // Beyond 2^53 that sum is no longer exact: the carry is taken out of the amount before it is added.
      const carry = low > 0 ? 1 : -1;
      low = this.#low + (amount - carry * BASE);
      this.#high += carry;
      if (low >= BASE || low <= -BASE) {
        low -= carry * BASE;
        this.#high += carry;
      }
    }
    this.#low = low;
  }

  /** The sum, exactly. */
  get value(): bigint {
    return BigInt(this.#high) * BigInt(BASE) + BigInt(this.#low);
  }

  /** The sum as a Number: exact while it is a safe integer, which `guard` at the caller checks. */
  get number(): number {
    return this.#high * BASE + this.#low + 0;
  }

  /** Sets the sum; for recovery from a snapshot. */
  set(value: bigint): void {
    this.#high = Number(value / BigInt(BASE));
    this.#low = Number(value % BigInt(BASE));
  }
}
