import type { Indicator, IndicatorBar } from './indicator.ts';

let made = 0;

/**
 * A function that feeds a bar to these indicators, in this order.
 * It is compiled for just these: a shared loop calls classes it cannot foresee, which costs 8-10 ns an indicator and bar, while in code of
 * its own every call has one target and is inlined. The number in it keeps the compiler from reusing the code of another list.
 * No text from outside enters the code.
 */
export function makeFeeder(indicators: readonly Indicator[]): (bar: IndicatorBar) => void {
  const names = indicators.map((_, index) => `indicator${index}`);
  const calls = names.map((name) => `${name}.feed(bar);`).join(' ');
  // oxlint-disable-next-line typescript/no-implied-eval -- law: allow ambient, because its text is made of counters only
  const bind = new Function(...names, `/* ${(made += 1)} */ return (bar) => { ${calls} };`) as (
    ...indicators: readonly Indicator[]
  ) => (bar: IndicatorBar) => void;
  return bind(...indicators);
}
