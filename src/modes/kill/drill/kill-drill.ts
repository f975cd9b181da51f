import type { Kill } from '../../../adapters/control/kill-file.ts';
import { ballastVersion } from '../../../config/build.ts';
import { killFilesOf } from '../../../config/home.ts';
import { fail } from '../../../kernel/errors.ts';
import { MICROS_PER_MILLISECOND, MICROS_PER_SECOND, type Micros } from '../../../kernel/time.ts';
import type { Clock } from '../../../ports/clock.ts';
import { killTrading, type KillDoors } from '../kill-trading.ts';
import { DrillExchange, DRILL_MARKETS } from './drill-exchange.ts';
import { isWithin, quantile, type DrillFigure, type DrillReport } from './drill-figures.ts';
import { DrillSession, PROBE } from './drill-session.ts';

/** How a drill is run. */
export interface KillDrillOptions {
  /** Purchases that are open or on their way when the kill comes. */
  readonly orders: number;
  /** Halts by which it is measured how long one takes. */
  readonly probes: number;
  /** The command that runs Ballast: program and first arguments. */
  readonly command: readonly string[];
  readonly clock: Clock;
  /** Told what is being done. */
  readonly onProgress: (words: string) => void;
}

const TARGETS = { gateMs: 250, cancelMs: 5_000, flatMs: 30_000 } as const;
/** How often the exchange is looked at. */
const LOOK: Micros = 20 * MICROS_PER_MILLISECOND;
/** Things may take this long to be as they should, before the drill goes on without; targets are shorter. */
const PATIENCE: Micros = 32 * MICROS_PER_SECOND;
/** How long the strategy may try in vain afterwards. */
const WATCH: Micros = 3 * MICROS_PER_SECOND;
const BY = { by: 'drill', reason: 'drill of the kill switch' } as const;
const KILL: Kill = { scope: { kind: 'all' }, state: 'HALTED', flatten: false, ...BY };

/**
 * Drills the kill switch on a test exchange of its own with real processes: hundreds of orders open and on their way, a third of the cancels
 * failing, requests refused as too many, the order stream dead; then everything is killed and started anew.
 * Errors: `DRILL_FAILED` where it could not be carried out.
 */
export async function runKillDrill(options: KillDrillOptions): Promise<DrillReport> {
  const exchange = await DrillExchange.open(options.clock);
  const session = new DrillSession(exchange, options.command);
  try {
    return await new KillDrill(options, exchange, session).run();
  } finally {
    await session.close();
    await exchange.close();
  }
}

class KillDrill {
  readonly #options: KillDrillOptions;
  readonly #exchange: DrillExchange;
  readonly #session: DrillSession;
  /** How long each halt took from the call to the answer that it is stored, in milliseconds. */
  readonly #halts: number[] = [];

  constructor(options: KillDrillOptions, exchange: DrillExchange, session: DrillSession) {
    this.#options = options;
    this.#exchange = exchange;
    this.#session = session;
  }

