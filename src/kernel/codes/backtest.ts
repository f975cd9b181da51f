/** Error codes of backtests and their reports. */
export const backtestCodes = {
  RESULT_INVALID: {
    meaning: 'A file is not the result of a backtest, or a value in it is not what docs/result.schema.json says.',
    mend: 'Use a file that `ballast backtest --json FILE` wrote, unchanged.',
  },
  RESULT_NEWER: {
    meaning: 'A result was written by a newer Ballast, in a format that this one does not know.',
    mend: 'Read it with the Ballast that wrote it, or a newer one.',
  },
  DATA_EMPTY: {
    meaning: 'No bar of the wanted instruments falls in the period of the backtest.',
    mend: 'Choose a period that `ballast data list` shows, or import data for it.',
  },
} as const;
