/** `2024-01-31T08:15:00.123Z` as `01-31 08:15:00`: for tables, in which the year goes without saying. */
export function shortTime(iso: string): string {
  return iso.slice(5, 19).replace('T', ' ');
}
