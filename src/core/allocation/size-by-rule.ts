import type { ErrorCode } from '../../kernel/error-codes.ts';
import { formatDecimal, fromFloat, MILLION, multiplyDivide } from '../../kernel/exact.ts';
import { formatPrice, type Instrument, type Money, type Price } from '../../domain/instrument.ts';
import type { Side } from '../../domain/order.ts';
import type { SizingRule } from './allocation-rules.ts';
import { kellyShare, type Edge } from './kelly.ts';
import { quantityFor, sizeOrder, type Sizing } from './size-order.ts';

/** What a rule looks at. Money is in units of the quote currency. */
export interface SizingInputs {
  readonly side: Side;
  readonly capital: Money;
  /** At which the order is valued. */
  readonly price: Price;
  readonly stop: Price | undefined;
  /** Of the instrument, a year's, as a fraction; undefined while it is not known. */
  readonly volatility: number | undefined;
  readonly edge: Edge;
}

/** Why an order has no size. */
export interface SizingProblem {
  readonly code: ErrorCode;
  readonly message: string;
}

/** The size of an order by the rule of its deployment, rounded down to whole lots, and in words how it came about. */
export function sizeByRule(rule: SizingRule, instrument: Instrument, inputs: SizingInputs): Sizing | SizingProblem {
  const { capital, price } = inputs;
  const money = (part: Money): string => `${plainDecimal(part, instrument.quote.scale)} ${instrument.quote.code}`;
  const byShare = (share: number, source: string): Sizing => {
    const part = multiplyDivide(Math.max(0, capital), share, MILLION, 'floor');
    return { quantity: quantityFor(part, instrument, price), source: `${source} of ${money(capital)}: ${money(part)}` };
  };
  switch (rule.method) {
    case 'fixed':
      return sizeOrder('quantity', rule.quantity, instrument, { equity: capital, price, buffer: 0 });
    case 'notional':
      return sizeOrder('notional', rule.notional, instrument, { equity: capital, price, buffer: 0 });
    case 'equity':
      return byShare(rule.share, percent(rule.share));
    case 'volatility': {
      const { volatility } = inputs;
      if (volatility === undefined) return { code: 'SIZING_NO_HISTORY', message: `the volatility of ${instrument.id} is not known yet` };
      const share = Math.min(rule.most, partsOf(rule.volatility / volatility));
      return byShare(share, `volatility ${rule.volatility} over ${volatility.toFixed(4)} a year, ${percent(share)}`);
    }
    case 'risk':
      return sizeByRisk(rule.risk, instrument, inputs, money);
    case 'kelly': {
      const trips = inputs.edge.wins + inputs.edge.losses;
      if (trips < rule.trips)
        return byShare(rule.before, `${percent(rule.before)} until ${rule.trips} round trips, of which ${trips} closed,`);
      const full = kellyShare(inputs.edge);
      const share = Math.min(rule.cap, partsOf((full * rule.fraction) / MILLION));
      if (share === 0)
        return { code: 'SIZING_NO_EDGE', message: `over ${trips} round trips nothing was won on balance, so that nothing is bet` };
      return byShare(share, `${percent(rule.fraction)} of Kelly's ${full.toFixed(4)} over ${trips} round trips, ${percent(share)}`);
    }
  }
}

/** So much that reaching the stop costs `risk` of the capital: a quantity costs the distance as it else costs the price. */
function sizeByRisk(risk: number, instrument: Instrument, inputs: SizingInputs, money: (part: Money) => string): Sizing | SizingProblem {
  const { side, price, stop, capital } = inputs;
  if (stop === undefined) return { code: 'SIZING_NO_STOP', message: 'the order has no stop, by which its deployment is sized' };
  const distance = side === 'buy' ? price - stop : stop - price;
  // A price that is not known yet is for the controls to refuse.
  if (distance <= 0) {
    const [at, market] = [formatPrice(instrument, stop), formatPrice(instrument, price)];
    return { code: 'SIZING_NO_STOP', message: `the stop of the ${side} at ${at} loses nothing from ${market}` };
  }
  const part = multiplyDivide(Math.max(0, capital), risk, MILLION, 'floor');
  const source = `${percent(risk)} of ${money(capital)} at risk, ${money(part)}, to the stop ${formatPrice(instrument, stop)}`;
  return {
    quantity: quantityFor(part, instrument, distance),
    source: `${source}, ${Number.isNaN(distance) ? '?' : formatPrice(instrument, distance)} away`,
  };
}

/** A share of parts per million in words, `2.5%`. */
export function percent(share: number): string {
  return `${plainDecimal(share, 4)}%`;
}

/** Decimal text without trailing zeros. */
export function plainDecimal(value: number, scale: number): string {
  const text = formatDecimal(value, scale);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** Parts per million, rounded down; what is beyond counting is all of it. */
function partsOf(fraction: number): number {
  return fraction >= 1 ? MILLION : fromFloat(Math.max(0, fraction), 6, 'floor');
}
