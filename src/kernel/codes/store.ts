/** Error codes of the store. */
export const storeCodes = {
} as const;
