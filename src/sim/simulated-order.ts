import type { Price, Quantity } from '../domain/instrument.ts';
import type { OrderIntent } from '../domain/order.ts';
import type { Holding } from './simulated-account.ts';
import type { SavedIntent } from '../domain/saved-intent.ts';
import type { Micros } from '../kernel/time.ts';

/** An order at the simulated venue. */
export interface SimulatedOrder {
  readonly intent: OrderIntent;
  readonly sequence: number;
  /** What the order fills into: the strategy's position and the money that pays. */
  readonly position: Holding;
  readonly purse: Holding;
  remaining: Quantity;
  /** The price at which it acts: its limit, or its stop until that has triggered. */
  trigger: Price;
  /** It may fill only in bars that open at or after this time. */
  eligibleFrom: Micros;
  /** A stop-limit whose stop has triggered rests as a limit. */
  triggered: boolean;
  /** A limit that has not yet seen an opening price: it takes what it finds there. */
  fresh: boolean;
}

/** Where an order waits: for the next opening price, as a stop, as a limit, or behind the best price. */
export type Waiting = 'open' | 'stop' | 'limit' | 'trailing';

/** Where an order waits now. */
export function waitingPlace(order: SimulatedOrder): Waiting {
  switch (order.intent.type) {
    case 'market':
      return 'open';
    case 'limit':
      return order.intent.timeInForce === 'GTC' ? 'limit' : 'open';
    case 'stop':
      return 'stop';
    case 'stop-limit':
      return order.triggered ? 'limit' : 'stop';
    case 'trailing-stop':
      return 'trailing';
  }
}

/** What must be remembered of an order; the rest is found again. */
export type SavedSimulatedOrder = Omit<SimulatedOrder, 'intent' | 'position' | 'purse'> & { readonly intent: SavedIntent };
