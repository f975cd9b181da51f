import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test, type TestContext } from 'node:test';
import { SeededRandom } from '../../src/kernel/random.ts';
import { startPaper, type PaperProcess } from '../tools/paper-process.ts';
import { executeOn, startPostgres, type TestPostgres } from '../tools/postgres.ts';
import { storedSession } from '../tools/stored-session.ts';
import { tempFolder } from '../tools/temp-folder.ts';

const BARS = 600;
const KILLS = 8;

let server: TestPostgres;
before(async () => {
  server = await startPostgres();
});
after(() => server.stop());

/** What trades, but for where it is stored. */
const CONFIG = `version: 1
account: { id: main, cash: 100000 }
strategies:
  - { id: trend, strategy: sma-cross, instruments: [BTC/USDT.SYNTH], interval: 1m, params: { fast: 3, slow: 8, weight: 0.4 } }
  - { id: breakout, strategy: donchian-breakout, instruments: [ETH/USDT.SYNTH], interval: 1m, params: { entry: 6, exit: 3, risk: 0.002 } }
feed: { kind: synthetic, seed: 3 }
risk: { dailyLoss: unlimited, weeklyLoss: unlimited, maxDrawdown: unlimited, eachStrategy: { maxMessages: unlimited, maxRepeats: unlimited } }
`;

interface Place {
  readonly home: string;
  readonly start: (...args: readonly string[]) => PaperProcess;
}

function place(context: TestContext, store: string): Place {
  const folder = tempFolder(context);
  const home = join(folder, 'home');
  writeFileSync(join(folder, 'ballast.yaml'), CONFIG + store);
  return {
    home,
    start: (...args) => {
      const paper = startPaper(home, ['--config', join(folder, 'ballast.yaml'), '--speed', '100000000', ...args]);
      context.after(() => paper.child.kill('SIGKILL'));
      return paper;
    },
  };
}

/** A home whose store is a database of its own on the server; the password is a file. */
async function onPostgres(context: TestContext): Promise<Place & { readonly url: string }> {
  const url = await server.createDatabase();
  const withoutPassword = new URL(url);
  const passwordFile = join(tempFolder(context), 'password');
  writeFileSync(passwordFile, `${decodeURIComponent(withoutPassword.password)}\n`);
  withoutPassword.password = '';
  return { ...place(context, `store: { kind: postgres, url: '${withoutPassword.href}', passwordFile: ${passwordFile} }\n`), url };
}

/** What a session of so many bars stores in SQLite, never harmed. */
async function unharmed(context: TestContext, bars: number): Promise<unknown> {
  const { home, start } = place(context, '');
  const paper = start('--bars', String(bars));
  assert.equal(await paper.ended, 0, paper.output());
  return storedSession({ home }, 'main');
}

/** Ends every connection of Ballast to a database, as a restart of the server does. */
async function cutConnections(url: string): Promise<void> {
  await executeOn(
    url,
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'ballast%' and datname = current_database()`,
  );
}

describe('a session in PostgreSQL', () => {
  test(`that is killed ${KILLS} times stores what one in SQLite stores that never was`, async (context) => {
    const { start, url } = await onPostgres(context);
    const random = new SeededRandom(Number(process.env['BALLAST_KILL_SEED'] ?? 1));
    for (let kill = 0; kill < KILLS; kill += 1) {
      const paper = start('--bars', String(BARS));
      if (kill % 2 === 0) await paper.ready();
      const timer = setTimeout(() => paper.child.kill('SIGKILL'), random.nextBelow(400));
      const end = await paper.ended;
      clearTimeout(timer);
      assert.ok(end === 'SIGKILL' || end === 0, `killed or at its end, not ${end}:\n${paper.output()}`);
    }
    const last = start('--bars', String(BARS));
    assert.equal(await last.ended, 0, last.output());
    assert.deepEqual(await storedSession({ url }, 'main'), await unharmed(context, BARS));
  });

  test('whose connections are cut in the middle comes back by itself, and stores what one stores that was not', async (context) => {
    const { start, url } = await onPostgres(context);
    const paper = start('--bars', '9000');
    for (let cut = 1; cut <= 3; cut += 1) {
      const { steps } = await paper.until('some steps', (status) => status.steps > 5);
      await cutConnections(url);
      const { causes } = await paper.untilReadiness('the loss', ({ code }) => code === 503);
      assert.match(causes.join(), /STORE_(UNAVAILABLE|FENCED)|store: |feed: /);
      await paper.untilReadiness('it to be ready again', ({ code }) => code === 200);
      assert.ok((await paper.status()).steps >= 0 && steps > 0);
    }
    assert.equal(await paper.ended, 0, paper.output());
    assert.deepEqual(await storedSession({ url }, 'main'), await unharmed(context, 9000));
  });

  test('whose server is gone at its start ends with the code, and tells no password', async (context) => {
    const own = await startPostgres();
    const { href, password } = new URL(own.url);
    const passwordFile = join(tempFolder(context), 'password');
    writeFileSync(passwordFile, decodeURIComponent(password));
    await own.stop();
    const gone = place(context, `store: { kind: postgres, url: '${href.replace(`:${password}`, '')}', passwordFile: ${passwordFile} }\n`);
    const paper = gone.start('--bars', '10');
    assert.equal(await paper.ended, 1);
    assert.match(paper.output(), /^STORE_UNAVAILABLE\n {2}what /m);
    assert.ok(!paper.output().includes(password) && !paper.output().includes(decodeURIComponent(password)));
  });

  test('is not taken by a second process, even from another home folder', async (context) => {
    const first = await onPostgres(context);
    const paper = first.start();
    await paper.until('some steps', ({ steps }) => steps > 5);
    const config = join(first.home, '..', 'ballast.yaml');
    const second = startPaper(join(tempFolder(context), 'home'), ['--config', config]);
    assert.equal(await second.ended, 1);
    assert.match(second.output(), new RegExp(`^STORE_IN_USE\\n {2}what {3}session "main" is held by process ${paper.child.pid} on `, 'm'));
    const { steps } = await paper.status();
    await paper.until('more steps', (status) => status.steps > steps);
  });
});
