/** The strategy that `ballast init` writes: a cross of two moving averages, with everything said that one needs to change it. */
export const STRATEGY_TEMPLATE = `import { crossing, defineStrategy, exit, enter, sma, z } from 'ballast';

/**
 * Holds the instrument while its fast moving average is above its slow one.
 * Backtest it: npx ballast backtest ./strategies/my-strategy.ts --instrument BTC/USDT.BINANCE --interval 5m
 */
export default defineStrategy({
  id: 'my-strategy',
  version: '1.0.0',

  // What can be set from outside, with ranges; \`--param fast=20\` or \`params\` in ballast.yaml sets it.
  params: z.object({
    fast: z.int().min(2).max(500).default(10).describe('Bars of the fast average'),
    slow: z.int().min(3).max(1000).default(30).describe('Bars of the slow average'),
    weight: z.number().positive().max(1).default(0.95).describe('Share of the equity to hold'),
  }),

  // Bars that must have closed before onBar is called for the first time.
  data: ({ params }) => ({ warmUp: params.slow }),

  // Indicators are fed before onBar is called: sma ema rsi macd atr bollinger donchian crossing.
  indicators: ({ params }) => ({ cross: crossing(sma(params.fast), sma(params.slow)) }),

  // Called when a bar has closed. What it returns is checked by the risk limits and fills at the next open.
  onBar({ indicators, params, position }) {
    if (indicators.cross.above && position.isFlat) return enter('long', { weight: params.weight });
    if (indicators.cross.below && position.isLong) return exit();
  },
});
`;
