/**
 * The candidate that a mistyped word most likely meant, or `undefined` where none is near.
 * Case, `-` and `_` do not count; a swap of two neighbours counts as one slip.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const typed = plain(word);
  let best: string | undefined;
  let fewest = Math.floor(Math.max(typed.length, 3) / 3) + 0.9;
  for (const candidate of candidates) {
    const other = plain(candidate);
    // Of two equally near words, the one that begins alike is meant.
    const slips = slipsBetween(typed, other) - commonStart(typed, other) / 1000;
    if (slips < fewest) {
      best = candidate;
      fewest = slips;
    }
  }
  return best;
}

function plain(word: string): string {
  return word
    .slice(0, 64)
    .toLowerCase()
    .replaceAll(/[-_\s]/g, '');
}

function commonStart(left: string, right: string): number {
  let length = 0;
  while (length < left.length && left[length] === right[length]) length++;
  return length;
}

/** Insertions, deletions, replacements and swaps of neighbours that turn one word into the other. */
function slipsBetween(left: string, right: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1];
      let slips = Math.min((last[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, (last[column - 1] ?? 0) + (same ? 0 : 1));
      if (row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]) {
        slips = Math.min(slips, (beforeLast[column - 2] ?? 0) + 1);
      }
      current.push(slips);
    }
    beforeLast = last;
    last = current;
  }
  return last[right.length] ?? left.length;
}
