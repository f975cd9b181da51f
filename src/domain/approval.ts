import type { OrderIntent } from './order.ts';

declare const approved: unique symbol;

/** An order intent that the risk room let pass. Execution takes nothing else, and only `core/risk` can make one. */
export type Approved<T extends OrderIntent> = T & { readonly [approved]: true };

/** Marks an intent as approved. Only `src/core/risk` may import this; a law holds it. */
export function approve<T extends OrderIntent>(intent: T): Approved<T> {
  return intent as Approved<T>;
}
