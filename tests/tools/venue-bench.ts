import type { Instrument, Price, Quantity } from '../../src/domain/instrument.ts';
import type { Venue } from '../../src/ports/venue.ts';
import type { FaultOrder } from '../../src/testnet/faults/fault.ts';
import type { ManualClock } from './manual-clock.ts';

/** A venue and the other side of it: an account with 1,000,000 of the quote currency and 10 of the base, in a market that only the test makes. */
export interface VenueBench {
  readonly venue: Venue;
  readonly clock: ManualClock;
  /** Prices in hundredths, quantities in hundred-thousandths. */
  readonly instrument: Instrument;
  /** Another adapter on the same account, with another key. */
  connectWith(key: 'wrong-secret' | 'unknown' | 'can-withdraw'): Promise<unknown>;
  /** Another process that uses the same key. */
  connectAgain(): Promise<Venue>;
  /** Others rest an order in the book. */
  quote(side: 'buy' | 'sell', price: Price, quantity: Quantity): void;
  /** Others trade against what rests, down or up to a price. */
  sweep(side: 'buy' | 'sell', price: Price, quantity: Quantity): void;
  /** Others trade with each other at a price. */
  print(price: Price): void;
  /** Others lead the market to a price: what rests before it trades, and somebody buys and sells there. */
  lead(price: Price): void;
  fault(order: FaultOrder): void;
  healFaults(): void;
  cutStreams(): void;
  expireStreams(): void;
  /** Money comes to the account from outside, in whole units of the quote currency. */
  deposit(amount: number): void;
  halt(): void;
  dispose(): Promise<void>;
}
