/** Error codes of strategies. */
export const strategyCodes = {
} as const;
