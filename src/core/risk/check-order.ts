import { approve, type Approved } from '../../domain/approval.ts';
import type { OrderIntent } from '../../domain/order.ts';
import { CONTROLS } from './controls.ts';
import type { Control } from './controls/control.ts';
import { refuse, type Refusal } from './refusal.ts';
import type { RiskState } from './risk-state.ts';

/** Whether a control refused. */
export function isRefusal(outcome: Approved<OrderIntent> | Refusal): outcome is Refusal {
  return 'code' in outcome;
}

/**
 * Asks the controls, in their order; the first refusal stands. The only place where an order intent becomes an approved one: a law and a type
 * test hold it. `controls` are all there are, but for tests.
 */
export function checkOrder(
  intent: OrderIntent,
  state: Readonly<RiskState>,
  controls: readonly Control[] = CONTROLS,
): Approved<OrderIntent> | Refusal {
  // By index, so that nothing is allocated on the way of an order that passes.
  for (let at = 0; at < controls.length; at += 1) {
    const refusal = ask(controls[at] as Control, intent, state);
    if (refusal !== undefined) return refusal;
  }
  return approve(intent);
}

/** What one control says of an order: the refusal, or nothing where it passes. */
export interface Finding {
  readonly control: Control;
  readonly refusal: Refusal | undefined;
}

/** What every control says of an order, whatever the others say. */
export function checkAll(intent: OrderIntent, state: Readonly<RiskState>): readonly Finding[] {
  return CONTROLS.map((control) => ({ control, refusal: ask(control, intent, state) }));
}

/** What cannot be worked out is refused: a control that fails lets nothing pass. Exits are not asked about by those that do not concern them. */
function ask({ name, asksExits, check }: Control, intent: OrderIntent, state: Readonly<RiskState>): Refusal | undefined {
  if (intent.reduceOnly && !asksExits) return undefined;
  try {
    return check(intent, state);
  } catch (error) {
    return refuse('RISK_CONTROL_FAILED', `the control "${name}" failed: ${error instanceof Error ? error.message : String(error)}`);
  }
}
