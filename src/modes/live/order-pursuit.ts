import { MICROS_PER_MILLISECOND, type Micros } from '../../kernel/time.ts';
import { isOpen } from '../../domain/order.ts';
import type { Order } from '../../core/execution/order.ts';
import { venueName } from '../../core/execution/venue-name.ts';
import type { OrderRef, VenueOrder } from '../../ports/venue.ts';
import { pauseBefore, type LiveLink } from './live-link.ts';
import { isVenueFailure } from './venue-failure.ts';
import type { VenueNews } from './venue-news.ts';

/** How often the venue has to say, after an order can no longer arrive, that it does not know it. */
const DENIALS = 2;

/** Cancels that get no answer before the order is asked for all the same. */
const CANCELS_TO_A_QUESTION = 4;

/** Longest pause before a cancel is asked for again. */
const CANCEL_PAUSE: Micros = 500 * MICROS_PER_MILLISECOND;

/** Why an order that the venue knows has to be asked for: it told of fills that are not known here, or left it out of its open orders. */
export type Doubt = VenueOrder | 'unlisted';

/**
 * Goes after one order until its venue has said what became of it: one whose sending got no answer, one that is to be cancelled, one whose
 * fills are not all known. It asks again and again, with pauses, and concludes nothing from a question that failed; nothing is sent twice.
 */
export class OrderPursuit {
  readonly order: Order;
  readonly #link: LiveLink;
  readonly #news: VenueNews;
  readonly #began: Micros;
  /** After this an order that the venue does not know can no longer arrive there; undefined while it is being sent. */
  #expiresAt: Micros | undefined;
  #denials = 0;
  /** Cancels in a row that got no answer. */
  #unanswered = 0;
  /** Whether the newest answer was that it does not know the order. */
  #isDenied = false;
  #doubt: Doubt | undefined;
  #problem = 'nothing was answered yet';
  #isReported = false;
  #pause = new AbortController();
  #isHurried = false;
  #attempt = 0;

  constructor(order: Order, link: LiveLink, news: VenueNews, expiresAt: Micros | undefined, doubt: Doubt | undefined) {
    this.order = order;
    this.#link = link;
    this.#news = news;
    this.#began = link.clock.now();
    this.#expiresAt = expiresAt;
    this.#doubt = doubt;
  }

  /** Something was heard of the order, or is newly wanted of it: looks at once. */
  hurry(): void {
    this.#isHurried = true;
    this.#attempt = 0;
    this.#pause.abort();
  }

  /** When the order can no longer arrive at its venue; undefined while it is being sent. */
  get expiresAt(): Micros | undefined {
    return this.#expiresAt;
  }

  /** The order may be on its way until then; or there is a doubt about it. */
  extend(expiresAt: Micros | undefined, doubt: Doubt | undefined): void {
    if (expiresAt !== undefined) this.#expiresAt = Math.max(this.#expiresAt ?? expiresAt, expiresAt);
    this.#doubt = doubt ?? this.#doubt;
    this.hurry();
  }

