/** The fields of the JSON object that a client sent; none where it sent something else. */
export function readJson(text: string): Readonly<Record<string, unknown>> {
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === 'object' && read !== null && !Array.isArray(read) ? (read as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}
