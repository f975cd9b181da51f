import { createHash } from 'node:crypto';
import type { OrderIntent } from '../../src/domain/order.ts';
import type { Deployment } from '../../src/engine/strategy-host.ts';
import { BallastError, isBallastError } from '../../src/kernel/errors.ts';
import type { SeededRandom } from '../../src/kernel/random.ts';
import { MICROS_PER_MILLISECOND, MICROS_PER_SECOND, type Micros } from '../../src/kernel/time.ts';
import type { SessionInput } from '../../src/modes/session-input.ts';
import type { CommitBatch, Store } from '../../src/ports/store.ts';
import type { Venue } from '../../src/ports/venue.ts';
import { START } from '../tools/bars.ts';
import { ScriptedVenue } from '../tools/scripted-venue.ts';
import { describeRecord } from './describe-record.ts';
import { differences } from './differences.ts';
import { Invariants } from './invariants.ts';
import { ProcessLife } from './process-life.ts';
import { SimulatedClock } from './simulated-clock.ts';
import { SimulatedDisk } from './simulated-disk.ts';
import { FEE_COIN, FIRST_PRICE, INSTRUMENTS, SimulatedMarket } from './simulated-market.ts';
import { randomFor } from './random-for.ts';
import { TradingProcess, type Surroundings } from './trading-process.ts';
import { simulatedStrategies } from './trading-strategies.ts';
import type { CrashMoment } from './troubles.ts';

/** A process that is down comes back by itself after this, where nothing else was said. */
const DOWN: Micros = MICROS_PER_SECOND;

/** A whole world in one thread: exchange, market, network, disk, clock, and a trading process that dies and comes back. All of it follows from a seed. */
export class World {
  readonly clock = new SimulatedClock(START);
  readonly venue: ScriptedVenue;
  readonly markets: readonly SimulatedMarket[];
  readonly invariants: Invariants;
  /** What happened, in words, for whoever wants to read it. */
  readonly told: string[] = [];
  /** A crash that waits for its moment. */
  crashAt: { readonly moment: CrashMoment; readonly down: Micros } | undefined = undefined;
  /** The next commit fails, after it was stored or before. */
  commitFails: { readonly isStored: boolean } | undefined = undefined;
  restarts = 0;
  readonly #seed: number;
  readonly #disk = new SimulatedDisk();
  readonly #deployments: readonly Deployment[];
  #life = new ProcessLife();
  #process: TradingProcess | undefined;
  #downUntil: Micros = 0;

  constructor(seed: number) {
    this.#seed = seed;
    this.#deployments = simulatedStrategies(seed);
    this.markets = INSTRUMENTS.map((each, index) => new SimulatedMarket(each, this.random(`market ${index}`)));
    const network = this.random('network');
    // Fees in money, in what is bought, in a coin of the exchange's own, and now and then in one that is traded too.
    const feeCoin = seed % 5 === 0 ? INSTRUMENTS[0]?.base : FEE_COIN;
    const fees = [{}, { feeInCoins: true }, feeCoin && { feeCoin }][seed % 3];
    const { clock } = this;
    this.venue = new ScriptedVenue({
      clock,
      instruments: INSTRUMENTS,
      balances: { USDT: 20_000e8, AAA: 50e8, BBB: 50e8, [FEE_COIN.code]: 1_000e8 },
      prices: Object.fromEntries(INSTRUMENTS.map(({ id }) => [id, FIRST_PRICE])),
      fee: 1_000,
      ...fees,
      capabilities: { oco: seed % 2 === 1 },
      network: { latency: () => (5 + network.nextBelow(40)) * MICROS_PER_MILLISECOND },
    });
    const { exchange } = this.venue;
    this.invariants = new Invariants(
      () => clock.now(),
      (id) => exchange.price(id),
    );
    const tell = exchange.onNews;
    exchange.onNews = (news) => {
      this.invariants.onNews(news);
      tell(news);
    };
  }

