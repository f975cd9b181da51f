/** Error codes of validation runs. */
export const validationCodes = {
  VALIDATION_UNKNOWN: {
    meaning: 'There is no validation run of this name.',
    mend: '`ballast validate list` shows them.',
  },
  VALIDATION_VOID: {
    meaning: 'The run counts no longer: it was down for too long, restarted without notice, or ran something else than it began with.',
    mend: 'Begin again: `ballast validate DEPLOYMENT --profile 72h`. Announce what has to be done in between with `ballast validate maintenance`.',
  },
  VALIDATION_NOT_PASSED: {
    meaning: 'The run has ended and has not passed: a criterion failed, evidence is missing, or it did too little to prove anything.',
    mend: 'Its table names each criterion. Mend the cause and validate again; where it is inconclusive, validate for longer.',
  },
  VALIDATION_NOT_OVER: {
    meaning: 'The run has not come to its end.',
    mend: 'Let it run; `ballast validate show` says how long.',
  },
  VALIDATION_FEED: {
    meaning: 'A validation needs live market data; the configured feed is synthetic.',
    mend: 'Set feed.kind to ccxt, or ask for a simulated run with --simulate, whose certificate never opens a real venue.',
  },
} as const;
