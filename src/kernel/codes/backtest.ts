/** Error codes of backtests and their reports. */
export const backtestCodes = {
} as const;
