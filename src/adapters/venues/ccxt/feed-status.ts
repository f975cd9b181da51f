import type { BallastError } from '../../../kernel/errors.ts';
import type { Micros } from '../../../kernel/time.ts';
import type { FeedHealth } from '../../../ports/market-data.ts';
import { describeFailure } from './venue-reply.ts';

/** Counts what happens to a feed, for its health. */
export class FeedStatus {
  #connected = false;
  #lastDataAt: Micros | undefined;
  #backfilledBars = 0;
  #reconnects = 0;
  #refusedMessages = 0;
  #droppedTicks = 0;
  #lastProblem: string | undefined;

  /** Data came over the stream. */
  streamed(now: Micros): void {
    this.#connected = true;
    this.#lastDataAt = now;
  }

  /** Data came over REST. */
  received(now: Micros): void {
    this.#lastDataAt = now;
  }

  disconnected(): void {
    this.#connected = false;
  }

  /** The stream broke and will be built anew. */
  broke(reason: unknown): void {
    this.#reconnects++;
    this.#lastProblem = describeFailure(reason);
  }

  /** A message was refused. */
  refused(error: BallastError): void {
    this.#refusedMessages++;
    this.failed(error);
  }

  /** Something went wrong that will be tried again. */
  failed(error: BallastError): void {
    this.#lastProblem = `${error.code}: ${error.message}`;
  }

  dropped(): void {
    this.#droppedTicks++;
  }

  backfilled(bars: number): void {
    this.#backfilledBars += bars;
  }

  health(clockOffset: Micros): FeedHealth {
    return {
      connected: this.#connected,
      lastDataAt: this.#lastDataAt,
      backfilledBars: this.#backfilledBars,
      reconnects: this.#reconnects,
      refusedMessages: this.#refusedMessages,
      droppedTicks: this.#droppedTicks,
      clockOffset,
      ...(this.#lastProblem === undefined ? {} : { lastProblem: this.#lastProblem }),
    };
  }
}