  /** Chance for one purpose. */
  random(purpose: string): SeededRandom {
    return randomFor(this.#seed, purpose);
  }

  /** The process that trades now; undefined while it is down, or still on its way up. */
  get process(): TradingProcess | undefined {
    return this.#process?.isUp === true ? this.#process : undefined;
  }

  /** Notes what happens. */
  tell(what: string | undefined): void {
    if (what !== undefined) this.told.push(`${((this.clock.now() - START) / MICROS_PER_SECOND).toFixed(3)} s  ${what}`);
  }

  /** Gives inputs to the process, where there is one. */
  give(...inputs: readonly SessionInput[]): void {
    void this.process?.enter(() => inputs).catch(() => undefined);
  }

  /** Kills the process; it is started again some time later. */
  crash(why: string, down: Micros = DOWN): void {
    if (this.#life.isOver) return;
    this.tell(`killed ${why}`);
    this.#life.end();
    this.#process = undefined;
    this.crashAt = undefined;
    this.#downUntil = this.clock.now() + down;
    void this.clock.sleep(down).then(() => this.#process === undefined && this.clock.now() >= this.#downUntil && this.start());
  }

  /** Starts the process, if it is down. */
  start(): void {
    if (this.#process !== undefined) return;
    const life = new ProcessLife();
    this.#life = life;
    this.restarts += 1;
    this.tell('started');
    void this.#begin(life).catch((error: unknown) => this.#failed(life, error));
  }

  /** Where session and exchange differ now. */
  differences(): readonly string[] {
    const { process } = this;
    return process === undefined ? ['the session is down'] : [...differences(process, this.invariants, this.venue.exchange)];
  }

  /** All that came of it: what was stored, and what happened at the exchange. */
  hash(): string {
    const { orders, fills, transfers } = this.venue.exchange;
    return createHash('sha256')
      .update(this.#disk.text())
      .update(JSON.stringify([orders, fills, transfers, this.clock.now()]))
      .digest('hex');
  }

  close(): void {
    this.#life.end();
    this.#disk.close();
  }

  async #begin(life: ProcessLife): Promise<void> {
    const { clock, invariants } = this;
    const store = this.#disk.open();
    const surroundings: Surroundings = {
      clock: life.reach(clock),
      random: this.random(`process ${this.restarts}`),
      store: life.reach<Store>(store, { commit: (batch) => this.#commit(life, store, batch) }),
      venue: life.reach<Venue>(this.venue, {
        submit: (intent) => this.#send(life, [intent], () => this.venue.submit(intent)),
        submitLinked: (stop, target) => this.#send(life, [stop, target], () => this.venue.submitLinked(stop, target)),
        cancel: (ref) => (this.#crashes('before a cancel') ? new Promise(() => undefined) : this.venue.cancel(ref)),
      }),
      deployments: this.#deployments,
      adopts: this.#seed % 2 === 0,
      onFailure: (error) => this.#failed(life, error),
    };
    const process = new TradingProcess(surroundings, await store.lease('simulated'));
    this.#process = process;
    await process.recover();
    if (this.restarts > 1) invariants.onRestart(process.session.engine);
    await process.join();
  }

  async #commit(life: ProcessLife, store: Store, batch: CommitBatch): Promise<void> {
    if (this.#crashes('before a commit')) return;
    const failure = this.commitFails;
    this.commitFails = undefined;
    if (failure?.isStored !== false) {
      await store.commit(batch);
      // The disk finishes what it has begun, though its process has died meanwhile.
      this.invariants.onStored(batch.records, life.isOver ? undefined : this.process?.session.engine);
      for (const record of batch.records) this.tell(describeRecord(record));
    }
    if (failure !== undefined) {
      this.tell(`a commit fails, ${failure.isStored ? 'stored all the same' : 'not stored'}`);
      throw new BallastError('STORE_UNAVAILABLE', 'the disk has gone');
    }
    this.#crashes('after a commit');
  }

  #send<Answer>(life: ProcessLife, intents: readonly OrderIntent[], send: () => Promise<Answer>): Promise<Answer> {
    if (this.#crashes('before a send')) return new Promise(() => undefined);
    const { engine } = this.#process?.session ?? {};
    if (engine !== undefined && !life.isOver) for (const intent of intents) this.invariants.onSend(intent, engine);
    const answer = send();
    this.#crashes('after a send');
    return answer;
  }

  #crashes(moment: CrashMoment): boolean {
    if (this.crashAt?.moment !== moment) return false;
    this.crash(moment, this.crashAt.down);
    return true;
  }

  /** Only a store that failed may end a process. */
  #failed(life: ProcessLife, error: unknown): void {
    if (life.isOver) return;
    if (!isBallastError(error) || error.code !== 'STORE_UNAVAILABLE')
      this.invariants.broken('alive', error instanceof Error ? (error.stack ?? error.message) : String(error));
    this.crash(`by ${String(error)}`);
  }
}
