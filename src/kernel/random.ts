/**
 * Seeded random numbers: xoshiro128** over four 32-bit words, seeded through splitmix32.
 * The same seed gives the same numbers on every machine; the state can be saved and set.
 */
export class SeededRandom {
  // Four fields of signed 32-bit integers: an engine keeps them unboxed, which an array of unsigned ones is not.
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  constructor(seed: number) {
    let word = seed >>> 0;
    const next = (): number => {
      word = (word + 0x9e3779b9) >>> 0;
      let mixed = word ^ (word >>> 16);
      mixed = Math.imul(mixed, 0x21f0aaad);
      mixed ^= mixed >>> 15;
      mixed = Math.imul(mixed, 0x735a2d97);
      return mixed ^ (mixed >>> 15);
    };
    this.#a = next();
    this.#b = next();
    this.#c = next();
    this.#d = next();
  }

  /** The next 32 random bits, as an unsigned integer. */
  nextUint32(): number {
    const product = Math.imul(this.#b, 5);
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = (this.#d << 11) | (this.#d >>> 21);
    return Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
  }

  /** A uniform number in [0, 1). */
  next(): number {
    return this.nextUint32() / 4294967296;
  }

  /** A uniform integer in [0, bound); bound at most 2^32. */
  nextBelow(bound: number): number {
    return Math.floor(this.next() * bound);
  }

  /** The four words of the state, to be saved. */
  get state(): readonly [number, number, number, number] {
    return [this.#a, this.#b, this.#c, this.#d];
  }

  set state(words: readonly [number, number, number, number]) {
    this.#a = words[0] | 0;
    this.#b = words[1] | 0;
    this.#c = words[2] | 0;
    this.#d = words[3] | 0;
  }
}
