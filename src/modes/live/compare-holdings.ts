import { MICROS_PER_DAY, MICROS_PER_MINUTE, type Micros } from '../../kernel/time.ts';
import { formatDecimal } from '../../kernel/exact.ts';
import type { Currency, Instrument } from '../../domain/instrument.ts';
import { currency as currencyOf } from '../../domain/money.ts';
import type { VenueBalance, VenueFill } from '../../ports/venue.ts';
import type { SessionInput } from '../session-input.ts';
import type { LiveLink } from './live-link.ts';
import { adjustment, changeOfTransfer, changesOfTrade, type OutsideChange } from './outside-changes.ts';
import { CLOCK_SLACK, type VenueNews } from './venue-news.ts';

/** What the account holds of a currency, by the ledger and by the venue, in units of the currency; they are not the same. */
export interface Difference {
  readonly currency: Currency;
  readonly expected: bigint;
  readonly held: bigint;
  /** Whether fees are paid in it, of whatever is traded. */
  readonly paysFees: boolean;
}

/** What was seen is noted so often at most: a restart looks at the rest once more. */
const NOTED_EVERY = MICROS_PER_MINUTE;

/** A transfer may be told with the time at which it was begun; it can take so long to arrive. */
const TRANSFER_TIME = MICROS_PER_DAY;

/**
 * Holds what the ledger has against what the venue says is held, once all fills and transfers since the last time are booked: those of
 * our orders as fills, all others as what came from outside. At the first time what is held beyond the cash to be traded with is the opening.
 */
export class HoldingsComparison {
  readonly #link: LiveLink;
  readonly #news: VenueNews;
  /** Up to when all fills of an instrument are taken in. */
  readonly #fillsUntil = new Map<string, Micros>();
  /** What was locked at the last glance, and by which of our orders. */
  #seen: { readonly locks: string; readonly orders: string } | undefined;
  /** Whether trades were told of which nobody knows yet whose they are. */
  #isUnsure = false;

  constructor(link: LiveLink, news: VenueNews) {
    this.#link = link;
    this.#news = news;
    // What happened while nobody looked: since all was seen, and since the oldest order went out. Bars move the session's time on, not this.
    const { account } = link;
    const since = Math.min(account.seenUntil ?? account.time, link.clock.now());
    for (const { id } of link.instruments) this.#fillsUntil.set(id, since);
    for (const { intent } of account.desk.all()) {
      const until = this.#fillsUntil.get(intent.instrument.id) ?? intent.tsInit;
      this.#fillsUntil.set(intent.instrument.id, Math.min(until, intent.tsInit));
    }
  }

