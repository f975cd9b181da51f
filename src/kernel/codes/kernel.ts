/** Error codes of exact numbers and time. */
export const kernelCodes = {
  NUMBER_OVERFLOW: {
    meaning: 'An exact number left the range in which integers are exact (2^53 - 1).',
    mend: 'Use a coarser scale for the instrument or currency, or a smaller quantity.',
  },
  NUMBER_INVALID: {
    meaning: 'A text is not a plain decimal number, or has more decimals than its scale holds.',
    mend: 'Write a plain decimal such as 0.001, with no more decimals than the instrument allows.',
  },
  TIME_INVALID: {
    meaning: 'A text is not a time that Ballast reads.',
    mend: 'Write an ISO 8601 date or date-time in UTC, such as 2024-01-31 or 2024-01-31T08:00:00Z.',
  },
  INTERVAL_INVALID: {
    meaning: 'A text is not a bar interval.',
    mend: 'Use one of 1s 1m 3m 5m 15m 30m 1h 2h 4h 6h 8h 12h 1d 3d 1w 1M.',
  },
  ASSERTION_FAILED: {
    meaning: 'Ballast found its own state impossible and stopped rather than go on with it.',
    mend: 'Report it with the message and the command; the state on disk is as it was before the event.',
  },
} as const;
