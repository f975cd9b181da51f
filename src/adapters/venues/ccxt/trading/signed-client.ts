import { BallastError } from '../../../../kernel/errors.ts';
import { MICROS_PER_MILLISECOND, MICROS_PER_SECOND, type Micros } from '../../../../kernel/time.ts';
import type { Clock } from '../../../../ports/clock.ts';
import { describeFailure, failureKind, VenueReply } from '../venue-reply.ts';
import { CircuitBreaker } from './circuit-breaker.ts';
import type { Call, VenueDialect } from './dialect.ts';
import { NotSent, Refusal, toBallastError } from './failure.ts';
import { RequestBudget, type Urgency } from './request-budget.ts';
import type { TradingExchange, TradingHooks } from './trading-exchange.ts';

/** How long to stay away from a venue that limits us and does not say for how long. */
const UNSTATED_WAIT = 60 * MICROS_PER_SECOND;

/** The same, where it says so in a reply of its own rather than with the status for it. */
const SHORT_WAIT = 10 * MICROS_PER_SECOND;

/** Requests that are on their way at one time. */
const MOST_TOGETHER = 48;

/** Clocks that moved against each other by more than this may be why a signature was refused. */
const CLOCK_STEP = 2 * MICROS_PER_SECOND;

/** What a signed client needs to know. */
export interface SignedClientOptions {
  readonly venue: string;
  readonly dialect: VenueDialect;
  readonly clock: Clock;
  /** So many requests wait at most. */
  readonly queue: number;
  /** Texts that no message may show. */
  readonly secrets: readonly string[];
}

/**
 * Sends the requests of one key: paced by the venue's allowances, signed by the venue's clock, each sent once. Only what the venue refused
 * for its time stamp is signed and sent again, since that was surely not done, and a plain question, which changes nothing.
 */
export class SignedClient implements TradingHooks {
  readonly breaker = new CircuitBreaker();
  readonly budget: RequestBudget;
  readonly #options: SignedClientOptions;
  #exchange: TradingExchange | undefined;
  #lastStamp = 0;
  #turn: Promise<unknown> = Promise.resolve();
  /** The venue's clock minus ours, and by how much that may be wrong. */
  clockOffset: Micros = 0;
  clockError: Micros = 0;
  /** The last failure in one line. */
  lastProblem: string | undefined;

  constructor(options: SignedClientOptions) {
    this.#options = options;
    this.budget = new RequestBudget(options.clock, options.dialect.allowances, options.queue, MOST_TOGETHER);
  }

  /** The exchange object that signs and sends from now on. */
  use(exchange: TradingExchange): void {
    this.#exchange = exchange;
  }

  /** The venue's time. */
  venueNow(): Micros {
    return this.#options.clock.now() + this.clockOffset;
  }

  stamp(): number {
    const now = Math.floor(this.venueNow() / MICROS_PER_MILLISECOND);
    // Where time stamps must grow, two requests of one millisecond need two of them.
    this.#lastStamp = this.#options.dialect.oneAtATime ? Math.max(now, this.#lastStamp + 1) : now;
    return this.#lastStamp;
  }

  readRefusal(status: number, json: unknown): Refusal | undefined {
    return this.#options.dialect.readRefusal(status, json);
  }

  seeHeaders(headers: Readonly<Record<string, unknown>>): void {
    for (const { counts, per, total } of this.#options.dialect.readUsage(headers)) this.budget.counted(counts, per, total);
  }

  /** The reply to a question. Errors: those of the port's questions. */
  async ask(call: Call): Promise<unknown> {
    try {
      return await this.#askAgain(call);
    } catch (error) {
      throw this.explain(error);
    }
  }

  /** The reply to a question, or undefined when it is a no of this kind, or ccxt knows no address for the question. */
  async askUnless(call: Call, isNone: (refusal: Refusal) => boolean): Promise<unknown> {
    try {
      return await this.#askAgain(call);
    } catch (error) {
      const none = error instanceof VenueReply ? new Refusal('unclear', error.status, '') : error;
      if (none instanceof Refusal ? isNone(none) : failureKind(error) === 'unsupported') return undefined;
      throw this.explain(error);
    }
  }

  /**
   * Sends a request that changes something, once. Errors are left as they are, since what they say of the request differs.
   * `onSigned` is told when it was signed, by our clock.
   */
  async send(call: Call, urgency: Urgency, onSigned: (at: Micros) => void): Promise<unknown> {
    const send = (): Promise<unknown> => this.budget.run(call.cost, urgency, () => this.#sendOnce(call, onSigned));
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof Refusal) || !(await this.#wasForTheClock(error))) throw error;
      return send();
    }
  }

  /** Whether a request was refused for the time that it was signed with. Some venues do not tell that from a wrong key: then the clocks do. */
  async #wasForTheClock({ meaning }: Refusal): Promise<boolean> {
    if (meaning !== 'VENUE_CLOCK' && meaning !== 'VENUE_KEY_INVALID') return false;
    const before = this.clockOffset;
    await this.measureClock();
    return meaning === 'VENUE_CLOCK' || Math.abs(this.clockOffset - before) > CLOCK_STEP;
  }

