import { formatDecimal, rescale } from '../../kernel/exact.ts';
import type { Micros } from '../../kernel/time.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { Adoption } from './adoption.ts';
import { compareOrders } from './compare-orders.ts';
import { describeDifference, HoldingsComparison, tradesIn, type Difference } from './compare-holdings.ts';
import type { LiveLink } from './live-link.ts';
import type { OrderGateway } from './order-gateway.ts';
import { adjustment } from './outside-changes.ts';
import { isVenueFailure } from './venue-failure.ts';
import type { VenueNews } from './venue-news.ts';

/** What a comparison of session and venue came to. */
export interface Reconciliation {
  readonly at: Micros;
  /**
   * `clean`: all is equal. `different`: something differs, and nothing explains it. `moving`: something differs, and orders are on their way
   * or fills came in between. `failed`: the venue did not answer, so that nothing is known.
   */
  readonly outcome: 'clean' | 'different' | 'moving' | 'failed';
  /** What differs, or why it failed, in words. */
  readonly found: readonly string[];
  /** Open orders at the venue that are not ours. */
  readonly others: number;
}

/** One look at orders and holdings. */
interface Look {
  readonly orders: readonly string[];
  readonly others: number;
  readonly differences: readonly Difference[];
  /** Grows with every fill that is booked; and whether one was while it looked, so that what it saw first and last do not go together. */
  readonly booked: number;
  readonly isCrossed: boolean;
  /** Instruments of which an order was on its way when it began, or when it ended. */
  readonly busy: ReadonlySet<Instrument>;
}

/**
 * Compares the session with its venue: orders, fills, and what is held. What the session missed is taken in; what others did to the account
 * is booked with its cause; what nothing explains is looked at twice, and then halts the instruments that it concerns.
 */
export class Reconciler {
  readonly #link: LiveLink;
  readonly #news: VenueNews;
  readonly #gateway: OrderGateway;
  readonly #holdings: HoldingsComparison;
  readonly #adoption: Adoption;
  readonly #signal: AbortSignal;
  #turn: Promise<unknown> = Promise.resolve();
  #last: Reconciliation | undefined;
  /** What was put on record last, and the differences for which instruments were halted. */
  #recorded: string | undefined;
  #halted = new Set<string>();
  /** What the newest comparison found that nothing explains. */
  #standing: readonly Difference[] = [];
  /** Coins of which people were told that positions have more than the account. */
  #uncovered = new Set<string>();

  constructor(link: LiveLink, news: VenueNews, gateway: OrderGateway, signal: AbortSignal) {
    this.#link = link;
    this.#news = news;
    this.#gateway = gateway;
    this.#signal = signal;
    this.#holdings = new HoldingsComparison(link, news);
    this.#adoption = new Adoption(link, news.owners);
  }

  /** The newest comparison. */
  get last(): Reconciliation | undefined {
    return this.#last;
  }

  /**
   * Compares, after a comparison that is going on; resolves once what came of it is stored. What holdings differ by without a reason
   * is booked where a person accepts it by name.
   */
  reconcile(acceptedBy?: string): Promise<Reconciliation> {
    const done = this.#turn.then(() => this.#reconcile(acceptedBy));
    this.#turn = done.catch(() => undefined);
    return done;
  }

  /** Whether what is held is what is known, by a single question; where that is not so, or is not answered, only a comparison can tell more. */
  async isAsKnown(): Promise<boolean> {
    try {
      return await this.#holdings.isAsKnown();
    } catch (error) {
      if (!isVenueFailure(error)) throw error;
      return false;
    }
  }

