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
  CONFIG_NO_STRATEGY: {
    meaning: 'The configuration enables no strategy, so there is nothing to run.',
    mend: 'Add one under strategies, or set enabled: true.',
  },
  CONFIG_CURRENCY: {
    meaning: 'An instrument is paid in another currency than the account is counted in, and no rate between them is known.',
    mend: 'Set account.currency to the currency of the instrument, or trade instruments that are paid in it.',
  },
  DATA_NO_FACTORS: {
    meaning: 'Adjusted prices are wanted of an instrument whose splits and dividends are not known.',
    mend: 'Store its factor file with `ballast data factors FILE --instrument ID`, or ask for raw prices.',
  },
  OUTPUT_UNWRITABLE: {
    meaning: 'A file that a command was asked to write lies in a folder that is not there, or that this user may not write to.',
    mend: 'Make the folder, or name a file in one that this user may write to.',
  },
  DATA_EMPTY: {
    meaning: 'No bar of the wanted instruments falls in the period of the backtest.',
    mend: 'Choose a period that `ballast data list` shows, or import data for it.',
  },
} as const;
