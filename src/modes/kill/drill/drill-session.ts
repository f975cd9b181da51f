import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sendCommand } from '../../../adapters/control/send-command.ts';
import { homeFolder, type HomeFolder } from '../../../config/home.ts';
import { fail } from '../../../kernel/errors.ts';
import type { StatusSnapshot } from '../../../ports/status-source.ts';
import { DRILL_MARKETS, type DrillExchange } from './drill-exchange.ts';

/** The strategy that nothing happens to: its halts measure how long a halt takes. */
export const PROBE = 'probe';

/** Buys once in every market, guarded by a stop, and then places one purchase after another below the market, killed or not. */
const RESTLESS = `import { defineStrategy, enter, z } from 'ballast';
export default defineStrategy({
  id: 'restless', version: '1.0.0', params: z.object({}), data: { ticks: 'trades' }, init: () => ({ ticks: {} }),
  onTick({ state, position }, { instrument, price }) {
    const count = (state.ticks[instrument] ?? 0) + 1;
    state.ticks[instrument] = count;
    if (count === 1) return enter('long', { notional: 1000, stop: price * 0.8 });
    return count % 4 === 0 ? enter('long', { notional: 20 + (count % 50), limit: price * (0.97 - (count % 40) / 1000) }) : undefined;
  },
});
`;
const IDLE = `import { defineStrategy, z } from 'ballast';
export default defineStrategy({ id: 'idle', version: '1.0.0', params: z.object({}), init: () => ({}), onBar: () => undefined });
`;

/** A session of real processes: `ballast live` with a home folder of its own, started and killed at will. */
export class DrillSession {
  readonly home: HomeFolder;
  readonly #folder: string;
  readonly #command: readonly string[];
  #child: ChildProcess | undefined;
  #output = '';

  /** `command` runs Ballast. */
  constructor(exchange: DrillExchange, command: readonly string[]) {
    this.#folder = mkdtempSync(join(tmpdir(), 'ballast-drill-'));
    this.#command = command;
    this.home = homeFolder(join(this.#folder, 'home'));
    writeFileSync(join(this.#folder, 'restless.ts'), RESTLESS);
    writeFileSync(join(this.#folder, 'idle.ts'), IDLE);
    writeFileSync(join(this.#folder, 'key'), exchange.key.id, { mode: 0o600 });
    writeFileSync(join(this.#folder, 'secret'), exchange.key.secret, { mode: 0o600 });
    const instruments = `[${Object.keys(DRILL_MARKETS).join(', ')}]`;
    writeFileSync(
      join(this.#folder, 'ballast.yaml'),
      `version: 1
account: { id: drill, cash: 1000000 }
strategies:
  - { id: restless, strategy: ./restless.ts, instruments: ${instruments}, interval: 1m }
  - { id: ${PROBE}, strategy: ./idle.ts, instruments: [BTC/USDT.BINANCE], interval: 1m }
risk:
  dailyLoss: 2%
  maxOrderValue: 100%
  maxPositionValue: 100%
  maxMessages: unlimited
  duplicateWindow: 1ms
  correlation: { maxExposure: unlimited }
  eachStrategy: { maxMessages: unlimited, maxRepeats: unlimited }
venue: { id: BINANCE, restUrl: "${exchange.url}", streamUrl: "${exchange.streamUrl}", keyFile: ./key, secretFile: ./secret, queue: 2000 }
`,
    );
  }

  start(): void {
    const [program = '', ...args] = this.#command;
    const config = join(this.#folder, 'ballast.yaml');
    const child = spawn(program, [...args, '--home', this.home.root, '--config', config, 'live', '--port', '0'], {
      cwd: this.#folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (this.#output = (this.#output + text).slice(-4_000)));
    this.#child = child;
  }

  /** Kills it, wherever it is. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  ask(command: string, args: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    return sendCommand(this.home.controlSocket, command, args, { timeoutMs: 10_000 });
  }

  /** How it stands; undefined while it comes up. Errors: `DRILL_FAILED` when it has ended by itself, with what it said. */
  async status(): Promise<StatusSnapshot | undefined> {
    if (this.#child !== undefined && this.#child.exitCode !== null)
      fail('DRILL_FAILED', `the session has ended by itself: ${this.#output.trim()}`);
    return (await this.ask('status').catch(() => undefined)) as StatusSnapshot | undefined;
  }

  /** Kills it and takes away what it wrote. */
  async close(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
