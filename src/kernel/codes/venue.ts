/** Error codes of venues and feeds. */
export const venueCodes = {
} as const;
