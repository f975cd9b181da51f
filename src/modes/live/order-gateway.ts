import { assert } from '../../kernel/assert.ts';
import type { Micros } from '../../kernel/time.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { isOpen, type OrderIntent } from '../../domain/order.ts';
import type { VenueEvent } from '../../domain/venue-event.ts';
import type { Order } from '../../core/execution/order.ts';
import { venueName } from '../../core/execution/venue-name.ts';
import type { SubmitAnswer, VenueReport } from '../../ports/venue.ts';
import { InstrumentLane } from './instrument-lane.ts';
import { lastHop } from './last-hop.ts';
import type { LiveLink } from './live-link.ts';
import { OrderPursuit, type Doubt } from './order-pursuit.ts';
import { venueCannot } from './venue-cannot.ts';
import type { VenueNews } from './venue-news.ts';
import type { WorkGroup } from './work-group.ts';

/** An order, or a stop and its target, that are sent as one. */
type Together = readonly [OrderIntent, ...OrderIntent[]];

/** What a last look at an order comes to. */
type Look =
  | { readonly order: Order; readonly intent: OrderIntent }
  | { readonly order: Order; readonly end: readonly ['canceled' | 'rejected', string] };

interface Pursued {
  readonly pursuit: OrderPursuit;
  readonly ended: Promise<void>;
}

/**
 * The way of orders to a real venue, and of its answers back. It is handed orders whose intent is stored; it sends each once or never,
 * and what the venue answers enters the session as an input. Where no answer comes it goes after the order until the venue says
 * what became of it. Nothing here outlives its work group.
 */
export class OrderGateway {
  readonly #link: LiveLink;
  readonly #news: VenueNews;
  readonly #work: WorkGroup;
  readonly #lanes = new Map<string, InstrumentLane>();
  readonly #pursued = new Map<Order, Pursued>();
  /** Orders that wait in a lane: no byte of them has been sent. */
  readonly #unsent = new Set<number>();
  /** Orders that are being sent: their answer is still to come. */
  readonly #sending = new Set<number>();

  /** Told when no order is left that it goes after, and none is on its way. */
  onSettled: () => void = () => undefined;

  constructor(link: LiveLink, news: VenueNews, work: WorkGroup) {
    this.#link = link;
    this.#news = news;
    this.#work = work;
    for (const { id } of link.instruments) this.#lanes.set(id, new InstrumentLane(work, link.limits.onTheWay, () => this.#settled()));
  }

  /** Orders that wait to be sent. */
  get queued(): number {
    return this.#unsent.size;
  }

  /** Orders of which the venue has yet to say what became of them. */
  get pursued(): number {
    return this.#pursued.size;
  }

  /** Whether it goes after an order now. */
  pursues(order: Order): boolean {
    return this.#pursued.has(order);
  }

