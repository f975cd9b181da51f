/**
 * Seeded random numbers: xoshiro128** over four 32-bit words, seeded through splitmix32.
 * The same seed gives the same numbers on every machine; the state can be saved and set.
 */
export class SeededRandom {
  #state: [number, number, number, number];

  constructor(seed: number) {
    let word = seed >>> 0;
    const next = (): number => {
      word = (word + 0x9e3779b9) >>> 0;
      let mixed = word ^ (word >>> 16);
      mixed = Math.imul(mixed, 0x21f0aaad);
      mixed ^= mixed >>> 15;
      mixed = Math.imul(mixed, 0x735a2d97);
      return (mixed ^ (mixed >>> 15)) >>> 0;
    };
    this.#state = [next(), next(), next(), next()];
  }

  /** The next 32 random bits, as an unsigned integer. */
  nextUint32(): number {
    const state = this.#state;
    const product = Math.imul(state[1], 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const shifted = state[1] << 9;
    state[2] ^= state[0];
    state[3] ^= state[1];
    state[1] ^= state[2];
    state[0] ^= state[3];
    state[2] ^= shifted;
    state[3] = (state[3] << 11) | (state[3] >>> 21);
    return result;
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
    return [...this.#state];
  }

  set state(words: readonly [number, number, number, number]) {
    this.#state = [...words];
  }
}
