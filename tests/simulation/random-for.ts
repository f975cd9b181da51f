import { SeededRandom } from '../../src/kernel/random.ts';

/** Chance for one purpose: what one part of a world draws changes nothing for another. */
export function randomFor(seed: number, purpose: string): SeededRandom {
  let mixed = seed;
  for (const letter of purpose) mixed = Math.imul(mixed ^ letter.charCodeAt(0), 0x01000193);
  return new SeededRandom(mixed);
}
