import { guard, multiplyDivide } from '../../kernel/exact.ts';
import type { Instrument, Money, Quantity } from '../../domain/instrument.ts';
import type { Side } from '../../domain/order.ts';

/**
 * The position of one strategy in one instrument: the sum of its unique fills, with its cumulative cost.
 * Long is positive. Cost carries the sign of the position: what was paid for a long, what was received for a short.
 */
export class Book {
  readonly strategyId: string;
  readonly instrument: Instrument;
  quantity: Quantity = 0;
  cost: Money = 0;
  realised: Money = 0;
  fees: Money = 0;

  constructor(strategyId: string, instrument: Instrument) {
    this.strategyId = strategyId;
    this.instrument = instrument;
  }

  /**
   * Books a fill and returns the profit it realised, fees left out. What closes takes its share of the cost,
   * rounded half-even; what is over after a flip opens at the fill's price.
   */
  apply(side: Side, quantity: Quantity, notional: Money, fee: Money): Money {
    const signed = side === 'buy' ? quantity : -quantity;
    const value = side === 'buy' ? notional : -notional;
    this.fees = guard(this.fees + fee);
    if (this.quantity === 0 || this.quantity > 0 === signed > 0) {
      this.quantity = guard(this.quantity + signed);
      this.cost = guard(this.cost + value);
      return 0;
    }
    const closing = Math.min(quantity, Math.abs(this.quantity));
    const closedValue = closing === quantity ? value : multiplyDivide(value, closing, quantity, 'half-even');
    const closedCost =
      closing === Math.abs(this.quantity) ? this.cost : multiplyDivide(this.cost, closing, Math.abs(this.quantity), 'half-even');
    const realised = guard(-closedValue - closedCost);
    this.realised = guard(this.realised + realised);
    this.quantity = guard(this.quantity + signed);
    this.cost = guard(this.cost - closedCost + (value - closedValue));
    return realised;
  }
}
