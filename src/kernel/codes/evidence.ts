/** What can be wrong with the evidence of a validation. */
export const evidenceCodes = {
  EVIDENCE_TOO_SHORT: {
    meaning: 'There are too few returns, strategies or periods to say anything with confidence.',
    mend: 'Validate over a longer time, or on shorter bars.',
  },
} as const;
