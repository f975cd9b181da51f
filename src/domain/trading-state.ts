/** From all orders may leave to none that adds exposure may. */
export const TRADING_STATES = ['ACTIVE', 'REDUCING', 'HALTED'] as const;

/** Whether orders may leave: all, only those that reduce, or none that adds exposure. */
export type TradingState = (typeof TRADING_STATES)[number];
