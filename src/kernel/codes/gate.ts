/** Error codes of the gate before real money. */
export const gateCodes = {
  GATE_CERTIFICATE_MISSING: {
    meaning: 'Real money trades at the host that the orders would reach, and no strategy has a certificate that lets it trade there.',
    mend: "Trade on a test exchange (`ballast testnet`, then venue.restUrl and venue.streamUrl), or in the venue's own sandbox (venue.sandbox: true); docs/gate.md tells the way to one.",
  },
  GATE_CERTIFICATE_UNREADABLE: {
    meaning: 'A file is no certificate, or one of a newer Ballast.',
    mend: 'Name a certificate that `ballast validate` issued; a damaged one is issued again by validating again.',
  },
  GATE_CHANGED: {
    meaning:
      'What would trade is not what was validated: strategy, parameters, instruments, configuration or engine differ by at least a byte.',
    mend: 'Run what was validated, or validate what is to run. There is no override; the smallest stage is 10 EUR.',
  },
  GATE_WRONG_STAGE: {
    meaning: 'The certificate opens an earlier stage than the one that is asked for.',
    mend: '`ballast stage show DEPLOYMENT` says where it stands, and what is missing for the next stage.',
  },
  GATE_SIMULATED: {
    meaning: 'The certificate comes from a simulated run (`ballast validate --simulate`), and never opens a real venue.',
    mend: 'Validate on live market data, without --simulate.',
  },
  GATE_EXPIRED: {
    meaning: 'The certificate has expired: what was true of the market then may be so no longer.',
    mend: 'Validate again.',
  },
  GATE_CLOCK: {
    meaning: 'The certificate was issued later than now: a clock is wrong.',
    mend: 'Set the clock of this machine (timedatectl), and compare it with that of the machine that issued the certificate.',
  },
  GATE_REVOKED: {
    meaning: 'The certificate ended, or its deployment was demoted, after the order was approved and before it was sent.',
    mend: '`ballast stage show DEPLOYMENT` says why. Validate again.',
  },
  GATE_DEPLOYMENT_UNKNOWN: {
    meaning: 'No enabled deployment has this id.',
    mend: '`ballast stage list` shows them; they stand under `strategies` in ballast.yaml.',
  },
  GATE_NOT_APPROVED: {
    meaning: 'Too few people have approved the stage.',
    mend: 'Have another person approve: `ballast stage promote DEPLOYMENT --by NAME`.',
  },
  GATE_NOT_PASSED: {
    meaning: 'The stage has no validation that passed.',
    mend: '`ballast validate` runs one; its report says which criterion did not pass.',
  },
  GATE_NOT_TRADING: {
    meaning: 'The deployment is in no stage that trades real money, so there is nothing to review.',
    mend: 'Before that, `ballast validate` proves it.',
  },
  GATE_TOO_SMALL: {
    meaning: 'A position as large as the stage allows could not be closed after fees: the venue takes no order that small.',
    mend: 'Trade an instrument with a smaller minimum, or raise gate.firstLimit.',
  },
  GATE_RATE_MISSING: {
    meaning: "The limits of stages are stated in another currency than the account's, and no rate is known.",
    mend: 'Set gate.rate, and gate.rateSource with where it is from.',
  },
  GATE_TOO_EARLY: {
    meaning: 'The deployment has not been in its stage for long enough.',
    mend: 'Wait. `ballast stage show DEPLOYMENT` says how long.',
  },
  GATE_TOO_FEW_FILLS: {
    meaning: 'The deployment has not traded enough in its stage to show anything.',
    mend: 'Wait for more fills. `ballast stage show DEPLOYMENT` says how many.',
  },
  GATE_STAGE_LAST: {
    meaning: 'There is no stage after this one.',
    mend: 'Nothing is to be done.',
  },
} as const;
