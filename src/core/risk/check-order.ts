import { approve, type Approved } from '../../domain/approval.ts';
import type { OrderIntent } from '../../domain/order.ts';
import type { Control } from './controls/control.ts';
import { freeBalance } from './controls/free-balance.ts';
import { gate } from './controls/gate.ts';
import { instrumentFilter } from './controls/instrument-filter.ts';
import { instrumentHalt } from './controls/instrument-halt.ts';
import { kill } from './controls/kill.ts';
import { marketKnown } from './controls/market-known.ts';
import { orderValue } from './controls/order-value.ts';
import { positionSize } from './controls/position-size.ts';
import { priceCollar } from './controls/price-collar.ts';
import { reduceOnly } from './controls/reduce-only.ts';
import { shortForbidden } from './controls/short-forbidden.ts';
import type { Refusal } from './refusal.ts';
import type { RiskState } from './risk-state.ts';

/** The controls in the order in which they speak. The first refusal stands. */
const CONTROLS: readonly Control[] = [
  kill,
  gate,
  instrumentHalt,
  marketKnown,
  instrumentFilter,
  reduceOnly,
  shortForbidden,
  orderValue,
  positionSize,
  freeBalance,
  priceCollar,
];

/** Whether a control refused. */
export function isRefusal(outcome: Approved<OrderIntent> | Refusal): outcome is Refusal {
  return 'code' in outcome;
}

/** Asks every control. The only place where an order intent becomes an approved one. */
export function checkOrder(intent: OrderIntent, state: RiskState): Approved<OrderIntent> | Refusal {
  for (const control of CONTROLS) {
    const refusal = control(intent, state);
    if (refusal !== undefined) return refusal;
  }
  return approve(intent);
}