  /** The currencies in which the two differ now. Errors: those of questions to the venue. */
  async compare(): Promise<readonly Difference[]> {
    const { venue } = this.#link;
    if (this.#unopened.length > 0) return this.#open();
    const late = await this.#bookNew(await this.#outsideTrades());
    const balances = await venue.balances();
    if (late.length > 0 || this.#differences(balances).length > 0) {
      late.push(...(await this.#bookNew(await this.#transfers())));
      await this.#book(this.#asAccepted(late, this.#differences(balances)));
    }
    await this.#noteSeen();
    return this.#differences(balances);
  }

  /**
   * Whether what is held is what is known, by one question: whatever fills, or comes from outside, moves balances, and whatever ends by
   * itself frees what it locked. Errors: those of questions to the venue.
   */
  async isAsKnown(): Promise<boolean> {
    const balances = await this.#link.venue.balances();
    const locks = this.#currencies.map(({ code }) => balances.find(({ currency }) => currency.code === code)?.locked ?? 0).join();
    const orders = [...this.#link.account.desk.all()].map(({ intent, filledQuantity }) => `${intent.intentId} ${filledQuantity}`).join();
    const before = this.#seen;
    this.#seen = { locks, orders };
    return this.#differences(balances).length === 0 && (before?.locks === locks || before?.orders !== orders);
  }

  /** Books the opening: what came before it is in it. Of what comes while the balances are asked for nobody can tell: then it waits. */
  async #open(): Promise<readonly Difference[]> {
    const { account, venue } = this.#link;
    const outside = async (): Promise<readonly OutsideChange[]> => [...(await this.#outsideTrades()), ...(await this.#transfers())];
    const unopened = new Set(this.#unopened.map(({ code }) => code));
    await this.#book((await outside()).map((each) => (unopened.has(each.currency.code) ? asOpening(each) : each)));
    const { booked } = this.#news;
    const balances = await venue.balances();
    const isAllKnown = (await outside()).every(({ ref }) => account.hasRef(ref)) && !this.#isUnsure;
    // A fill that is not told yet shows in what is compared already.
    const isEqual = this.#differences(balances).every(({ currency: { code } }) => unopened.has(code));
    if (isAllKnown && isEqual && booked === this.#news.booked)
      await this.#book(this.#unopened.flatMap((each) => this.#opening(each, balances)));
    if (this.#unopened.length === 0) await this.#noteSeen();
    return this.#differences(balances);
  }

  /** Books what is new; returns what has happened before a person accepted what differed, and so may be in that already. */
  async #bookNew(changes: readonly OutsideChange[]): Promise<OutsideChange[]> {
    const { account } = this.#link;
    const unknown = changes.filter(({ ref }) => !account.hasRef(ref));
    const isLate = ({ currency: { code }, ts }: OutsideChange): boolean => ts <= (account.acceptedAt.get(code) ?? -Infinity);
    await this.#book(unknown.filter((each) => !isLate(each)));
    return unknown.filter(isLate);
  }

  /** What is told so late explains what differs now, or else what was accepted: then that much is accepted no longer. */
  #asAccepted(late: readonly OutsideChange[], differences: readonly Difference[]): readonly OutsideChange[] {
    const left = new Map(differences.map(({ currency, expected, held }) => [currency.code, Number(held - expected)]));
    return late.flatMap((change) => {
      const { currency, amount, ref } = change;
      const differs = left.get(currency.code) ?? 0;
      if (Math.sign(amount) === Math.sign(differs) && Math.abs(amount) <= Math.abs(differs)) {
        left.set(currency.code, differs - amount);
        return [change];
      }
      return [change, { ...change, amount: 0 - amount, cause: 'accepted by a person', ref: `${ref} accepted before` }];
    });
  }

  /** What is traded, and what fees are paid in. */
  get #currencies(): readonly Currency[] {
    const { instruments, account } = this.#link;
    const traded = instruments.flatMap(({ base, quote }) => [base, quote]);
    const all = [...account.ledger.feeCurrencies.map(currencyOf), ...traded];
    return [...new Map(all.map((each) => [each.code, each])).values()];
  }

  get #unopened(): readonly Currency[] {
    return this.#currencies.filter(({ code }) => !this.#link.account.hasRef(openingOf(code)));
  }

  #differences(balances: readonly VenueBalance[]): readonly Difference[] {
    const { ledger } = this.#link.account;
    return this.#currencies.flatMap((each): readonly Difference[] => {
      const [expected, held] = [ledger.held(each), heldOf(each, balances)];
      return expected === held ? [] : [{ currency: each, expected, held, paysFees: ledger.feeCurrencies.includes(each.code) }];
    });
  }

  /** What has to be booked of a currency so that ledger and venue begin equal; nothing where the venue holds less than is to be traded with. */
  #opening(of: Currency, balances: readonly VenueBalance[]): readonly OutsideChange[] {
    const untraded = heldOf(of, balances) - this.#link.account.ledger.held(of);
    if (untraded < 0n) return [];
    return [{ currency: of, amount: Number(untraded), cause: 'opening', ref: openingOf(of.code), ts: this.#link.clock.now() }];
  }

  async #outsideTrades(): Promise<readonly OutsideChange[]> {
    const changes: OutsideChange[] = [];
    this.#isUnsure = false;
    for (const instrument of this.#link.instruments) {
      const asked = this.#link.clock.now();
      const since = (this.#fillsUntil.get(instrument.id) ?? asked) - CLOCK_SLACK;
      const others = await this.#news.takeFills(instrument, await this.#link.venue.fills(instrument, since));
      // Whose they are is looked at again, since one of ours may have been at the venue under a name that was not known here.
      if (others.some((fill) => this.#news.owners.mayBeOurs(fill))) {
        this.#isUnsure = true;
        continue;
      }
      changes.push(...others.flatMap((fill: VenueFill) => changesOfTrade(fill, instrument)));
      this.#fillsUntil.set(instrument.id, asked);
    }
    return changes;
  }

  async #transfers(): Promise<readonly OutsideChange[]> {
    return ((await this.#link.venue.transfers(this.#seenUntil - TRANSFER_TIME)) ?? []).map(changeOfTransfer);
  }

  get #seenUntil(): Micros {
    return Math.min(...this.#fillsUntil.values());
  }

  /** Notes durably up to when all is booked, so that a restart begins there. */
  async #noteSeen(): Promise<void> {
    const { account, clock, enter } = this.#link;
    const until = this.#seenUntil;
    if (account.seenUntil === undefined || until >= account.seenUntil + NOTED_EVERY)
      await enter(() => [{ kind: 'seen', ts: clock.now(), until }]);
  }

  async #book(changes: readonly OutsideChange[]): Promise<void> {
    const { account, clock, enter } = this.#link;
    await enter((): readonly SessionInput[] =>
      changes.filter(({ ref }) => !account.hasRef(ref)).map((change) => adjustment(change, clock.now())),
    );
  }
}

/** A difference in words. */
export function describeDifference({ currency: { code, scale }, expected, held }: Difference, venueId: string): string {
  return `${code}: ${formatDecimal(expected, scale)} by the ledger, ${formatDecimal(held, scale)} at ${venueId}`;
}

/** Whether an instrument is traded in a currency. */
export function tradesIn({ base, quote }: Instrument, { code }: Currency): boolean {
  return base.code === code || quote.code === code;
}

function asOpening(change: OutsideChange): OutsideChange {
  return { ...change, amount: 0, cause: 'opening' };
}

function openingOf(code: string): string {
  return `opening ${code}`;
}

function heldOf({ code, scale }: Currency, balances: readonly VenueBalance[]): bigint {
  let held = 0n;
  for (const { currency, total } of balances) {
    if (currency.code !== code) continue;
    held += (BigInt(total) * 10n ** BigInt(scale)) / 10n ** BigInt(currency.scale);
  }
  return held;
}
