import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CompiledQuery } from 'kysely';
import type { Engine } from '../../../src/adapters/store/sql/engine.ts';
import { migrate } from '../../../src/adapters/store/sql/migrate.ts';
import { MIGRATIONS, type Migration } from '../../../src/adapters/store/sql/migrations.ts';
import { openStore } from '../../../src/adapters/store/sql/open-store.ts';
import { asOutsider, type Place, type TestedEngine } from './place.ts';
import { tradeBatch } from './trade.ts';

/** The schema of Ballast 0.1, and what a trade left in it: written in SQL, since nothing here knows that version any more. */
const FIRST_VERSION = MIGRATIONS.slice(0, 1);
const LEFT_BY_FIRST_VERSION = [
  `insert into sessions values ('paper', 1, 'process 7', 4, 3)`,
  `insert into journal values ('paper', 4, 900, 'start', 1, '{}')`,
  `insert into orders values ('paper', 1, 1, 'main-1', 'S1', 'main', 'trend', 'ETH/EUR.SIM', 'buy', 'market', 'entry', 50, 50, 4,
     null, null, null, 2, 'GTC', 0, 0, null, null, null, null, 'all of it', 'Filled', null, 900, 901)`,
  `insert into order_events values ('paper', 2, 901, 1, 'filled', 'Filled', 50, 'S1', null)`,
  `insert into fills values ('paper', 3, 901, 'T1', 1, 'trend', 'main', 'SIM', 'ETH/EUR.SIM', 'buy', 50, 4, 200, 2, 10000, 10, 6, 'EUR', 'taker', 901)`,
  `insert into postings values ('paper', 3, 901, 0, 'fill', 'cash', 'EUR', 6, -10), ('paper', 3, 901, 1, 'fill', 'fees', 'EUR', 6, 10)`,
];

/** Fails at the end of the upgrade. */
const FAILING: Migration = { name: 'failing', up: () => Promise.reject(new Error('the disk is gone')) };

async function leaveFirstVersion(place: Place): Promise<void> {
  await asOutsider(place, async (outsider) => {
    await migrate(outsider, FIRST_VERSION);
    for (const row of LEFT_BY_FIRST_VERSION) await outsider.database.executeQuery(CompiledQuery.raw(row));
  });
}

async function schemaOf({ database }: Engine): Promise<unknown> {
  return { tables: await database.introspection.getTables(), versions: await database.selectFrom('schema_versions').selectAll().execute() };
}

/** Rules of a store that an older Ballast wrote. */
export function upgradeRules(engine: TestedEngine): void {
  test('a store of the first version is brought up to date with all that it holds, and goes on', async () => {
    const place = await engine.place();
    await leaveFirstVersion(place);
    const store = await openStore(place.options);
    await store.migrate();
    const [fill] = await store.fills('paper');
    assert.deepEqual(
      [fill?.tradeId, fill?.quantity, fill?.fee, fill?.currency, fill?.feeCurrency, fill?.feeScale],
      ['T1', 50, 10, 'EUR', 'EUR', 6],
    );
    const order = await store.order('paper', { instrumentId: 'ETH/EUR.SIM', venueOrderId: 'S1' });
    assert.deepEqual([order?.clientOrderId, order?.status], ['main-1', 'Filled']);
    assert.deepEqual(
      (await store.balances('paper')).map(({ account, balance }) => [account, balance]),
      [
        ['cash', -10n],
        ['fees', 10n],
      ],
    );
    assert.deepEqual(await store.sessions(), [{ id: 'paper', holder: 'process 7', orders: 1, fills: 1, lastTime: 900 }]);
    const other = await store.lease('other');
    await store.commit(tradeBatch('other', other.epoch, 1));
    assert.equal((await store.fills('other'))[0]?.feeCurrency, 'BTC');
    await store.close();
  });

  test('an upgrade that fails leaves the store of the first version as it was', async () => {
    const place = await engine.place();
    await leaveFirstVersion(place);
    await asOutsider(place, async (outsider) => {
      const before = await schemaOf(outsider);
      await assert.rejects(migrate(outsider, [...MIGRATIONS, FAILING]), /the disk is gone/);
      assert.deepEqual(await schemaOf(outsider), before);
      await migrate(outsider);
      assert.notDeepEqual(await schemaOf(outsider), before);
    });
  });
}
