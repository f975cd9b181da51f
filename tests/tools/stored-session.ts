import { openStore } from '../../src/adapters/store/sql/open-store.ts';
import type { Store } from '../../src/ports/store.ts';

/** Where a session is stored: a home folder, or the URL of a PostgreSQL database. */
export type StorePlace = { readonly home: string } | { readonly url: string };

/** Opens a store as it was left, for a look into it. */
export async function withStore<Result>(place: StorePlace, look: (store: Store) => Promise<Result>): Promise<Result> {
  const store = await openStore('url' in place ? { engine: 'postgres', url: place.url } : { engine: 'sqlite', home: place.home });
  try {
    await store.migrate();
    return await look(store);
  } finally {
    await store.close();
  }
}

/** Everything that a session has stored, as rows; the audit log is whole. */
export function storedSession(place: StorePlace, session: string): Promise<Readonly<Record<string, readonly unknown[]>>> {
  return withStore(place, async (store) => {
    await store.verifyAudit();
    return {
      orders: await store.orders(session),
      orderEvents: await store.orderEvents(session),
      fills: await store.fills(session),
      postings: await store.postings(session),
      balances: await store.balances(session),
      refusals: await store.refusals(session),
      stops: await store.strategyStops(session),
      equity: await store.equity(session),
    };
  });
}

/** The number of the newest input in the journal, and of the one that the newest snapshot holds. */
export function newestInput(
  place: StorePlace,
  session: string,
): Promise<{ readonly journal: number; readonly snapshot: number | undefined }> {
  return withStore(place, async (store) => {
    const snapshot = await store.latestSnapshot(session);
    let journal = snapshot?.seq ?? 0;
    for await (const { seq } of store.journal(session, 0)) journal = seq;
    return { journal, snapshot: snapshot?.seq };
  });
}
