import type { Indicator } from './indicator.ts';

/** The given indicators and all their inputs, each once, every input before what reads it: the order in which to feed them. */
export function feedOrder(indicators: Iterable<Indicator>): readonly Indicator[] {
  const order = new Set<Indicator>();
  const visit = (indicator: Indicator): void => {
    if (order.has(indicator)) return;
    for (const input of indicator.inputs) visit(input);
    order.add(indicator);
  };
  for (const indicator of indicators) visit(indicator);
  return [...order];
}
