import { fail } from '../../kernel/errors.ts';

/** What combinatorially symmetric cross-validation says of a search. */
export interface Overfitting {
  /** Share of the splits in which the best in sample is no better than the median out of sample. */
  readonly probability: number;
  readonly splits: number;
}

/**
 * Probability of backtest overfitting. `returns` holds a row of returns for each of at least two strategies that were tried, all of the same
 * periods; they are cut into `blocks` (even) stretches of equal length, the last rows beyond being left out. In every choice of half of them
 * the strategy with the best Sharpe ratio is looked for, and ranked among all in the other half; ties rank in the middle.
 * Errors: `EVIDENCE_TOO_SHORT`.
 * Source: D. H. Bailey, J. Borwein, M. López de Prado and Q. J. Zhu, "The Probability of Backtest Overfitting", Journal of Computational Finance 20(4), 2017.
 */
export function overfittingOf(returns: readonly ArrayLike<number>[], blocks = 16): Overfitting {
  const periods = returns[0]?.length ?? 0;
  const length = Math.floor(periods / blocks);
  if (returns.length < 2 || length < 2 || returns.some((row) => row.length !== periods))
    fail('EVIDENCE_TOO_SHORT', `${returns.length} strategies with ${periods} returns each do not make ${blocks} blocks of two`);
  const strategies = returns.map((row) => blockSums(row, blocks, length));
  let [splits, overfitted] = [0, 0];
  for (const inSample of halves(blocks)) {
    const sharpes = strategies.map((sums) => sharpeOver(sums, inSample));
    const best = sharpes.indexOf(Math.max(...sharpes));
    const others = inSample.map((isChosen) => !isChosen);
    const out = strategies.map((sums) => sharpeOver(sums, others));
    if (rankOf(out, best) <= (returns.length + 1) / 2) overfitted += 1;
    splits += 1;
  }
  return { probability: overfitted / splits, splits };
}

interface Sums {
  readonly count: number;
  readonly sum: number;
  readonly squares: number;
}

/** What means and deviations are computed from, by block. */
function blockSums(row: ArrayLike<number>, blocks: number, length: number): readonly Sums[] {
  return Array.from({ length: blocks }, (_, block) => {
    let [sum, squares] = [0, 0];
    for (let at = block * length; at < (block + 1) * length; at += 1) {
      const value = row[at] as number;
      sum += value;
      squares += value * value;
    }
    return { count: length, sum, squares };
  });
}

/** Every choice of half of the blocks. */
function* halves(blocks: number): Generator<readonly boolean[]> {
  for (let choice = 0; choice < 2 ** blocks; choice += 1) {
    const chosen = Array.from({ length: blocks }, (_, block) => (choice >>> block) % 2 === 1);
    if (chosen.filter(Boolean).length === blocks / 2) yield chosen;
  }
}

/** Mean over deviation of the returns in the chosen blocks; 0 where none differs from another. */
function sharpeOver(blocks: readonly Sums[], chosen: readonly boolean[]): number {
  let [count, sum, squares] = [0, 0, 0];
  blocks.forEach((block, at) => {
    if (chosen[at] !== true) return;
    count += block.count;
    sum += block.sum;
    squares += block.squares;
  });
  const mean = sum / count;
  const variance = squares / count - mean * mean;
  return variance <= mean * mean * 1e-12 ? 0 : mean / Math.sqrt(variance);
}

/** Place of one value among all, from 1 for the lowest; equal ones share the middle. */
function rankOf(values: readonly number[], at: number): number {
  const own = values[at] as number;
  const below = values.filter((value) => value < own).length;
  const equal = values.filter((value) => value === own).length;
  return below + (equal + 1) / 2;
}
