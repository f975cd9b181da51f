/** Error codes of sizing and allocation. */
export const allocationCodes = {
  ALLOCATION_NO_BUDGET: {
    meaning: 'What allocation gives the strategy in this instrument is used up, or is nothing at the moment.',
    mend: 'The refusal says how much there is and why; `ballast status` shows all shares. Close something, or change budget, weights or readiness.',
  },
  ALLOCATION_STALE: {
    meaning: 'The weights of the portfolio are too old, or could never be computed: no new risk is taken on them.',
    mend: 'Wait until every instrument has as many closed bars as allocation.lookback asks for, or lower it; old ones are computed anew at the next rebalancing.',
  },
  ALLOCATION_MATRIX: {
    meaning: 'A matrix that should be a covariance is none.',
    mend: 'Look for an instrument whose price does not move, or two of the same price; leave one out, or allocate by a method without correlations.',
  },
  SIZING_NO_STOP: {
    meaning: 'The deployment is sized by the risk to its stop, and the order has none, or one on the wrong side.',
    mend: 'Give `enter` a stop that loses when it is reached, or size the deployment by another method.',
  },
  SIZING_NO_EDGE: {
    meaning: 'The deployment is sized by its measured edge, and its round trips so far show none.',
    mend: 'Look at the strategy; to let it trade on regardless, size it by another method.',
  },
  SIZING_NO_HISTORY: {
    meaning: 'The deployment is sized by volatility, and the instrument has too few closed bars to tell it.',
    mend: 'Wait for as many bars of allocation.interval as allocation.lookback asks for, or lower allocation.lookback.',
  },
} as const;
