import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { startPaper, type PaperProcess } from '../tools/paper-process.ts';
import { executeOn, startPostgres } from '../tools/postgres.ts';
import { ROOT } from '../tools/run-command.ts';
import { withStore } from '../tools/stored-session.ts';
import { tempFolder } from '../tools/temp-folder.ts';

/** A session in a PostgreSQL server of its own, whose processes a test can freeze. */
async function onPostgres(context: TestContext): Promise<{ readonly paper: PaperProcess; readonly url: string }> {
  const server = await startPostgres();
  context.after(() => server.stop());
  const url = new URL(server.url);
  const folder = tempFolder(context);
  writeFileSync(join(folder, 'password'), decodeURIComponent(url.password));
  url.password = '';
  writeFileSync(
    join(folder, 'ballast.yaml'),
    `version: 1
account: { id: main, cash: 100000 }
strategies: [{ id: trend, strategy: sma-cross, instruments: [BTC/USDT.SYNTH], interval: 1m, params: { fast: 3, slow: 8 } }]
feed: { kind: synthetic, speed: 3000 }
risk: { dailyLoss: unlimited, weeklyLoss: unlimited, maxDrawdown: unlimited, eachStrategy: { maxMessages: unlimited, maxRepeats: unlimited } }
store: { kind: postgres, url: '${url.href}', passwordFile: password }
`,
  );
  const paper = startPaper(join(folder, 'home'), ['--config', join(folder, 'ballast.yaml')]);
  context.after(() => paper.child.kill('SIGKILL'));
  await paper.untilReadiness('it to be ready', ({ code }) => code === 200);
  return { paper, url: server.url };
}

/** Freezes server processes until the returned function is called. */
function freeze(context: TestContext, pids: readonly number[]): () => void {
  const signal = (name: 'SIGSTOP' | 'SIGCONT'): void => {
    for (const pid of pids) {
      try {
        process.kill(pid, name);
      } catch {
        // It has ended meanwhile.
      }
    }
  };
  signal('SIGSTOP');
  context.after(() => signal('SIGCONT'));
  return () => signal('SIGCONT');
}

/** The parent of a process. */
function parentOf(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[1]);
}

describe('13: a session is not ready, and says why,', () => {
  test('when its store does not answer; it is live all the same, and ready again when the store is', async (context) => {
    const { paper, url } = await onPostgres(context);
    const rows = await executeOn(url, 'select pid from pg_stat_activity where datname = current_database()');
    const backends = rows.map(({ pid }) => Number(pid));
    const thaw = freeze(context, [parentOf(backends[0] ?? 0), ...backends]);
    const { causes } = await paper.untilReadiness('the store to be missed', ({ code }) => code === 503);
    assert.match(causes.join('; '), /store: postgres did not answer within 2000 ms/);
    const live = await fetch(new URL('/health/live', await paper.ready()));
    assert.equal(live.status, 200);
    const frozen = await paper.status();
    thaw();
    await paper.untilReadiness('it to be ready again', ({ code }) => code === 200);
    await paper.until('it to go on', ({ steps }) => steps > frozen.steps + 5);
  });

  test('when a commit hangs, though the store answers', async (context) => {
    const { paper, url } = await onPostgres(context);
    // A row lock of someone else: the next commit waits for it, a ping does not.
    const { default: pg } = await import('pg');
    const blocker = new pg.Client({ connectionString: url });
    await blocker.connect();
    blocker.on('error', () => undefined);
    await blocker.query('begin');
    await blocker.query(`select * from sessions where id = 'main' for update`);
    const { causes } = await paper.untilReadiness('the commit to be missed', ({ code }) => code === 503);
    assert.match(causes.join('; '), /^(feed: .*; )?commits: the oldest input has waited \d+\.\d s to be stored/);
    const { steps, fills } = await paper.status();
    await blocker.query('rollback');
    await paper.untilReadiness('it to be ready again', ({ code }) => code === 200);
    const later = await paper.until('it to go on', (status) => status.steps > steps + 5);
    assert.ok(later.fills >= fills);
    await blocker.end();
  });
});

test('13: the running build is shown', async (context) => {
  const home = tempFolder(context);
  const paper = startPaper(home, ['--demo']);
  context.after(() => paper.child.kill('SIGKILL'));
  const url = await paper.ready();
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  assert.equal((await paper.status()).version, version);
  const metrics = await (await fetch(new URL('/metrics', url))).text();
  assert.ok(metrics.includes(`ballast_build_info{version="${version}",stage="paper"} 1\n`));
});

test('13: the last decision that is told is stored, and every order is accounted for', async (context) => {
  const home = tempFolder(context);
  const paper = startPaper(home, ['--demo', '--speed', '1000000']);
  context.after(() => paper.child.kill('SIGKILL'));
  const { orders, fills, refusals } = await paper.until('some fills', (status) => status.fills > 20);
  paper.child.kill('SIGKILL');
  await paper.ended;
  await withStore({ home }, async (store) => {
    const stored = await store.activity('demo');
    const total = (of: 'orders' | 'fills' | 'refusals'): number => stored.reduce((sum, each) => sum + each[of], 0);
    assert.ok(total('orders') >= orders && total('fills') >= fills && total('refusals') >= refusals);
    for (const order of await store.orders('demo')) {
      const events = (await store.orderEvents('demo')).filter(({ intentId }) => intentId === order.intentId);
      assert.equal(events.at(-1)?.status, order.status, `order ${order.intentId}`);
    }
  });
});