  async #reconcile(acceptedBy: string | undefined): Promise<Reconciliation> {
    let result = await this.#compare();
    if (acceptedBy !== undefined && this.#standing.length > 0) {
      await this.#accept(this.#standing, acceptedBy);
      result = await this.#compare();
    }
    this.#last = result;
    if (result.outcome === 'clean') await this.#tellOfUncovered();
    await this.#record(result);
    return result;
  }

  async #compare(): Promise<Reconciliation> {
    const { clock, limits } = this.#link;
    this.#standing = [];
    try {
      const first = await this.#look();
      if (this.#isClean(first)) return this.#result('clean', [], first);
      // What orders on their way can have made is not looked at twice: they have to arrive first.
      if (first.orders.length === 0 && (first.isCrossed || first.differences.every((each) => isMoving(each, first))))
        return this.#result('moving', this.#wordsOf(first), first);
      await clock.sleep(limits.lookAgain, this.#signal);
      const second = await this.#look();
      if (this.#isClean(second)) return this.#result('clean', [], second);
      const stands = second.differences.filter((each) => isStanding(each, first, second));
      const words = this.#wordsOf(second);
      const isSame = stands.length === second.differences.length && second.orders.every((each) => first.orders.includes(each));
      if (!isSame || words.length === 0 || second.booked !== first.booked) return this.#result('moving', words, second);
      this.#standing = stands;
      await this.#halt(stands);
      return this.#result('different', words, second);
    } catch (error) {
      if (!isVenueFailure(error)) throw error;
      return this.#result('failed', [`${error.code}: ${error.message}`], undefined);
    }
  }

  async #look(): Promise<Look> {
    const { instruments } = this.#link;
    const busy = new Set(instruments.filter((each) => this.#gateway.isBusy(each)));
    const { booked: before } = this.#news;
    const { found, others } = await compareOrders(this.#link, this.#news, this.#gateway, this.#adoption);
    const differences = await this.#holdings.compare();
    for (const each of instruments) if (this.#gateway.isBusy(each)) busy.add(each);
    const { booked } = this.#news;
    return { orders: found, others, differences, booked, isCrossed: booked !== before, busy };
  }

  /** Equal, and nothing open to question. */
  #isClean({ orders, differences }: Look): boolean {
    return orders.length === 0 && differences.length === 0 && this.#gateway.pursued === 0;
  }

  #wordsOf({ orders, differences }: Look): readonly string[] {
    return [...orders, ...differences.map((each) => describeDifference(each, this.#link.venue.id))];
  }

  #result(outcome: Reconciliation['outcome'], found: readonly string[], look: Look | undefined): Reconciliation {
    return { at: this.#link.clock.now(), outcome, found, others: look?.others ?? this.#last?.others ?? 0 };
  }

  /** Halts what is traded in a currency of which nobody knows where it went; once for each difference, since a person may let it go on. */
  async #halt(differences: readonly Difference[]): Promise<void> {
    const { venue, instruments, onNotice } = this.#link;
    const standing = new Map(differences.map((each) => [describeDifference(each, venue.id), each]));
    for (const [reason, { currency }] of standing) {
      if (this.#halted.has(reason)) continue;
      onNotice({ severity: 'critical', code: 'RECONCILE_DIFFERENCE', text: `${reason}; what is traded in it is halted` });
      await this.#stop(
        instruments.filter((each) => tradesIn(each, currency)),
        reason,
      );
    }
    this.#halted = new Set(standing.keys());
  }

  async #stop(instruments: readonly Instrument[], reason: string): Promise<void> {
    const { clock, enter } = this.#link;
    const ts = clock.now();
    await enter(() =>
      instruments.map(({ id }) => ({ kind: 'instrument', ts, instrumentId: id, state: 'HALTED', by: 'reconciler', reason }) as const),
    );
  }

  /** Books differences as what they are: the word of a person. */
  async #accept(differences: readonly Difference[], by: string): Promise<void> {
    const { clock, enter } = this.#link;
    const ts = clock.now();
    await enter(() =>
      differences.map(({ currency, expected, held }) =>
        adjustment({ currency, amount: Number(held - expected), cause: 'accepted by a person', ref: `${by} ${ts} ${currency.code}` }, ts),
      ),
    );
  }

  /** Tells people, once, of coins that positions have and the account no longer holds, and halts what is traded in them: what is gone cannot be sold again. */
  async #tellOfUncovered(): Promise<void> {
    const { venue, instruments, account, onNotice } = this.#link;
    const uncovered = new Set<string>();
    for (const instrument of instruments) {
      const { base, lot, quantityScale } = instrument;
      const lack = -account.ledger.balance('untraded', base.code);
      if (lack < BigInt(rescale(lot, quantityScale, base.scale, 'ceil'))) continue;
      uncovered.add(base.code);
      if (this.#uncovered.has(base.code)) continue;
      const text = `positions have ${formatDecimal(lack, base.scale)} ${base.code} more than ${venue.id} holds: sold or withdrawn by hand`;
      const mend = `bring them back, or exits will be refused; then ballast resume ${instrument.id}`;
      onNotice({ severity: 'critical', code: 'POSITION_UNCOVERED', text: `${text}; ${mend}` });
      await this.#stop([instrument], text);
    }
    this.#uncovered = uncovered;
  }

  /** Puts a comparison on record where it says something new. */
  async #record({ outcome, found }: Reconciliation): Promise<void> {
    if (outcome === 'failed' || outcome === 'moving') return;
    const words = found.join('; ');
    if (this.#recorded === words) return;
    this.#recorded = words;
    const { clock, enter } = this.#link;
    await enter(() => [{ kind: 'reconciliation', ts: clock.now(), found }]);
  }
}

/** Whether a difference may be the work of an order on its way; any may pay its fee in the coin that fees are paid in. */
function isMoving({ currency, paysFees }: Difference, { busy }: Look): boolean {
  return [...busy].some((each) => paysFees || tradesIn(each, currency));
}

/** Whether a difference is the one of the look before, and no order could have made it that is on its way. */
function isStanding(difference: Difference, before: Look, now: Look): boolean {
  const { currency, expected, held } = difference;
  if (isMoving(difference, now)) return false;
  return before.differences.some((each) => each.currency.code === currency.code && each.expected === expected && each.held === held);
}