  /** Compares the venue's clock with ours. Errors: those of the port's questions. */
  async measureClock(): Promise<void> {
    const { dialect, clock } = this.#options;
    let sent = clock.now();
    try {
      const { call } = dialect.time;
      const reply = await this.budget.run(call.cost, 'exit', () => this.#sendOnce(call, (at) => (sent = at)));
      const now = clock.now();
      // The answer was written some time between the request and its arrival: the middle is off by half of that at most.
      this.clockError = Math.ceil((now - sent) / 2);
      this.clockOffset = Math.round(dialect.time.read(reply) - (sent + now) / 2);
    } catch (error) {
      throw this.explain(error);
    }
  }

  /** A failed request as an error with a code, fit to be shown. */
  explain(error: unknown): BallastError {
    const explained = toBallastError(error, this.#options.venue, (text) => this.#scrub(text));
    this.lastProblem = `${explained.code}: ${explained.message}`;
    return explained;
  }

  /** A failed request in one line, fit to be shown. */
  words(error: unknown): string {
    const words = error instanceof BallastError ? `${error.code}: ${error.message}` : this.#scrub(describeFailure(error));
    this.lastProblem = words;
    return words;
  }

  close(): void {
    this.budget.close();
  }

  /** A question whose connection broke is asked a second time: the venue may just have closed an idle one. */
  async #askAgain(call: Call): Promise<unknown> {
    try {
      return await this.send(call, 'question', () => undefined);
    } catch (error) {
      if (error instanceof Refusal || error instanceof VenueReply || error instanceof NotSent || !isCutConnection(error)) throw error;
      return this.send(call, 'question', () => undefined);
    }
  }

  #sendOnce(call: Call, onSigned: (at: Micros) => void): Promise<unknown> {
    if (!this.#options.dialect.oneAtATime) return this.#exchangeOnce(call, onSigned);
    const sent = this.#turn.then(() => this.#exchangeOnce(call, onSigned));
    this.#turn = sent.catch(() => undefined);
    return sent;
  }

  async #exchangeOnce({ path, api, verb, params, timed }: Call, onSigned: (at: Micros) => void): Promise<unknown> {
    const { clock } = this.#options;
    if (this.#exchange === undefined) throw new NotSent('VENUE_UNAVAILABLE', 'the venue is not connected');
    onSigned(clock.now());
    try {
      const reply = await this.#exchange.request(path, api, verb, { ...params, ...timed?.(this.venueNow()) });
      this.breaker.answered(clock.now());
      return reply;
    } catch (error) {
      this.#judge(error);
      throw error;
    }
  }

  #judge(error: unknown): void {
    const now = this.#options.clock.now();
    if (error instanceof VenueReply && error.limited) {
      this.budget.block(error.retryAfterSeconds === undefined ? UNSTATED_WAIT : error.retryAfterSeconds * MICROS_PER_SECOND);
    } else if (error instanceof Refusal && error.meaning !== 'unclear') {
      if (error.meaning === 'VENUE_LIMITED') this.budget.block(SHORT_WAIT);
      this.breaker.answered(now);
    } else this.breaker.failed(now);
  }

  #scrub(text: string): string {
    return this.#options.secrets.reduce((clean, secret) => clean.replaceAll(secret, '***'), text);
  }
}

/** Whether the connection ended without an answer, other than by our own patience. */
function isCutConnection(error: unknown): boolean {
  return error instanceof Error && error.name === 'NetworkError';
}