  async run(): Promise<DrillReport> {
    const { clock, onProgress } = this.#options;
    const at = clock.now();
    await this.#build();
    onProgress('the cancels fail, requests are refused, the order stream dies; trading is killed');
    const { orders, figures } = await this.#kill();
    onProgress('all positions are to be flat');
    const flat = await this.#flatten();
    onProgress('everything is killed, and started anew');
    const again = await this.#startAnew();
    const all = [this.#gate(), ...figures, flat, ...again];
    return { drill: 'kill', at, version: ballastVersion(), orders, figures: all, passed: all.every(isWithin) };
  }

  /** Positions, each with its stop at the exchange, and as many purchases open or on their way as are wanted. */
  async #build(): Promise<void> {
    const { orders, probes, onProgress } = this.#options;
    const exchange = this.#exchange;
    this.#session.start();
    await this.#until('the session to trade', async () => (await this.#session.status())?.venue?.gate.state === 'open');
    const markets = Object.keys(DRILL_MARKETS).length;
    await this.#until('positions and their stops', () => exchange.held.length === markets && exchange.protecting.length === markets);
    let told = 0;
    for (;;) {
      const open = await this.#openOrders();
      if (open >= orders && this.#halts.length >= probes) return;
      if (open >= told) {
        onProgress(`${open} of ${orders} orders open and on their way`);
        told = open + orders / 20;
      }
      if (this.#halts.length < probes) await this.#probe();
      else await this.#options.clock.sleep(10 * LOOK);
    }
  }

  async #openOrders(): Promise<number> {
    const status = await this.#session.status();
    return Math.max(0, (status?.openOrders ?? 0) - this.#exchange.protecting.length);
  }

  /** Halts a strategy to which that means nothing: the same way, measured. */
  async #probe(): Promise<void> {
    const ask = this.#doors().ask;
    for (let count = 0; count < 10; count += 1) await ask('kill', { scope: 'strategy', name: PROBE, ...BY });
  }

  async #kill(): Promise<{ readonly orders: number; readonly figures: readonly DrillFigure[] }> {
    const { clock } = this.#options;
    const exchange = this.#exchange;
    const orders = await this.#openOrders();
    const stops = new Set(exchange.protecting.map(({ id }) => id));
    exchange.disturb();
    const began = clock.now();
    const cancelled = this.#time(began, () => exchange.adding.length === 0);
    await killTrading(KILL, this.#doors());
    const cancelMs = await cancelled;
    await clock.sleep(WATCH);
    const kept = exchange.protecting.filter(({ id }) => stops.has(id)).length;
    return {
      orders,
      figures: [
        { what: 'until no order that adds exposure was open', value: cancelMs, atMost: TARGETS.cancelMs, unit: 'ms' },
        { what: 'protective stops that were lost', value: stops.size - kept, atMost: 0, unit: 'stops' },
        this.#sentSince('orders that add exposure and came later than the gate may shut', began + TARGETS.gateMs * MICROS_PER_MILLISECOND),
      ],
    };
  }

  async #flatten(): Promise<DrillFigure> {
    const flat = this.#time(this.#options.clock.now(), () => this.#exchange.held.length === 0);
    await killTrading({ ...KILL, flatten: true }, this.#doors());
    return { what: 'until all was flat', value: await flat, atMost: TARGETS.flatMs, unit: 'ms' };
  }

  async #startAnew(): Promise<readonly DrillFigure[]> {
    const { clock } = this.#options;
    const since = clock.now();
    await this.#session.kill();
    this.#exchange.calm();
    await this.#exchange.restart();
    this.#session.start();
    const isUp = await this.#isSoon(async () => (await this.#session.status())?.venue?.gate.state === 'open');
    await clock.sleep(WATCH);
    const status = await this.#session.status();
    return [
      {
        what: 'sessions that trade on after a restart',
        value: isUp && status?.trading.state === 'HALTED' ? 0 : 1,
        atMost: 0,
        unit: 'positions',
      },
      this.#sentSince('orders that add exposure and came after a restart', since),
    ];
  }

  #gate(): DrillFigure {
    const what = `until the gate was shut, p99.9 of ${this.#halts.length}`;
    return { what, value: quantile(this.#halts, 0.999), atMost: TARGETS.gateMs, unit: 'ms' };
  }

  #sentSince(what: string, since: Micros): DrillFigure {
    const came = this.#exchange.orders.filter(({ side, createdAt }) => side === 'buy' && createdAt > since);
    return { what, value: came.length, atMost: 0, unit: 'orders' };
  }

  #doors(): KillDoors {
    const { clock } = this.#options;
    return {
      files: killFilesOf(this.#session.home, undefined),
      clock,
      ask: async (command, args) => {
        const began = performance.now();
        const answer = await this.#session.ask(command, args);
        if (command === 'kill') this.#halts.push(performance.now() - began);
        return answer;
      },
      onProgress: () => undefined,
      patience: PATIENCE,
    };
  }

  /** Milliseconds since a moment until something is so; infinitely many when it never is. */
  async #time(began: Micros, isSo: () => boolean): Promise<number> {
    return (await this.#isSoon(isSo)) ? (this.#options.clock.now() - began) / MICROS_PER_MILLISECOND : Infinity;
  }

  async #until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
    if (!(await this.#isSoon(isSo))) fail('DRILL_FAILED', `waited in vain for ${what}`);
  }

  async #isSoon(isSo: () => boolean | Promise<boolean>): Promise<boolean> {
    const { clock } = this.#options;
    for (const end = clock.now() + PATIENCE; clock.now() < end; await clock.sleep(LOOK)) if (await isSo()) return true;
    return false;
  }
}
