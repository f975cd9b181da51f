import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, test, type TestContext } from 'node:test';
import { startPaper } from '../tools/paper-process.ts';
import { mountSmallDisk } from '../tools/small-disk.ts';
import { storedSession } from '../tools/stored-session.ts';
import { tempFolder } from '../tools/temp-folder.ts';

const ARGS = ['--demo', '--speed', '100000000', '--bars', '1500'];
/** A limit on the size of every file that a process writes, in bytes: what grows beyond is refused as by a quota. */
const LIMITED = ['prlimit', '--fsize=900000', '--'];

let unharmed: Readonly<Record<string, readonly unknown[]>>;
before(async () => {
  const home = mkdtempSync(join(tmpdir(), 'ballast-disk-'));
  assert.equal(await startPaper(home, ARGS).ended, 0);
  unharmed = await storedSession({ home }, 'demo');
  rmSync(home, { recursive: true });
});

/** Runs the session to its end, now that nothing is in its way, and compares. */
async function comesToTheSameEnd(home: string): Promise<void> {
  const paper = startPaper(home, ARGS);
  assert.equal(await paper.ended, 0, paper.output());
  assert.deepEqual(await storedSession({ home }, 'demo'), unharmed);
}

function disk(context: TestContext, size: string): ReturnType<typeof mountSmallDisk> {
  const found = mountSmallDisk(context, size);
  if (found === undefined) context.diagnostic('not run: this user may not mount a file system');
  return found;
}

describe('a disk', () => {
  test('that is full ends the session with its code; with room again it goes on as if nothing had been', async (context) => {
    const small = disk(context, '2m');
    if (small === undefined) return;
    const home = join(small.folder, 'home');
    for (const attempt of ['first', 'second']) {
      const paper = startPaper(home, ARGS);
      assert.equal(await paper.ended, 1, `${attempt}: ${paper.output()}`);
      assert.match(paper.output(), /^STORE_FULL\n {2}what {3}.*full\n {2}where {2}.*ballast.sqlite\n {2}mend {3}Free some space/m);
      assert.doesNotMatch(paper.output(), /^ +at |all is stored/m);
    }
    small.remount('size=64m');
    await comesToTheSameEnd(home);
  });

  test('that takes no more by its quota makes the session wait, and says so; then it goes on as if nothing had been', async (context) => {
    const home = tempFolder(context);
    const paper = startPaper(home, [...ARGS, '--bars', '100000'], { prefix: LIMITED });
    context.after(() => paper.child.kill('SIGKILL'));
    const { causes } = await paper.untilReadiness('the store to be lost', (readiness) =>
      readiness.causes.some((cause) => cause.startsWith('session')),
    );
    assert.match(causes.join(), /^session: the session waits for its store: STORE_UNAVAILABLE: disk I\/O error/);
    paper.child.kill('SIGTERM');
    assert.equal(await paper.ended, 0);
    const log = readFileSync(join(home, 'logs', 'ballast.log'), 'utf8');
    assert.match(log, /"level":"critical".*"code":"STORE_UNAVAILABLE"/);
    await comesToTheSameEnd(home);
  });

  test('that only reads is refused by its code, before and in the middle of a session, and nothing is lost', async (context) => {
    const isRoot = process.getuid?.() === 0;
    // Rights are no obstacle for root, a disk that only reads is.
    const small = isRoot ? disk(context, '64m') : undefined;
    if (isRoot && small === undefined) return;
    const folder = small?.folder ?? tempFolder(context);
    const home = join(folder, 'home');
    const store = join(home, 'store');
    const folders = (): string[] => [folder, home, store].filter((path) => existsSync(path));
    const lock = (): void => (small === undefined ? folders().forEach((path) => chmodSync(path, 0o555)) : small.remount('ro'));
    const unlock = (): void => (small === undefined ? folders().forEach((path) => chmodSync(path, 0o755)) : small.remount('rw'));
    lock();
    const refused = startPaper(home, ARGS);
    assert.equal(await refused.ended, 1);
    assert.match(refused.output(), /^HOME_UNWRITABLE\n/m);
    unlock();
    const begun = startPaper(home, [...ARGS, '--bars', '300']);
    assert.equal(await begun.ended, 0);
    lock();
    const again = startPaper(home, ARGS);
    assert.equal(await again.ended, 1);
    assert.match(again.output(), /^HOME_UNWRITABLE\n {2}what /m);
    unlock();
    await comesToTheSameEnd(home);
  });
});
