import { MICROS_PER_DAY, MICROS_PER_MINUTE, MICROS_PER_SECOND, type Micros } from '../../kernel/time.ts';

/** How much may be asked for. */
export interface BinanceLimits {
  /** Request weight of an address in a minute. */
  readonly weight: number;
  /** New orders of an account in ten seconds, and in a day. */
  readonly ordersShort: number;
  readonly ordersDay: number;
}

/** Those of Binance spot. */
export const BINANCE_LIMITS: BinanceLimits = { weight: 6_000, ordersShort: 100, ordersDay: 200_000 };

/** Requests that an address may send while it is limited, before it is banned. */
const PATIENCE = 10;
/** How long the first ban lasts. */
const BAN = 2 * MICROS_PER_MINUTE;
const SHORT = 10 * MICROS_PER_SECOND;

/** Counts within windows that begin with the clock's minute, ten seconds, or day. */
class WindowCount {
  readonly #length: Micros;
  #window = -1;
  #count = 0;

  constructor(length: Micros) {
    this.#length = length;
  }

  add(amount: number, now: Micros): number {
    const window = Math.floor(now / this.#length);
    if (window !== this.#window) this.#count = 0;
    this.#window = window;
    this.#count += amount;
    return this.#count;
  }

  secondsLeft(now: Micros): number {
    return Math.max(1, Math.ceil(((Math.floor(now / this.#length) + 1) * this.#length - now) / MICROS_PER_SECOND));
  }
}

interface AddressCount {
  readonly weight: WindowCount;
  ignored: number;
  bannedUntil: Micros;
}

/** What came of counting a request. */
export interface Counted {
  readonly verdict: 'fine' | 'limited' | 'banned';
  readonly retryAfter: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** Counts request weight by address and new orders by account, and bans who goes on when limited. */
export class RequestLimits {
  readonly limits: BinanceLimits;
  readonly #addresses = new Map<string, AddressCount>();
  readonly #accounts = new Map<string, { readonly short: WindowCount; readonly day: WindowCount }>();

  constructor(limits: BinanceLimits) {
    this.limits = limits;
  }

  /** Counts the weight of a request. */
  countRequest(address: string, weight: number, now: Micros): Counted {
    const count = this.#addresses.get(address) ?? { weight: new WindowCount(MICROS_PER_MINUTE), ignored: 0, bannedUntil: 0 };
    this.#addresses.set(address, count);
    if (count.bannedUntil > now) {
      return { verdict: 'banned', retryAfter: Math.ceil((count.bannedUntil - now) / MICROS_PER_SECOND), headers: {} };
    }
    const used = count.weight.add(weight, now);
    const headers = { 'x-mbx-used-weight': String(used), 'x-mbx-used-weight-1m': String(used) };
    if (used <= this.limits.weight) {
      count.ignored = 0;
      return { verdict: 'fine', retryAfter: 0, headers };
    }
    count.ignored += 1;
    if (count.ignored <= PATIENCE) return { verdict: 'limited', retryAfter: count.weight.secondsLeft(now), headers };
    count.bannedUntil = now + BAN;
    count.ignored = 0;
    return { verdict: 'banned', retryAfter: BAN / MICROS_PER_SECOND, headers };
  }

  /** How many new orders an account has sent in its ten seconds and its day. */
  orderCounts(account: string, now: Micros): readonly [short: number, day: number] {
    const count = this.#accounts.get(account);
    return count === undefined ? [0, 0] : [count.short.add(0, now), count.day.add(0, now)];
  }

  /** Counts new orders; they count before it is known whether they are taken. */
  countOrders(account: string, orders: number, now: Micros): Counted {
    const count = this.#accounts.get(account) ?? { short: new WindowCount(SHORT), day: new WindowCount(MICROS_PER_DAY) };
    this.#accounts.set(account, count);
    const [short, day] = [count.short.add(orders, now), count.day.add(orders, now)];
    const headers = { 'x-mbx-order-count-10s': String(short), 'x-mbx-order-count-1d': String(day) };
    if (day > this.limits.ordersDay) return { verdict: 'limited', retryAfter: count.day.secondsLeft(now), headers };
    if (short > this.limits.ordersShort) return { verdict: 'limited', retryAfter: count.short.secondsLeft(now), headers };
    return { verdict: 'fine', retryAfter: 0, headers };
  }
}
