import type { OrderIntent } from '../../../domain/order.ts';
import type { Refusal } from '../refusal.ts';
import type { RiskState } from '../risk-state.ts';

/** One pre-trade control: a pure function of the order and the state. It answers with a refusal, or with nothing. */
export type Control = (intent: OrderIntent, state: RiskState) => Refusal | undefined;
