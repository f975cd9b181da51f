import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { openSqlite } from '../../../src/adapters/store/sql/sqlite-engine.ts';
import { storeContract } from './store-contract.ts';

const homes: string[] = [];
after(() => homes.forEach((home) => rmSync(home, { recursive: true })));

storeContract({
  name: 'sqlite',
  tries: 400,
  async place() {
    const home = mkdtempSync(join(tmpdir(), 'ballast-store-'));
    homes.push(home);
    return { options: { engine: 'sqlite', home }, outsider: () => openSqlite(join(home, 'store')) };
  },
});
