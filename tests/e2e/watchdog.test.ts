import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { readKillFile } from '../../src/adapters/control/kill-file.ts';
import type { KillReport } from '../../src/modes/kill/kill-trading.ts';
import { ACCOUNT, openLiveDesk, TRADED, type LiveDesk } from '../tools/live-desk.ts';
import { ROOT } from '../tools/run-command.ts';

const PATIENCE_MS = 30_000;

interface Dog {
  readonly child: ChildProcess;
  readonly output: () => string;
  /** Resolves once its output matches. */
  readonly says: (what: RegExp) => Promise<void>;
}

function startWatchdog(context: TestContext, { home, folder }: LiveDesk): Dog {
  const args = [join(ROOT, 'bin/ballast.js'), '--home', home, '--config', join(folder, 'ballast.yaml'), 'watchdog', '--json'];
  const child = spawn(join(ROOT, 'node_modules/.bin/node'), args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  context.after(() => child.kill('SIGKILL'));
  let output = '';
  let onOutput = (): void => undefined;
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      onOutput();
    });
  return {
    child,
    output: () => output,
    says: (what) =>
      new Promise((resolve, reject) => {
        onOutput = () => (what.test(output) ? resolve() : undefined);
        onOutput();
        AbortSignal.timeout(PATIENCE_MS).addEventListener('abort', () => reject(new Error(`waited in vain for ${what}:\n${output}`)));
      }),
  };
}

/** Open orders at the exchange: side and type. */
const openThere = ({ testnet }: LiveDesk): readonly string[] =>
  testnet.exchange
    .history(ACCOUNT)
    .openOrders(testnet.exchange.now)
    .map(({ side, type, clientOrderId }) => `${side} ${type}${clientOrderId === 'web_1' ? ' by hand' : ''}`)
    .toSorted();

/** A position with its stop, a purchase of ours that waits, and one that somebody placed by hand. */
async function openDesk(context: TestContext, settings: Readonly<Record<string, string>> = {}): Promise<LiveDesk> {
  const desk = await openLiveDesk(context);
  desk.configure({ watchdog: '{ after: 2s }', ...settings });
  return desk;
}

async function placeAll(desk: LiveDesk): Promise<void> {
  await desk.json('order', 'buy', TRADED, '--quantity', '0.1');
  await desk.json('order', 'sell', TRADED, '--quantity', '0.05', '--stop', '39000', '--reduce-only');
  await desk.json('order', 'buy', TRADED, '--quantity', '0.01', '--limit', '41000');
  const { exchange } = desk.testnet;
  const price = 40_500 * 10 ** desk.instrument.priceScale;
  const byHand = { instrumentId: TRADED, side: 'buy', type: 'limit', timeInForce: 'GTC', clientOrderId: 'web_1' } as const;
  exchange.place(ACCOUNT, { ...byHand, quantity: desk.instrument.lot * 1000, price });
}

test('`ballast kill` without an engine cancels at the venue by itself what adds exposure', async (context) => {
  const desk = await openDesk(context);
  const live = await desk.start();
  await placeAll(desk);
  await live.until('all orders to be there', () => openThere(desk).length === 3);
  live.child.kill('SIGKILL');
  await live.ended;
  const { code, stdout, stderr } = await desk.ballast('--config', join(desk.folder, 'ballast.yaml'), 'kill', '--reason', 'drill', '--json');
  assert.equal(code, 0, stderr);
  const { engine, left, isDone } = JSON.parse(stdout) as KillReport;
  assert.deepEqual(
    [engine, isDone, left?.orders.map(({ side, what }) => `${side} ${what}`).toSorted()],
    ['absent', true, ['buy other', 'sell reduces']],
  );
  assert.deepEqual(openThere(desk), ['buy limit by hand', 'sell stop']);
});

describe('the watchdog', () => {
  test('acts when the engine is killed and its store is gone: what adds exposure is cancelled, the stop and orders by hand stay', async (context) => {
    const desk = await openDesk(context);
    const live = await desk.start();
    await placeAll(desk);
    await live.until('all orders to be there', () => openThere(desk).length === 3);
    const dog = startWatchdog(context, desk);
    await dog.says(/watching the heartbeat/);
    live.child.kill('SIGKILL');
    await live.ended;
    rmSync(join(desk.home, 'store'), { recursive: true, force: true });
    await dog.says(/^\{"venue".*\}$/m);
    assert.match(dog.output(), /^WATCHDOG_ACTS: the engine is taken for dead: its heartbeat stopped \d s ago/m);
    assert.deepEqual(openThere(desk), ['buy limit by hand', 'sell stop']);
    const [kill] = readKillFile(join(desk.home, 'KILL'));
    assert.deepEqual([kill?.by, kill?.scope.kind, kill?.state], ['watchdog', 'all', 'HALTED']);
    assert.ok(existsSync(`${desk.home}.KILL`));
  });

  test('acts when the engine hangs, which then comes to itself halted', async (context) => {
    const desk = await openDesk(context);
    const live = await desk.start();
    await placeAll(desk);
    await live.until('all orders to be there', () => openThere(desk).length === 3);
    const dog = startWatchdog(context, desk);
    await dog.says(/watching the heartbeat/);
    live.child.kill('SIGSTOP');
    await dog.says(/^\{"venue".*\}$/m);
    assert.deepEqual(openThere(desk), ['buy limit by hand', 'sell stop']);
    live.child.kill('SIGCONT');
    await live.until('the halt', ({ trading }) => trading.state === 'HALTED' && trading.reason.includes('watchdog'));
    await dog.says(/^WATCHDOG_BACK/m);
    assert.match((await desk.ballast('order', 'buy', TRADED, '--quantity', '0.1')).stderr, /^RISK_KILLED/);
    assert.deepEqual(openThere(desk), ['buy limit by hand', 'sell stop']);
  });

  test('lets a session end in order, and acts on a heartbeat that nobody can read', async (context) => {
    const desk = await openDesk(context);
    const live = await desk.start();
    const dog = startWatchdog(context, desk);
    await dog.says(/watching the heartbeat/);
    live.child.kill('SIGTERM');
    await live.ended;
    assert.deepEqual(readKillFile(join(desk.home, 'KILL')), []);
    writeFileSync(join(desk.home, 'heartbeat.json'), '{');
    await dog.says(/^WATCHDOG_ACTS: the engine is taken for dead: its heartbeat cannot be read/m);
    assert.equal(readKillFile(join(desk.home, 'KILL')).length, 1);
  });

  test('says at once that its key is missing, and goes on: the kill files need none', async (context) => {
    const desk = await openDesk(context, { watchdog: '{ after: 2s, keyFile: ./none, secretFile: ./none }' });
    const dog = startWatchdog(context, desk);
    await dog.says(/^WATCHDOG_BLIND: the venue is not reached: VENUE_KEY_UNREADABLE/m);
    writeFileSync(join(desk.home, 'heartbeat.json'), '{');
    await dog.says(/^WATCHDOG_ACTS/m);
    assert.equal(readKillFile(join(desk.home, 'KILL')).length, 1);
  });
});
