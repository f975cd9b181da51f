import assert from 'node:assert/strict';
import { chmodSync, cpSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { startPaper, type PaperProcess, type StatusJson } from '../tools/paper-process.ts';
import { withStore } from '../tools/stored-session.ts';
import { tempFolder } from '../tools/temp-folder.ts';
import { runBallast, type CliResult } from './run-cli.ts';

/** Time between a kill and the halt. */
const HALT_MS = 1_000;

/** In at every second bar and out at every other, so that there is always something to refuse and something to let pass. */
const STRATEGY = `import { defineStrategy, enter, exit, z } from 'ballast';
export default defineStrategy({
  id: 'restless', version: '1.0.0', params: z.object({}), init: () => ({ bars: 0 }),
  onBar({ state, position }) {
    state.bars += 1;
    if (state.bars % 4 === 0) return enter('long', { weight: 0.2 });
    return state.bars % 4 === 2 && position.isLong ? exit() : undefined;
  },
});
`;

interface Bench {
  readonly home: string;
  readonly start: () => PaperProcess;
  readonly ballast: (...args: readonly string[]) => Promise<CliResult>;
}

function bench(context: TestContext, risk = ''): Bench {
  const folder = tempFolder(context);
  const home = join(folder, 'home');
  const config = join(folder, 'ballast.yaml');
  writeFileSync(join(folder, 'restless.ts'), STRATEGY);
  writeFileSync(
    config,
    `version: 1
account: { id: main, cash: 100000 }
strategies: [{ id: restless, strategy: ./restless.ts, instruments: [BTC/USDT.SYNTH], interval: 1m }]
feed: { kind: synthetic, speed: 3000 }
${risk}
`,
  );
  return {
    home,
    start: () => {
      const paper = startPaper(home, ['--config', config]);
      context.after(() => paper.child.kill('SIGKILL'));
      return paper;
    },
    ballast: (...args) => runBallast(['--home', home, '--config', config, ...args], folder),
  };
}

const isHalted = ({ trading }: StatusJson): boolean => trading.state === 'HALTED';
const isHolding = ({ positions }: StatusJson): boolean => positions.length > 0;

/** Waits for the halt, and then sees that exits pass and entries do not. */
async function seesTheHalt(paper: PaperProcess): Promise<StatusJson> {
  const halted = await paper.until('the halt', isHalted);
  const flat = await paper.until('the position to be closed', (status) => !isHolding(status));
  const later = await paper.until('entries to be refused', (status) => status.refusals > flat.refusals + 2);
  assert.deepEqual([later.orders, later.fills, isHolding(later)], [flat.orders, flat.fills, false]);
  return halted;
}

describe('a kill', () => {
  test('by `ballast kill` halts within a second, lets exits pass, and is lifted by a named person', async (context) => {
    const { home, start, ballast } = bench(context);
    const paper = start();
    await paper.until('a position', isHolding);
    const { code, stdout } = await ballast('kill', '--reason', 'drill', '--by', 'ada');
    assert.equal(code, 0);
    assert.match(stdout, /The running engine has halted trading/);
    assert.ok(isHalted(await paper.status()), 'it has halted when the command returns');
    assert.match((await seesTheHalt(paper)).trading.reason, /ada: drill/);

    assert.equal((await ballast('resume', '--reason', 'over')).code, 2, 'a resume has a name');
    assert.ok(isHalted(await paper.status()));
    assert.equal((await ballast('resume', '--reason', 'over', '--by', 'bob')).code, 0);
    assert.ok(!isHalted(await paper.status()));
    assert.ok(!existsSync(join(home, 'KILL')));
    await paper.until('trading to go on', isHolding);
    paper.child.kill('SIGTERM');
    await paper.ended;
    await withStore({ home }, async (store) => {
      const ordered = (await store.audit())
        .filter(({ action }) => action === 'trading.kill' || action === 'trading.resume')
        .map(({ actor, action, details }) => [actor, action, details['reason']]);
      const byFile = ordered.filter(([actor]) => actor === 'kill-file');
      assert.deepEqual(
        ordered.filter(([actor]) => actor !== 'kill-file'),
        [
          ['operator:ada', 'trading.kill', 'drill'],
          ['operator:bob', 'trading.resume', 'over'],
        ],
      );
      // The command writes the file before it speaks to the engine, which may see it first.
      assert.deepEqual(byFile, byFile.length === 0 ? [] : [['kill-file', 'trading.kill', 'killed by ada: drill']]);
      assert.deepEqual(
        (await store.tradingStates('main')).map(({ state }) => state),
        ['HALTED', 'ACTIVE'],
      );
    });
  });

  test('by a file that somebody makes by hand halts within a second', async (context) => {
    const { home, start } = bench(context);
    const paper = start();
    await paper.until('a position', isHolding);
    writeFileSync(join(home, 'KILL'), '');
    const halted = paper.until('the halt', isHalted).then(() => 'halted');
    const late = new Promise((resolve) => AbortSignal.timeout(HALT_MS).addEventListener('abort', () => resolve('too late')));
    assert.equal(await Promise.race([halted, late]), 'halted');
    assert.match((await seesTheHalt(paper)).trading.reason, /^kill-file: .*KILL exists$/);
  });

  test('outlives the process, the file and everything but a resume', async (context) => {
    const { home, start, ballast } = bench(context);
    const paper = start();
    await paper.until('some fills', ({ fills }) => fills > 3);
    await ballast('kill', '--reason', 'drill', '--by', 'ada');
    const { trading } = await paper.until('the halt', isHalted);
    paper.child.kill('SIGKILL');
    await paper.ended;
    rmSync(join(home, 'KILL'));
    const again = start();
    const status = await again.until('some steps', ({ steps }) => steps > 10);
    assert.deepEqual(status.trading, trading);
    await seesTheHalt(again);
    assert.equal((await ballast('resume', '--reason', 'over', '--by', 'bob')).code, 0);
    await again.until('trading to go on', isHolding);
  });

  test('outlives a backup that is older and takes the place of the home folder', async (context) => {
    const { home, start, ballast } = bench(context);
    const first = start();
    await first.until('some fills', ({ fills }) => fills > 1);
    first.child.kill('SIGTERM');
    await first.ended;
    cpSync(home, `${home}.backup`, { recursive: true });
    assert.equal((await ballast('kill', '--reason', 'drill', '--by', 'ada')).code, 0);
    rmSync(home, { recursive: true });
    renameSync(`${home}.backup`, home);
    assert.ok(!existsSync(join(home, 'KILL')));
    await seesTheHalt(start());
    assert.equal((await ballast('resume', '--reason', 'over', '--by', 'bob')).code, 0);
    assert.ok(!existsSync(`${home}.KILL`));
  });

  test('with --flatten leaves no position, and keeps it so over a restart', async (context) => {
    const { start, ballast } = bench(context);
    const paper = start();
    await paper.until('a position', isHolding);
    const { code, stdout } = await ballast('kill', '--flatten', '--reason', 'drill', '--by', 'ada');
    assert.equal(code, 0, stdout);
    assert.match(stdout, /^No position is left\.$/m);
    assert.ok(!isHolding(await paper.status()));
    paper.child.kill('SIGKILL');
    await paper.ended;
    const again = start();
    const { refusals } = await again.until('some steps', ({ steps }) => steps > 10);
    assert.ok(!isHolding(await again.until('entries to be refused', (status) => status.refusals > refusals + 2)));
  });

  test('of one strategy halts that, and is lifted by its own scope alone', async (context) => {
    const { start, ballast } = bench(context);
    const paper = start();
    await paper.until('a position', isHolding);
    const scope = ['restless', '--scope', 'strategy'];
    assert.equal((await ballast('kill', ...scope, '--reason', 'drill', '--by', 'ada')).code, 0);
    const { trading, strategies } = await paper.status();
    assert.deepEqual([trading.state, strategies[0]?.state], ['ACTIVE', 'halted']);
    assert.match(strategies[0]?.reason ?? '', /ada: drill$/);
    paper.child.kill('SIGKILL');
    await paper.ended;
    const again = start();
    await again.until('some steps', ({ steps }) => steps > 10);
    assert.equal((await ballast('resume', '--reason', 'over', '--by', 'bob')).code, 0);
    assert.equal((await again.status()).strategies[0]?.state, 'halted');
    assert.equal((await ballast('resume', ...scope, '--reason', 'over', '--by', 'bob')).code, 0);
    assert.equal((await again.status()).strategies[0]?.state, 'running');
    await again.until('trading to go on', isHolding);
  });

  test('without an engine halts the next one before it trades', async (context) => {
    const { home, start, ballast } = bench(context);
    const first = start();
    await first.until('some fills', ({ fills }) => fills > 1);
    first.child.kill('SIGTERM');
    await first.ended;
    const { stdout } = await ballast('kill', '--reason', 'drill', '--by', 'ada');
    assert.match(stdout, /No engine runs; the next one starts halted/);
    const count = (): Promise<number> =>
      withStore({ home }, async (store) => (await store.orders('main')).filter(({ role }) => role === 'entry').length);
    const before = await count();
    const again = start();
    await seesTheHalt(again);
    again.child.kill('SIGTERM');
    await again.ended;
    assert.equal(await count(), before);
  });

  const unreadable: readonly [name: string, make: (file: string) => void][] = [
    ['is a folder', (file) => mkdirSync(file)],
    ['nobody may read', (file) => (writeFileSync(file, ''), chmodSync(file, 0))],
    ['holds nonsense', (file) => writeFileSync(file, '{"by":')],
  ];
  for (const [name, make] of unreadable) {
    test(`by a file that ${name}`, async (context) => {
      const { home, start } = bench(context);
      const paper = start();
      await paper.until('some steps', ({ steps }) => steps > 3);
      make(join(home, 'KILL'));
      assert.match((await paper.until('the halt', isHalted)).trading.reason, /KILL (exists|cannot be read)$/);
    });
  }

  test('by the file that the configuration names', async (context) => {
    const folder = tempFolder(context);
    const { start, ballast } = bench(context, `risk: { killFile: ${join(folder, 'STOP')} }`);
    const paper = start();
    await paper.until('some steps', ({ steps }) => steps > 3);
    writeFileSync(join(folder, 'STOP'), '');
    await paper.until('the halt', isHalted);
    assert.equal((await ballast('resume', '--reason', 'over', '--by', 'bob')).code, 0);
    assert.ok(!existsSync(join(folder, 'STOP')));
    await paper.until('trading to go on', ({ trading }) => trading.state === 'ACTIVE');
  });
});
