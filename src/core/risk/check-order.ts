import { approve, type Approved } from '../../domain/approval.ts';
import type { OrderIntent } from '../../domain/order.ts';
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
import { regimePause } from './controls/regime-pause.ts';
import { shortForbidden } from './controls/short-forbidden.ts';
import type { Refusal } from './refusal.ts';
import type { RiskState } from './risk-state.ts';

/** Whether a control refused. */
export function isRefusal(outcome: Approved<OrderIntent> | Refusal): outcome is Refusal {
  return 'code' in outcome;
}

/** Asks the controls, in this order; the first refusal stands. The only place where an order intent becomes an approved one. */
export function checkOrder(intent: OrderIntent, state: RiskState): Approved<OrderIntent> | Refusal {
  return (
    kill(intent, state) ??
    gate(intent, state) ??
    instrumentHalt(intent, state) ??
    regimePause(intent, state) ??
    marketKnown(intent, state) ??
    instrumentFilter(intent, state) ??
    reduceOnly(intent, state) ??
    shortForbidden(intent, state) ??
    orderValue(intent, state) ??
    positionSize(intent, state) ??
    freeBalance(intent, state) ??
    priceCollar(intent, state) ??
    approve(intent)
  );
}
