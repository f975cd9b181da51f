import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { startPaper, type PaperProcess } from '../tools/paper-process.ts';
import { newestInput } from '../tools/stored-session.ts';
import { tempFolder } from '../tools/temp-folder.ts';
import { runBallast } from './run-cli.ts';

/** The longest that an orderly end may take. */
const STOP_MS = 5_000;
const ARGS = ['--demo', '--speed', '1000000'];

/** A session in the middle of its work. */
async function busy(context: TestContext, home = tempFolder(context)): Promise<{ readonly home: string; readonly paper: PaperProcess }> {
  const paper = startPaper(home, ARGS);
  context.after(() => paper.child.kill('SIGKILL'));
  await paper.until('some fills', ({ fills }) => fills > 5);
  return { home, paper };
}

/** The exit code, if it comes in time. */
async function endInTime(paper: PaperProcess): Promise<unknown> {
  const late = new Promise((resolve) => AbortSignal.timeout(STOP_MS).addEventListener('abort', () => resolve('too late')));
  return Promise.race([paper.ended, late]);
}

describe('a session that is told to end', () => {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    test(`by ${signal} ends in order: exit code 0, all stored, nothing to be replayed`, async (context) => {
      const { home, paper } = await busy(context);
      const { orders, fills } = await paper.status();
      paper.child.kill(signal);
      assert.equal(await endInTime(paper), 0, paper.output());
      assert.match(paper.output(), /stopped; all is stored\n$/);
      const { journal, snapshot } = await newestInput({ home }, 'demo');
      assert.equal(snapshot, journal);
      const again = await busy(context, home);
      const status = await again.paper.status();
      assert.ok(status.orders >= orders && status.fills >= fills);
      again.paper.child.kill(signal);
      assert.equal(await again.paper.ended, 0);
    });
  }

  test('by `ballast stop` ends before that command does', async (context) => {
    const { home, paper } = await busy(context);
    const { code, stdout } = await runBallast(['--home', home, 'stop'], home);
    assert.deepEqual([code, stdout], [0, 'Stopped.\n']);
    assert.equal(await paper.ended, 0);
    const status = await runBallast(['--home', home, 'status'], home);
    assert.equal(status.code, 1);
    assert.match(status.stderr, /^RUN_NOT_RUNNING/);
  });

  test('by a second Ctrl-C ends at once, and loses nothing that was acknowledged', async (context) => {
    const { home, paper } = await busy(context);
    const { fills } = await paper.status();
    paper.child.kill('SIGINT');
    paper.child.kill('SIGINT');
    assert.equal(await endInTime(paper), 0, paper.output());
    const again = await busy(context, home);
    assert.ok((await again.paper.status()).fills >= fills);
  });

  test('while it is coming back ends as well', async (context) => {
    const { home, paper } = await busy(context);
    paper.child.kill('SIGKILL');
    await paper.ended;
    const again = startPaper(home, ARGS);
    again.child.stdout?.destroy();
    await new Promise((resolve) => again.child.once('spawn', resolve));
    again.child.kill('SIGTERM');
    assert.ok(['SIGTERM', 0].includes(await again.ended), again.output());
  });
});

test('a session that is paused goes on as if nothing had been', async (context) => {
  const { paper } = await busy(context);
  for (let pause = 0; pause < 3; pause += 1) {
    paper.child.kill('SIGSTOP');
    paper.child.kill('SIGCONT');
  }
  const { fills } = await paper.status();
  const later = await paper.until('more fills', (status) => status.fills > fills + 5);
  assert.deepEqual(
    later.strategies.map(({ state }) => state),
    ['running', 'running'],
  );
});
