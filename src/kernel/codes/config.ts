/** Error codes of configuration. */
export const configCodes = {
} as const;
