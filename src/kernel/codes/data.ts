/** Error codes of market data and the catalog. */
export const dataCodes = {
} as const;
