import type { Engine } from '../engine/engine.ts';
import type { ControlFinding, OperatorCommand } from './operator-command.ts';
import { marketOf } from './operator-input.ts';
import { typedOrder } from './typed-order.ts';

/** What every control would say of an order that a person typed; nothing comes of it. Errors: `INSTRUMENT_UNKNOWN`, and those of `typedOrder`. */
export function checkFindings({ order }: OperatorCommand & { readonly kind: 'check' }, engine: Engine): readonly ControlFinding[] {
  const { instrument } = marketOf(engine, order.instrument);
  return engine.check(instrument.id, typedOrder(order, instrument)).map(({ control, refusal }) => {
    const { code = '', value = '', limit = '', passes = '' } = refusal ?? {};
    return { control: control.name, code, value, limit, passes };
  });
}
