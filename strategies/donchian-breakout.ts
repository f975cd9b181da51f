import { atr, defineStrategy, donchian, enter, exit, z } from 'ballast';

/** Buys a close above the highest high of the bars before it, leaves on a close below a shorter channel's low; a fixed share is at risk. */
export default defineStrategy({
  id: 'donchian-breakout',
  version: '1.0.0',
  params: z
    .object({
      entry: z.int().min(2).max(500).default(20).describe('Bars of the channel to break out of'),
      exit: z.int().min(1).max(500).default(10).describe('Bars of the channel to leave by'),
      risk: z.number().positive().max(0.1).default(0.01).describe('Share of the equity that is lost when the stop is hit'),
      stopAtr: z.number().positive().max(20).default(2).describe('Distance of the stop below the entry, in ATRs'),
    })
    .refine((params) => params.exit <= params.entry, { path: ['exit'], message: 'must not be greater than entry' }),

  data: ({ params }) => ({ warmUp: params.entry + 1 }),

  indicators: ({ params }) => ({ entry: donchian(params.entry), exit: donchian(params.exit), atr: atr(params.entry) }),

  onBar(context, bar) {
    const { indicators, params, portfolio, position } = context;
    if (position.isLong) return bar.close < indicators.exit.previousLower ? exit() : undefined;

    const distance = params.stopAtr * indicators.atr.value;
    const stop = bar.close - distance;
    if (bar.close <= indicators.entry.previousUpper || distance === 0 || stop <= 0 || context.openOrders.length > 0) return undefined;

    const affordable = (0.95 * portfolio.cash) / bar.close;
    return enter('long', { quantity: Math.min((params.risk * portfolio.equity) / distance, affordable), stop });
  },
});
