import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '../../../src/adapters/clock/system-clock.ts';
import { allocateBars, type BarColumns } from '../../../src/domain/bars.ts';
import { buildInstrument } from '../../../src/domain/instrument-spec.ts';
import { currency } from '../../../src/domain/money.ts';
import { MICROS_PER_HOUR, MICROS_PER_MINUTE } from '../../../src/kernel/time.ts';
import { instrumentMarket } from '../../../src/sim/instrument-market.ts';
import { openTestnet } from '../../../src/testnet/open-testnet.ts';
import type { Testnet } from '../../../src/testnet/server/testnet-server.ts';
import { TESTNET_VENUES } from '../../../src/testnet/testnet-venues.ts';
import { ROOT } from '../../tools/run-command.ts';
import { TRADER } from './trader.ts';

/** The account at the exchange, and the session that trades it. */
export const ACCOUNT = 'main';
/** What it trades. */
export const INSTRUMENT = buildInstrument({
  id: 'BTC/USDT.BINANCE',
  kind: 'spot',
  calendar: '24/7',
  tick: '0.01',
  lot: '0.00001',
  maxQuantity: '9000',
  minNotional: '5',
  maxNotional: '9000000',
  effectiveFrom: 0,
});
/** Fast enough that a stop or a target is reached within seconds. */
const SPEED = 120;
/** An order whose fate has to be found out first, and a gate that opens only then, may take most of it on a slow machine. */
const PATIENCE_MS = 240_000;
const PRELOAD = new URL('./crash-here.ts', import.meta.url).href;

/** A test exchange in this process, and live sessions on it in processes of their own, one after the other. */
export class CrashWorld {
  readonly testnet: Testnet;
  readonly home: string;
  readonly #folder: string;
  #output = '';

  private constructor(testnet: Testnet, folder: string) {
    this.testnet = testnet;
    this.#folder = folder;
    this.home = join(folder, 'home');
  }

  static async open(): Promise<CrashWorld> {
    const venue = await TESTNET_VENUES['binance']?.();
    if (venue === undefined) throw new Error('the test exchange can be Binance');
    const testnet = await openTestnet({
      venue,
      markets: [{ instrument: INSTRUMENT, bars: { chunks: bars(), priceScale: INSTRUMENT.priceScale } }],
      speed: SPEED,
      past: MICROS_PER_HOUR / SPEED,
      seed: 1,
      account: ACCOUNT,
      balances: [
        { currency: currency('USDT'), amount: 1_000_000e8 },
        { currency: currency('BTC'), amount: 3e8 },
      ],
      clock: systemClock,
      host: '127.0.0.1',
      port: 0,
      adminToken: 'admin',
    });
    const folder = mkdtempSync(join(tmpdir(), 'ballast-crash-'));
    const world = new CrashWorld(testnet, folder);
    world.#write();
    return world;
  }

  /** Runs the session until it is killed where `crash` says, as `hit name`; resolves with how it ended. */
  async runInto(crash: string): Promise<number | NodeJS.Signals> {
    const child = this.#start({ BALLAST_CRASH: crash });
    const ended = endOf(child);
    const late = delay(PATIENCE_MS, 'late' as const, { ref: false });
    const end = await Promise.race([ended, late]);
    if (end !== 'late') return end;
    child.kill('SIGKILL');
    await ended;
    throw new Error(`"${crash}" did not come about within ${PATIENCE_MS} ms:\n${this.#output}`);
  }

  /** Runs the session without a crash until it has `fills` in all; then kills its trading, until nothing is open or unclear any more, and ends it in order. */
  async settle(fills: number): Promise<void> {
    const child = this.#start({});
    const ended = endOf(child);
    try {
      const url = await this.#until('the status server', () => /status on (http:\S+);/.exec(this.#output)?.[1]);
      await this.#until(`${fills} fills`, async () => ((await statusAt(url)).fills >= fills ? true : undefined));
      writeFileSync(join(this.home, 'KILL'), 'the crash test compares now\n');
      await this.#until('the session to be clear', async () => (isClear(await statusAt(url)) ? true : undefined));
    } finally {
      child.kill('SIGTERM');
    }
    const end = await ended;
    if (end !== 0) throw new Error(`the session ended with ${end}:\n${this.#output}`);
    rmSync(join(this.home, 'KILL'));
  }