  /** Whether an order of the instrument is on its way, or its fate is not known: what the venue holds may not be what is known here. */
  isBusy({ id }: Instrument): boolean {
    if (this.#lanes.get(id)?.isBusy === true) return true;
    for (const { intent } of this.#pursued.keys()) if (intent.instrument.id === id) return true;
    return false;
  }

  /** Whether an order of any instrument is. */
  get isBusyAnywhere(): boolean {
    return this.pursued > 0 || this.#lanes.values().some(({ isBusy }) => isBusy);
  }

  /** After a start: goes after every order that may be at the venue unseen, or whose cancel may not have reached it. */
  resume(): void {
    for (const order of this.#link.account.desk.all())
      if (order.status === 'Submitted' || order.status === 'Unknown' || order.status === 'PendingCancel') this.pursue(order);
  }

  /** Takes an order, stored already, to be sent as `intent` says. It never fails: a refusal too comes back as an input. */
  submit(intent: OrderIntent): void {
    this.#take([intent]);
  }

  /** Takes a stop and its target, to be sent as one. */
  submitLinked(stop: OrderIntent, target: OrderIntent): void {
    this.#take([stop, target]);
  }

  /** Sees to it that an order ends at the venue. Orders of the instrument that are handed over later wait for that. */
  cancel(intentId: number): void {
    const order = this.#link.account.desk.find(intentId);
    // One that has not been sent is held back when its turn comes.
    if (order === undefined || this.#unsent.has(intentId)) return;
    this.pursue(order);
  }

  /** Goes after an order until its venue has said how it stands. One that may still be on its way to it can arrive until `expiresAt`. */
  pursue(order: Order, doubt?: Doubt, expiresAt?: Micros): void {
    const pursued = this.#pursued.get(order);
    // To go after an order anew, such as to cancel it, does not send it anew.
    const latest = expiresAt ?? pursued?.pursuit.expiresAt ?? this.#latestArrival(order);
    if (pursued === undefined) this.#begin(order, new OrderPursuit(order, this.#link, this.#news, latest, doubt));
    else pursued.pursuit.extend(latest, doubt);
    const ended = this.#pursued.get(order)?.ended;
    if (order.status === 'PendingCancel' && ended !== undefined) this.#lane(order.intent.instrument).awaitCancel(ended);
  }

  /** Takes in what the private stream tells of an order or a fill. What is told of other people's orders is nothing to us. */
  async hear(report: VenueReport): Promise<void> {
    if (report.kind !== 'order' && report.kind !== 'fill') return;
    const told = report.kind === 'order' ? report.order : undefined;
    const fills = report.kind === 'fill' ? [report.fill] : [];
    const { desk } = this.#link.account;
    const intentId = await this.#news.owners.intentOf(report.kind === 'order' ? report.order : report.fill);
    const order = intentId === undefined ? undefined : (desk.find(intentId) ?? desk.findEnded(intentId));
    if (order === undefined) return;
    const agrees = await this.#news.take(order, told, fills);
    if (!agrees) this.pursue(order, told);
    else this.#pursued.get(order)?.pursuit.hurry();
  }

  #take(intents: Together): void {
    const { venue, limits } = this.#link;
    const [{ instrument, reduceOnly }] = intents;
    const lacking = intents.map((intent) => venueCannot(intent, venue.capabilities)).find((each) => each !== undefined);
    if (lacking !== undefined) return this.#refuse(intents, `VENUE_CANNOT: ${venue.id} has no ${lacking}`);
    if (this.queued >= (reduceOnly ? 2 : 1) * limits.queue)
      return this.#refuse(intents, `VENUE_QUEUE_FULL: ${this.queued} orders wait for ${venue.id}`);
    for (const { intentId } of intents) this.#unsent.add(intentId);
    this.#lane(instrument).push(() => this.#send(intents));
  }

  #refuse(intents: Together, reason: string): void {
    this.#work.begin(async () => {
      for (const { intentId } of lastFirst(intents)) await this.#endUnsent(intentId, 'rejected', reason);
    });
  }

