import type { Config } from '../config/schema.ts';
import type { HomeFolder } from '../config/home.ts';
import type { Store } from '../ports/store.ts';
import { openStore } from '../adapters/store/sql/open-store.ts';
import { fail } from '../kernel/errors.ts';

/** Opens the store that a configuration names and brings its schema up to date. Errors: those of opening and migrating a store. */
export async function openConfiguredStore(config: Pick<Config, 'store'>, home: HomeFolder): Promise<Store> {
  const { kind, url, passwordFile } = config.store;
  const store =
    kind === 'sqlite'
      ? await openStore({ engine: 'sqlite', home: home.root })
      : await openStore({
          engine: 'postgres',
          url: url ?? fail('STORE_SETTINGS_INVALID', 'store.url is missing', { where: 'store.url' }),
          passwordFile,
        });
  try {
    await store.migrate();
  } catch (error) {
    await store.close();
    throw error;
  }
  return store;
}
