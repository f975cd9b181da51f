import type { OrderIntent } from './order.ts';

/** What only risk can add to an intent. A private field, so that a changed copy, `{ ...approved, quantity }`, is no longer approved. */
declare class Approval {
  private readonly approved: true;
}

/** An order intent that the risk room let pass. Execution takes nothing else, and only `core/risk` can make one. */
export type Approved<T extends OrderIntent> = T & Approval;

/** Marks an intent as approved. Only `src/core/risk` may import this; a law holds it. */
export function approve<T extends OrderIntent>(intent: T): Approved<T> {
  return intent as Approved<T>;
}
