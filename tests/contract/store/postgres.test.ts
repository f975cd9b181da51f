import { after, before } from 'node:test';
import { openPostgres } from '../../../src/adapters/store/sql/postgres-engine.ts';
import { startPostgres, type TestPostgres } from '../../tools/postgres.ts';
import { storeContract } from './store-contract.ts';

let server: TestPostgres;
before(async () => {
  server = await startPostgres();
});
after(() => server.stop());

storeContract({
  name: 'postgres',
  tries: 60,
  async place() {
    const url = await server.createDatabase();
    return { options: { engine: 'postgres', url }, outsider: () => openPostgres(url) };
  },
});
