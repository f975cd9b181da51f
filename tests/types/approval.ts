/**
 * What the compiler must refuse: an order that the risk room has not let pass. `tsc` fails on an expected error that does not come, so each
 * of these lines proves itself with every `npm run check`. Casts, which no compiler refuses, are banned by tests/laws/types.test.ts.
 */
import { OrderDesk } from '../../src/core/execution/order-desk.ts';
import { checkOrder, isRefusal } from '../../src/core/risk/check-order.ts';
import type { Approved } from '../../src/domain/approval.ts';
import type { OrderIntent } from '../../src/domain/order.ts';
import { intentOf, riskStateOf } from '../tools/risk-cases.ts';

const desk = new OrderDesk();
const intent: OrderIntent = intentOf();

/** What risk lets pass is taken. */
export function takesWhatRiskApproves(): void {
  const outcome = checkOrder(intent, riskStateOf());
  if (!isRefusal(outcome)) desk.open(outcome, 0);
}

/** Everything else is not. */
export function refusesEverythingElse(): void {
  // @ts-expect-error an intent is not approved by itself
  desk.open(intent, 0);
  // @ts-expect-error nor by its outcome before it is known to be no refusal
  desk.open(checkOrder(intent, riskStateOf()), 0);
  // @ts-expect-error nor by being said to be
  const said: Approved<OrderIntent> = intent;
  // @ts-expect-error nor by a field of that name
  const named: Approved<OrderIntent> = { ...intent, approved: true };
  // @ts-expect-error nor by satisfying its own kind
  const satisfied: Approved<OrderIntent> = intent satisfies OrderIntent;
  for (const forged of [said, named, satisfied]) desk.open(forged, 0);
}

/** An approval does not pass on to another order: what is changed must be asked about anew. */
export function losesApprovalWhenChanged(approved: Approved<OrderIntent>): OrderIntent {
  const { quantity, ...rest } = approved;
  // @ts-expect-error a larger order is another order
  const larger: Approved<OrderIntent> = { ...rest, quantity: 2 * quantity };
  return larger;
}
