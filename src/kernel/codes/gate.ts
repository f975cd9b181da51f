/** Error codes of the gate before real money. */
export const gateCodes = {
  GATE_CERTIFICATE_MISSING: {
    meaning: 'Real money trades at the host that the orders would reach, and no strategy has a certificate that lets it trade there.',
    mend: "Trade on a test exchange (`ballast testnet`, then venue.restUrl and venue.streamUrl), or in the venue's own sandbox (venue.sandbox: true).",
  },
} as const;
