import { writeSync } from 'node:fs';
import { openStore, type StoreOptions } from '../../../src/adapters/store/sql/open-store.ts';
import type { Store } from '../../../src/ports/store.ts';
import { RECORDS_PER_TRADE, tradeBatch } from './trade.ts';

const STDOUT = 1;

/** Says a line before anything else happens, so that what was said is what was true when the process died. */
function say(line: string): void {
  writeSync(STDOUT, `${line}\n`);
}

/** Trades without end, each in a batch of its own, and says the number of each one that was acknowledged. */
async function trade(store: Store): Promise<never> {
  const { epoch } = await store.lease('paper');
  for (let n = (await store.lastRecordSeq('paper')) / RECORDS_PER_TRADE + 1; ; n += 1) {
    await store.commit(tradeBatch('paper', epoch, n));
    say(String(n));
  }
}

const [task, options = ''] = process.argv.slice(2);
const store = await openStore(JSON.parse(options) as StoreOptions);
await store.migrate();
if (task === 'trade') await trade(store);
if (task === 'hold') {
  say(`holds at ${(await store.lease('paper')).epoch}`);
  // Held until this process is killed.
  setInterval(() => undefined, 60_000);
} else {
  await store.close();
}
