import assert from 'node:assert/strict';
import { readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { startPaper } from '../tools/paper-process.ts';
import { storedSession } from '../tools/stored-session.ts';
import { tempFolder } from '../tools/temp-folder.ts';
import { runBallast } from './run-cli.ts';

const CONFIG = `version: 1
account: { id: kept, currency: USDT, cash: 20000 }
strategies:
  - { id: trend, strategy: sma-cross, instruments: [BTC/USDT.SYNTH], interval: 1m, params: { fast: 4, slow: 9, weight: 0.3 } }
feed: { kind: synthetic, seed: 11 }
`;

test('a session is backed up, restored elsewhere to the last row, and goes on there; a damaged backup leaves nothing', async (context) => {
  const folder = tempFolder(context);
  const file = join(folder, 'ballast.yaml');
  writeFileSync(file, CONFIG);
  const at = (home: string, ...args: string[]) => runBallast(['--home', join(folder, home), '--config', file, ...args], folder);
  const paper = (home: string) => startPaper(join(folder, home), ['--config', file, '--bars', '400', '--speed', '100000000']).ended;
  assert.equal(await paper('here'), 0);

  assert.match((await at('here', 'drill', 'restore')).stdout, /^Passed: \d+ rows/);
  assert.equal(readdirSync(join(folder, 'here', 'drills')).length, 1);
  assert.match((await at('here', 'backup', 'kept.ballast')).stdout, /^Wrote /);
  assert.match((await at('there', 'restore', 'kept.ballast')).stdout, /^Restored \d+ rows/);
  const [here, there] = [
    await storedSession({ home: join(folder, 'here') }, 'kept'),
    await storedSession({ home: join(folder, 'there') }, 'kept'),
  ];
  assert.deepEqual(there, here);
  assert.ok((there['fills'] ?? []).length > 10);
  assert.equal(await paper('there'), 0);

  assert.match((await at('there', 'restore', 'kept.ballast')).stderr, /^BACKUP_STORE_IN_USE/m);
  truncateSync(join(folder, 'kept.ballast'), 2_000);
  assert.match((await at('else', 'restore', 'kept.ballast')).stderr, /^BACKUP_DAMAGED/m);
  assert.match((await at('else', 'restore', 'none.ballast')).stderr, /^BACKUP_UNREADABLE/m);
  assert.equal((await at('else', 'restore', 'ballast.yaml')).code, 1);
});
