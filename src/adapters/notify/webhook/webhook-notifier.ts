import { setTimeout as delay } from 'node:timers/promises';

import { BallastError } from '../../../kernel/errors.ts';
import { formatTime } from '../../../kernel/time.ts';
import type { Notice, Notifier } from '../../../ports/notifier.ts';

/** Where notices are sent, and how hard it is tried. */
export interface WebhookOptions {
  /** A secret: it is never written anywhere. */
  readonly url: string;
  /** Told of every notice that could not be delivered, as `NOTIFY_FAILED`. */
  readonly onFailure: (error: BallastError, notice: Notice) => void;
  /** How long one try may take. */
  readonly timeoutMs?: number;
  /** Waits between the tries, so that there is one try more than these. */
  readonly retryDelaysMs?: readonly number[];
  /** Notices that may wait; the rest is dropped and reported. */
  readonly queueLimit?: number;
  /** How long `close` waits for what is still to be sent. */
  readonly closeTimeoutMs?: number;
}

/** Why a try failed, and whether another one may help. */
interface Failure {
  readonly why: string;
  readonly retry: boolean;
}

/** POSTs every notice as JSON (`time`, `severity`, `code`, `text`) to a URL, one after the other, in order. Never throws. */
export class WebhookNotifier implements Notifier {
  readonly #options: Required<WebhookOptions>;
  readonly #ended = new AbortController();
  #waiting = 0;
  #last: Promise<void> = Promise.resolve();

  constructor(options: WebhookOptions) {
    this.#options = { timeoutMs: 5000, retryDelaysMs: [500, 2000, 8000], queueLimit: 100, closeTimeoutMs: 2000, ...options };
  }

  /** Resolves when the notice was delivered or given up. */
  notify(notice: Notice): Promise<void> {
    if (this.#ended.signal.aborted) return this.#fail('the notifier is closed', notice);
    if (this.#waiting >= this.#options.queueLimit) return this.#fail(`${this.#waiting} notices are waiting already`, notice);
    this.#waiting += 1;
    this.#last = this.#last.then(() => this.#deliver(notice)).finally(() => (this.#waiting -= 1));
    return this.#last;
  }

  /** Waits a moment for what is still to be sent, then gives it up. */
  async close(): Promise<void> {
    const patience = new AbortController();
    const timeout = delay(this.#options.closeTimeoutMs, undefined, { signal: patience.signal }).catch(() => undefined);
    await Promise.race([this.#last, timeout]);
    patience.abort();
    this.#ended.abort();
    await this.#last;
  }

  async #deliver(notice: Notice): Promise<void> {
    const { retryDelaysMs } = this.#options;
    for (let attempt = 0; ; attempt++) {
      const failure = await this.#post(notice);
      if (failure === undefined) return;
      const wait = retryDelaysMs[attempt];
      if (!failure.retry || wait === undefined || this.#ended.signal.aborted) return this.#fail(failure.why, notice);
      // An end of the notifier cuts the wait short; the next try then fails at once.
      await delay(wait, undefined, { signal: this.#ended.signal }).catch(() => undefined);
    }
  }

  async #post({ ts, severity, code, text }: Notice): Promise<Failure | undefined> {
    try {
      const response = await fetch(this.#options.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ time: formatTime(ts), severity, code, text }),
        redirect: 'error',
        signal: AbortSignal.any([AbortSignal.timeout(this.#options.timeoutMs), this.#ended.signal]),
      });
      await response.body?.cancel();
      if (response.ok) return undefined;
      const { status } = response;
      return { why: `it answered ${status}`, retry: status === 408 || status === 429 || status >= 500 };
    } catch (error) {
      return { why: this.#ended.signal.aborted ? 'the process ends' : causeOf(error, this.#options.timeoutMs), retry: true };
    }
  }

  #fail(why: string, notice: Notice): Promise<void> {
    this.#options.onFailure(new BallastError('NOTIFY_FAILED', `the webhook was not told of ${notice.code}: ${why}`), notice);
    return Promise.resolve();
  }
}

/** Why there was no answer, in words that cannot hold the URL. */
function causeOf(error: unknown, timeoutMs: number): string {
  if (error instanceof Error && error.name === 'TimeoutError') return `no answer within ${timeoutMs} ms`;
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : 'no connection, or a redirect';
  return code;
}
