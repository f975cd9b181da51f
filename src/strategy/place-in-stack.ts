/**
 * Where in a strategy's own files an error arose, as `file:line:column`: the innermost frame of its stack that lies in one.
 * The loader imports those under URLs that end in `?` and the strategy's version; nothing else has such a mark.
 */
export function placeInStack(error: unknown): string | undefined {
  if (!(error instanceof Error) || error.stack === undefined) return undefined;
  const frame = /([^/\\\s(]+)\?strategy=[0-9a-f]+:(\d+):(\d+)/.exec(error.stack);
  return frame === null ? undefined : `${frame[1]}:${frame[2]}:${frame[3]}`;
}