  async close(): Promise<void> {
    await this.testnet.close();
    rmSync(this.#folder, { recursive: true });
  }

  #start(env: Readonly<Record<string, string>>): ChildProcess {
    this.#output = '';
    const args = [join(ROOT, 'bin/ballast.js'), '--home', this.home, '--config', join(this.#folder, 'ballast.yaml'), 'live', '--port', '0'];
    const child = spawn(process.execPath, args, {
      cwd: this.#folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_OPTIONS: `--import ${PRELOAD}`, ...env },
    });
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (this.#output += text));
    return child;
  }

  /** Asks again and again, in real time, until there is an answer. */
  async #until<T>(what: string, ask: () => T | undefined | Promise<T | undefined>): Promise<T> {
    for (const end = performance.now() + PATIENCE_MS; performance.now() < end; await delay(100)) {
      const answer = await ask();
      if (answer !== undefined) return answer;
    }
    throw new Error(`waited in vain for ${what}:\n${this.#output}`);
  }

  #write(): void {
    const { exchange, face, url, streamUrl } = this.testnet;
    let salt = 0;
    const { id, secret } = face.makeKey((count) => Uint8Array.from({ length: count }, () => (salt += 37) % 256));
    exchange.addKey(ACCOUNT, { id, secret, permissions: { trade: true, withdraw: false } });
    const file = (name: string, text: string, mode = 0o644): void => writeFileSync(join(this.#folder, name), text, { mode });
    file('key', id, 0o600);
    file('secret', secret, 0o600);
    file('trader.ts', TRADER);
    file(
      'ballast.yaml',
      `version: 1
account: { id: ${ACCOUNT}, currency: USDT, cash: 100000, type: cash }
strategies:
  - { id: trader, strategy: ./trader.ts, instruments: [${INSTRUMENT.id}], interval: 1m }
risk: { priceCollar: 10%, dailyLoss: unlimited, weeklyLoss: unlimited, maxDrawdown: unlimited, maxOrderValue: unlimited, maxPositionValue: unlimited, maxMessages: unlimited, duplicateWindow: unlimited, selfMatch: allow, eachStrategy: { maxMessages: unlimited, maxRepeats: unlimited } }
venue:
  id: BINANCE
  restUrl: ${url}
  streamUrl: ${streamUrl}
  keyFile: ${join(this.#folder, 'key')}
  secretFile: ${join(this.#folder, 'secret')}
  reconcileEvery: 1s
`,
    );
  }
}

function* bars(): Generator<BarColumns> {
  const market = instrumentMarket(INSTRUMENT, { seed: 7, startTime: 0, interval: MICROS_PER_MINUTE });
  const columns = allocateBars(1_024);
  for (;;) {
    market.fill(columns, 1_024);
    yield columns;
  }
}

function endOf(child: ChildProcess): Promise<number | NodeJS.Signals> {
  return once(child, 'close').then(([code, signal]: (number | NodeJS.Signals | null)[]) => signal ?? code ?? 1);
}

interface Status {
  readonly fills: number;
  readonly trading: { readonly state: string };
  readonly venue?: { readonly pursued: number; readonly queued: number; readonly comparison?: { readonly outcome: string } };
}

async function statusAt(url: string): Promise<Status> {
  const response = await fetch(new URL('/status', url));
  return (await response.json()) as Status;
}

/** Whether ledger and venue were found equal, and nothing is on its way. */
function isClear({ trading, venue }: Status): boolean {
  return trading.state === 'HALTED' && venue?.pursued === 0 && venue.queued === 0 && venue.comparison?.outcome === 'clean';
}