  /** Whether it is known what became of the order, and nothing more is wanted of it. */
  get isOver(): boolean {
    const { status } = this.order;
    if (this.#doubt !== undefined) return false;
    return !isOpen(status) || (this.#name !== undefined && status !== 'Unknown' && !this.#isToBeCancelled);
  }

  /** Resolves once it is over, or when `signal` ends the session. */
  async run(signal: AbortSignal): Promise<void> {
    const stop = (): void => this.#pause.abort();
    signal.addEventListener('abort', stop);
    try {
      // The stream tells an order and its fills one after the other: most doubts are over in a moment.
      if (typeof this.#doubt === 'object') await this.#rest(signal);
      while (!signal.aborted) {
        await this.#reconsider();
        if (this.isOver) break;
        const wasNameless = this.#name === undefined;
        if (this.#isToBeCancelled && !wasNameless && (await this.#cancelAgain(signal))) continue;
        if (!this.isOver) await this.#ask();
        // Now that it has a name it can be cancelled.
        if (wasNameless && this.#name !== undefined) continue;
        if (this.isOver) break;
        await this.#reportPatience();
        await this.#rest(signal);
      }
      if (this.#isReported && this.isOver)
        this.#link.onNotice({ severity: 'info', code: 'ORDER_FOUND', text: `${this.#words} is ${this.order.status}` });
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  get #isToBeCancelled(): boolean {
    return this.order.status === 'PendingCancel';
  }

  /** What the venue calls the order. */
  get #name(): string | undefined {
    return venueName(this.order);
  }

  get #words(): string {
    const { clientOrderId, instrument } = this.order.intent;
    return `order ${clientOrderId} of ${instrument.id}`;
  }

  get #ref(): OrderRef {
    const { instrument, clientOrderId } = this.order.intent;
    return { instrument, clientOrderId, venueOrderId: this.#name };
  }

  /** What was told may fit by now: its fills may have been told meanwhile. */
  async #reconsider(): Promise<void> {
    const doubt = this.#doubt;
    if (typeof doubt !== 'object' || !(await this.#news.take(this.order, doubt, []))) return;
    if (this.#doubt === doubt) this.#doubt = undefined;
  }

  /**
   * Asks for the cancel; true where it is to be asked for again before anything else. When many orders are to go at once, questions must
   * not stand in the way of cancels: the stream tells most ends in a moment, and a cancel that got no answer is tried again first.
   */
  async #cancelAgain(signal: AbortSignal): Promise<boolean> {
    const answer = await this.#link.venue.cancel(this.#ref);
    // Whatever it says: what the order is now, the order tells.
    if (answer.kind !== 'requested') this.#problem = answer.reason;
    if (answer.kind === 'gone') return false;
    if (answer.kind === 'requested' && answer.order !== undefined) await this.#learn(answer.order);
    if (this.isOver) return true;
    await this.#rest(signal);
    this.#unanswered = answer.kind === 'unknown' ? this.#unanswered + 1 : 0;
    return this.#unanswered % CANCELS_TO_A_QUESTION !== 0;
  }

  /** Takes in how the order stands; what is missing for that is asked for again later. */
  async #learn(told: VenueOrder): Promise<void> {
    try {
      await this.#news.learn(this.order, told);
    } catch (error) {
      if (!isVenueFailure(error)) throw error;
    }
  }

  async #ask(): Promise<void> {
    const asked = this.#link.clock.now();
    const doubt = this.#doubt;
    this.#isDenied = false;
    try {
      const told = await this.#link.venue.order(this.#ref);
      if (told === undefined) return await this.#deny(asked);
      this.#denials = 0;
      const agrees = await this.#news.learn(this.order, told);
      // What was told after this was asked is not answered by it.
      if (this.#doubt === doubt) this.#doubt = agrees ? undefined : told;
      this.#problem = describe(told, this.order);
    } catch (error) {
      if (!isVenueFailure(error)) throw error;
      this.#problem = `${error.code}: ${error.message}`;
    }
  }

  /** The venue does not know the order. That counts once it can no longer arrive, and what has arrived would be shown; and never of one that it knew. */
  async #deny(asked: Micros): Promise<void> {
    this.#problem = 'the venue does not know it';
    this.#isDenied = true;
    if (this.#name !== undefined || this.#expiresAt === undefined || asked <= this.#expiresAt + this.#link.limits.grace) return;
    this.#denials += 1;
    if (this.#denials < DENIALS) return;
    const { intentId } = this.order.intent;
    const reason = 'VENUE_NOT_PLACED: it never reached the venue';
    await this.#link.enter(() => {
      // Its first fill may have been told meanwhile.
      if (this.#name !== undefined || !isOpen(this.order.status)) return [];
      const ts = this.#link.clock.now();
      return [{ kind: 'venue', ts, event: { kind: 'rejected', intentId, ts, reason } }];
    });
  }

  /** Once patience has ended, tells people and halts the instrument; goes on asking. */
  async #reportPatience(): Promise<void> {
    const { clock, limits, onNotice, enter } = this.#link;
    const waited = clock.now() - this.#began;
    if (this.#isReported || waited < limits.unknownPatience) return;
    this.#isReported = true;
    const reason = `for ${Math.round(waited / 1e6)} s it is not known what became of ${this.#words}: ${this.#problem}`;
    onNotice({ severity: 'critical', code: 'ORDER_UNKNOWN', text: `${reason}; trading of the instrument is halted` });
    const instrumentId = this.order.intent.instrument.id;
    await enter(() => [{ kind: 'instrument', ts: clock.now(), instrumentId, state: 'HALTED', by: 'gateway', reason }]);
  }

  /** How long it is until it counts that the venue, which was heard, does not know the order: then it is asked at once, and soon again. */
  #untilItCounts(): Micros {
    const { clock, limits } = this.#link;
    if (!this.#isDenied || this.#name !== undefined || this.#expiresAt === undefined) return Infinity;
    return Math.max(limits.firstPause, this.#expiresAt + limits.grace + 1 - clock.now());
  }

  async #rest(signal: AbortSignal): Promise<void> {
    if (!this.#isHurried) {
      this.#pause = new AbortController();
      if (signal.aborted) this.#pause.abort();
      const longest = this.#isToBeCancelled ? CANCEL_PAUSE : Infinity;
      const pause = Math.min(pauseBefore(this.#attempt++, this.#link), this.#untilItCounts(), longest);
      await this.#link.clock.sleep(pause, this.#pause.signal);
    }
    this.#isHurried = false;
  }
}

function describe({ status, filledQuantity }: VenueOrder, order: Order): string {
  return filledQuantity === order.filledQuantity
    ? `the venue says it is ${status}`
    : `the venue says it is ${status} with ${filledQuantity} filled, and the fills that it tells make ${order.filledQuantity}`;
}
