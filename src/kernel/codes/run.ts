/** Error codes of running processes. */
export const runCodes = {
} as const;
