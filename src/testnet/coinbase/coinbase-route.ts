import type { ApiKey } from '../exchange/account.ts';

/** A request whose token, where one is due, was found right. */
export interface CoinbaseCall {
  readonly query: URLSearchParams;
  /** The fields of its body, which is JSON. */
  readonly body: Readonly<Record<string, unknown>>;
  /** What stands in the path where its route has `:id`. */
  readonly id: string;
  readonly key: ApiKey | undefined;
  readonly accountId: string;
}

/** What is done with the requests of one method and path. */
export interface CoinbaseRoute {
  /** The right that a request takes; undefined for what anybody may ask. */
  readonly right?: 'read' | 'trade';
  /** The body of the answer, or a `RequestRefusal`. */
  readonly answer: (call: CoinbaseCall) => unknown;
}

/** Routes by `GET /path`, in which `:id` stands for one part of a path. */
export type CoinbaseRoutes = Readonly<Record<string, CoinbaseRoute>>;

/** The route of a request, and what its `:id` is. */
export function findRoute(
  routes: CoinbaseRoutes,
  method: string,
  path: string,
): { readonly route: CoinbaseRoute; readonly id: string } | undefined {
  const asked = `${method} ${path}`;
  const exact = routes[asked];
  if (exact !== undefined) return { route: exact, id: '' };
  for (const [name, route] of Object.entries(routes)) {
    const [before, after] = name.split(':id');
    if (before === undefined || after === undefined || !asked.startsWith(before) || !asked.endsWith(after)) continue;
    const id = asked.slice(before.length, asked.length - after.length);
    if (id !== '' && !id.includes('/')) return { route, id };
  }
  return undefined;
}
