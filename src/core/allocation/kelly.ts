/** What the closed round trips of a strategy came to. Returns are shares of what a trip had put in; those of losses are above zero too. */
export interface Edge {
  readonly wins: number;
  readonly losses: number;
  /** Sums over the trips. */
  readonly won: number;
  readonly lost: number;
}

/** Losses that are all but nothing prove no greater odds. */
const MOST_ODDS = 1e6;

/**
 * The share of its capital that a strategy bets by its measured edge, 0 to 1: `p - (1 - p) / b` of winning with probability p at odds b (the
 * mean win over the mean loss), shrunk by what the sample does not tell. Without a loss or a win there are no odds yet: 0.
 *
 * Sources: J. L. Kelly, "A New Interpretation of Information Rate", Bell System Technical Journal 35 (1956), 917-926. The shrinkage is that
 * of R. D. Baker and I. G. McHale, "Optimal Betting Under Parameter Uncertainty: Improving the Kelly Criterion", Decision Analysis 10 (2013),
 * 189-199: the squared edge over itself plus its variance, `e² / (e² + (b + 1)² p (1 - p) / n)` with `e = (b + 1) p - 1`.
 */
export function kellyShare({ wins, losses, won, lost }: Edge): number {
  if (wins === 0 || losses === 0 || lost <= 0) return 0;
  const trips = wins + losses;
  const chance = wins / trips;
  const odds = Math.min(MOST_ODDS, (won * losses) / (wins * lost));
  const edge = (odds + 1) * chance - 1;
  if (edge <= 0) return 0;
  const noise = (((odds + 1) / edge) ** 2 * chance * (1 - chance)) / trips;
  return edge / odds / (1 + noise);
}