  /** Ends an order of which no byte was sent. Until that has come in it closes nothing, though the desk has it still. */
  async #endUnsent(intentId: number, kind: 'canceled' | 'rejected', reason: string): Promise<void> {
    this.#unsent.add(intentId);
    await this.#answer(intentId, (ts) => ({ kind, intentId, ts, reason }));
    this.#unsent.delete(intentId);
  }

  #begin(order: Order, pursuit: OrderPursuit): void {
    const ended = Promise.withResolvers<void>();
    this.#pursued.set(order, { pursuit, ended: ended.promise });
    this.#work.begin(async () => {
      try {
        // Something more may have been wanted of it in the moment of its end.
        do await pursuit.run(this.#work.signal);
        while (!pursuit.isOver && !this.#work.signal.aborted);
      } finally {
        this.#pursued.delete(order);
        ended.resolve();
        this.#settled();
      }
    });
  }

  async #send(intents: Together): Promise<void> {
    const looks = lastFirst(intents).flatMap((intent) => this.#look(intent) ?? []);
    const ready = looks.flatMap((look) => ('intent' in look ? look : [])).reverse();
    // Whatever is wanted of them from now on is wanted of orders that are at the venue.
    for (const { order } of ready) {
      this.#unsent.delete(order.intent.intentId);
      this.#sending.add(order.intent.intentId);
    }
    const sent = this.#submit(ready.map(({ intent }) => intent));
    for (const { order, end } of looks.flatMap((look) => ('end' in look ? look : []))) await this.#endUnsent(order.intent.intentId, ...end);
    const answers = await sent;
    for (const { order } of ready) this.#sending.delete(order.intent.intentId);
    for (const [at, { order }] of lastFirst([...ready.entries()])) {
      const answer = answers[at];
      if (answer !== undefined) await this.#takeAnswer(order, answer);
    }
  }

  async #submit([first, second]: readonly OrderIntent[]): Promise<readonly SubmitAnswer[]> {
    const { venue } = this.#link;
    if (first === undefined) return [];
    if (second === undefined) return [await venue.submit(first, () => this.#isWanted(first))];
    return venue.submitLinked(first, second, () => this.#isWanted(first) && this.#isWanted(second));
  }

  /** Whether an order that waits for its turn at the venue's door is still to leave. */
  #isWanted({ intentId, reduceOnly }: OrderIntent): boolean {
    const isStopped = !reduceOnly && this.#link.isLatched?.() === true;
    return !isStopped && this.#link.account.desk.find(intentId)?.status !== 'PendingCancel';
  }

  /** The last look at an order before it is sent: as what it is to be sent, or how it ends; undefined of one that has ended. */
  #look(intent: OrderIntent): Look | undefined {
    const order = this.#link.account.desk.find(intent.intentId);
    if (order === undefined) return void this.#unsent.delete(intent.intentId);
    if (order.status === 'PendingCancel') return { order, end: ['canceled', 'it was cancelled before it was sent'] };
    const last = lastHop(intent, this.#link.account, (id) => this.#unsent.has(id));
    return 'code' in last ? { order, end: ['rejected', `${last.code}: ${last.message}`] } : { order, intent: last };
  }

  async #takeAnswer(order: Order, answer: SubmitAnswer): Promise<void> {
    const { intentId } = order.intent;
    // That there is such an order already: it is the one that this was to be.
    if (answer.kind === 'unknown' || (answer.kind === 'rejected' && answer.code === 'VENUE_DUPLICATE')) {
      const { reason } = answer;
      // Where a cancel is wanted too, that is what must not be forgotten, whatever happens.
      await this.#answer(
        intentId,
        (ts) => ({ kind: 'lost', intentId, ts, reason }),
        ({ status }) => status === 'Submitted',
      );
      return this.pursue(order, undefined, answer.kind === 'unknown' ? answer.expiresAt : undefined);
    }
    // An order of which the venue has told already is there, whatever it answered to this.
    const isNew = (): boolean => venueName(order) === undefined;
    const { ts } = answer;
    if (answer.kind === 'rejected') {
      const reason = `${answer.code}: ${answer.reason}`;
      this.#tellOfStop(order, reason);
      await this.#answer(intentId, () => ({ kind: 'rejected', intentId, ts, reason }), isNew);
      if (isOpen(order.status)) this.pursue(order, 'unlisted');
    } else {
      const { venueOrderId } = answer;
      this.#news.owners.note(order.intent, venueOrderId);
      await this.#answer(intentId, () => ({ kind: 'accepted', intentId, ts, venueOrderId }), isNew);
    }
    // Its cancel may have been wanted meanwhile.
    this.#pursued.get(order)?.pursuit.hurry();
  }

  #settled(): void {
    if (!this.isBusyAnywhere) this.onSettled();
  }

  #tellOfStop({ intent, status }: Order, reason: string): void {
    if (intent.role !== 'stop' || status === 'PendingCancel') return;
    const text = `the stop ${intent.clientOrderId} of ${intent.instrument.id} was refused, and what it was to guard is closed: ${reason}`;
    this.#link.onNotice({ severity: 'critical', code: 'STOP_REFUSED', text });
  }

  /** When what has been sent of an order can no longer arrive; undefined while it is being sent. */
  #latestArrival({ intent, sentBefore }: Order): Micros | undefined {
    if (this.#sending.has(intent.intentId)) return undefined;
    return (sentBefore ?? this.#link.clock.now()) + this.#link.venue.capabilities.requestLifetime;
  }

  /** Lets an answer into the session, unless the order has ended or moved on when its turn comes. */
  async #answer(intentId: number, event: (now: Micros) => VenueEvent, isNews: (order: Order) => boolean = () => true): Promise<void> {
    const { clock, enter, account } = this.#link;
    await enter(() => {
      const order = account.desk.find(intentId);
      if (order === undefined || !isNews(order)) return [];
      return [{ kind: 'venue', ts: clock.now(), event: event(clock.now()) }];
    });
  }

  #lane(instrument: Instrument): InstrumentLane {
    const lane = this.#lanes.get(instrument.id);
    assert(lane !== undefined, `the session trades ${instrument.id}`);
    return lane;
  }
}

/** A target's end is taken in before that of its stop, so that the exit which takes their place finds neither. */
function lastFirst<Each>(each: readonly Each[]): readonly Each[] {
  return [...each].reverse();
}
