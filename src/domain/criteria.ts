/** What a criterion measures, and what its limit means. */
export interface CriterionKind {
  readonly what: string;
  readonly unit: 'share' | 'count' | 'ratio' | 'seconds' | 'yes or no';
  /** On which side of its limit a value passes; a value that is the limit passes. */
  readonly passes: 'at least' | 'at most';
  /** What it means when the limit is not reached: that the deployment is bad, or only that it has not shown enough yet. */
  readonly otherwise: 'failed' | 'inconclusive';
}

const share = { unit: 'share', otherwise: 'failed' } as const;
const count = { unit: 'count', otherwise: 'failed' } as const;
const ratio = { unit: 'ratio', otherwise: 'failed' } as const;
const seconds = { unit: 'seconds', otherwise: 'failed' } as const;
const done = { unit: 'yes or no', passes: 'at least', otherwise: 'failed' } as const;

/** Everything that a validation can be judged by. docs/gate.md is written from these. */
export const CRITERIA = {
  coverage: { ...share, passes: 'at least', what: 'Time during which the run was up and its market data fresh, of all its time.' },
  fills: { ...count, passes: 'at least', otherwise: 'inconclusive', what: 'Fills. Too few prove nothing, whatever else was measured.' },
  days: { ...count, passes: 'at least', otherwise: 'inconclusive', what: 'Days on which something was filled.' },
  netProfit: { ...share, passes: 'at least', what: 'Profit after all fees, realised and open, of the money it began with.' },
  sharpe: { ...ratio, passes: 'at least', what: 'Sharpe ratio of the returns, annualised.' },
  sharpeLower: { ...ratio, passes: 'at least', what: 'Lower bound of its 95% interval (stationary bootstrap).' },
  sortino: { ...ratio, passes: 'at least', what: 'Sortino ratio of the returns, annualised.' },
  deflatedSharpe: {
    ...share,
    passes: 'at least',
    what: 'Probability that the Sharpe ratio is more than the luck of the search that the deployment came from. Asked of searched ones only.',
  },
  overfitting: { ...share, passes: 'at most', what: 'Probability that the search was overfitted. Asked of searched ones only.' },
  drawdown: { ...share, passes: 'at most', what: 'Largest fall of the equity from its peak.' },
  profitFactor: { ...ratio, passes: 'at least', what: 'Profits of winning round trips over losses of losing ones.' },
  losingStreak: { ...count, passes: 'at most', what: 'Most losing round trips in a row.' },
  errors: { ...share, passes: 'at most', what: 'Orders that ended in an error of the venue or of Ballast, of all orders.' },
  refusals: { ...share, passes: 'at most', what: 'Orders that risk refused, of all that were wanted.' },
  unknownOrders: { ...count, passes: 'at most', what: 'Orders whose fate is not known at the end.' },
  unaccounted: { ...count, passes: 'at most', what: 'Orders, fills and refusals of which one record does not agree with another.' },
  breaks: { ...count, passes: 'at most', what: 'Differences between ledger and venue that nothing explained.' },
  feedAge: { ...seconds, passes: 'at most', what: 'Age of market data when it was decided on, p99.' },
  latency: { ...seconds, passes: 'at most', what: 'From market data to the order on its way, p99.' },
  drift: {
    ...share,
    passes: 'at most',
    what: 'Difference between its profit and that of a backtest of the same minutes, of the turnover.',
  },
  canaryOrder: { ...done, what: 'The order that cannot be right, and that is put in on purpose, was caught.' },
  canaryAlert: { ...done, what: 'The alert that is raised on purpose arrived.' },
  killDrill: { ...done, what: 'The drill of the kill switch has passed.' },
  restoreDrill: { ...done, what: 'A backup was restored and found equal.' },
} as const satisfies Record<string, CriterionKind>;

/** The name of a criterion. */
export type CriterionName = keyof typeof CRITERIA;
/** What is asked of a run: a limit for each criterion that is asked. */
export type Criteria = Readonly<Partial<Record<CriterionName, number>>>;
/** What was measured: nothing where it could not be. `yes or no` is 1 or 0. */
export type Measured = Readonly<Partial<Record<CriterionName, number>>>;
