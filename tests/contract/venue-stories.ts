import assert from 'node:assert/strict';

import type { OrderIntent } from '../../src/domain/order.ts';
import type { OrderRef, SubmitAnswer } from '../../src/ports/venue.ts';
import { intentOf } from '../tools/risk-cases.ts';
import type { VenueBench } from '../tools/venue-bench.ts';

/** What a venue may do otherwise, as its page says. */
export interface VenueDifferences {
  /** Whether the venue tells what a key may do. */
  readonly tellsPermissions: boolean;
  /** Whether its private stream tells single fills. */
  readonly streamsFills: boolean;
  /** Whether it lets a stop and a target end each other. */
  readonly linksOrders: boolean;
}

/** Wraps a story around a bench of its own. */
export type On = (story: (bench: VenueBench) => Promise<void>) => () => Promise<void>;

let lastId = 0;

/** An order to buy 0.02 at 60,000, but for what is given. */
export function orderOf({ instrument }: VenueBench, given: Partial<OrderIntent> = {}): OrderIntent {
  const clientOrderId = `contra-${++lastId}`;
  return intentOf({ instrument, clientOrderId, type: 'limit', quantity: 2_000, limitPrice: 6_000_000, ...given });
}

/** How an order is asked for. */
export function refOf({ instrument, clientOrderId }: OrderIntent, venueOrderId?: string): OrderRef {
  return { instrument, clientOrderId, venueOrderId };
}

/** The id of the venue in an answer that has to be a yes. */
export function idOf(answer: SubmitAnswer): string {
  assert.equal(answer.kind, 'accepted', JSON.stringify(answer));
  return answer.kind === 'accepted' ? answer.venueOrderId : '';
}
