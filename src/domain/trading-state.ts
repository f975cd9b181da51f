/** From all orders may leave to none that adds exposure may. */
export const TRADING_STATES = ['ACTIVE', 'REDUCING', 'HALTED'] as const;

/** Whether orders may leave: all, only those that reduce, or none that adds exposure. */
export type TradingState = (typeof TRADING_STATES)[number];

/** The tighter of two. */
export function tighter(one: TradingState, other: TradingState): TradingState {
  return TRADING_STATES.indexOf(one) >= TRADING_STATES.indexOf(other) ? one : other;
}

/** The kinds of `HaltScope`. */
export const HALT_SCOPES = ['all', 'venue', 'account', 'strategy', 'instrument'] as const;

/** What a halt covers: all trading, or by its name one venue, account, strategy or instrument. */
export interface HaltScope {
  readonly kind: (typeof HALT_SCOPES)[number];
  /** Left out for `all`. */
  readonly name?: string | undefined;
}
