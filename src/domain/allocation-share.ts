/** What a strategy may use in one of its instruments, and why it is not more. Shares are parts per million of the equity. */
export interface AllocationShare {
  readonly strategyId: string;
  readonly instrumentId: string;
  /** Of the strategy, in all its instruments together. */
  readonly budget: number;
  readonly share: number;
  /** Whether it is nothing because the weights are not known, or too old: no new risk, and no reason to close anything. */
  readonly isStale: boolean;
  /** Empty where nothing holds it back. */
  readonly why: string;
}
