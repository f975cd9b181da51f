import { UNBOUNDED, type Instrument } from './instrument.ts';

/** The rules by which a venue takes orders in an instrument, and the scales at which they are counted. A venue changes its rules now and then. */
export type InstrumentRules = Pick<
  Instrument,
  'priceScale' | 'quantityScale' | 'tick' | 'lot' | 'minQuantity' | 'maxQuantity' | 'minNotional' | 'maxNotional'
>;

/** The rules of an instrument. */
export function rulesOf(instrument: InstrumentRules): InstrumentRules {
  const { priceScale, quantityScale, tick, lot, minQuantity, maxQuantity, minNotional, maxNotional } = instrument;
  return { priceScale, quantityScale, tick, lot, minQuantity, maxQuantity, minNotional, maxNotional };
}

/**
 * New rules, counted at the scales of a session that goes on: an order that keeps these keeps the new ones. Steps that are too fine for those
 * scales become the smallest multiple that is not.
 */
export function recount(rules: InstrumentRules, { priceScale, quantityScale }: InstrumentRules): InstrumentRules {
  const lot = stepAt(rules.lot, rules.quantityScale, quantityScale);
  const units = (quantity: number): bigint => BigInt(quantity) * 10n ** BigInt(quantityScale);
  const unit = 10n ** BigInt(rules.quantityScale) * lot;
  const minQuantity = ((units(rules.minQuantity) + unit - 1n) / unit) * lot;
  const maxQuantity = rules.maxQuantity >= UNBOUNDED ? BigInt(UNBOUNDED) : (units(rules.maxQuantity) / unit) * lot;
  return {
    priceScale,
    quantityScale,
    tick: Number(stepAt(rules.tick, rules.priceScale, priceScale)),
    lot: Number(lot),
    minQuantity: Number(minQuantity),
    maxQuantity: Math.min(UNBOUNDED, Number(maxQuantity < minQuantity ? minQuantity : maxQuantity)),
    minNotional: rules.minNotional,
    maxNotional: rules.maxNotional,
  };
}

/** The smallest multiple of a step that is a whole number of units of another scale, in those units. */
function stepAt(step: number, scale: number, at: number): bigint {
  if (at >= scale) return BigInt(step) * 10n ** BigInt(at - scale);
  let [multiple, rest] = [BigInt(step), 10n ** BigInt(scale - at)];
  while (rest !== 0n) [multiple, rest] = [rest, multiple % rest];
  return BigInt(step) / multiple;
}
