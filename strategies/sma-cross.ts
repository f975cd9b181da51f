import { crossing, defineStrategy, enter, exit, sma, z } from 'ballast';

/** Long from the bar on which the fast average crosses above the slow one until it crosses back; an exact tie changes nothing. */
export default defineStrategy({
  id: 'sma-cross',
  version: '1.0.0',
  params: z
    .object({
      fast: z.int().min(1).max(500).default(10).describe('Bars of the fast average'),
      slow: z.int().min(2).max(1000).default(30).describe('Bars of the slow average'),
      weight: z.number().positive().max(1).default(0.95).describe('Share of the equity to invest'),
      quantity: z.number().positive().optional().describe('Units to buy instead of a share of the equity'),
    })
    .refine(({ fast, slow }) => fast < slow, { path: ['fast'], message: 'must be less than slow' }),

  data: ({ params }) => ({ warmUp: params.slow }),

  indicators: ({ params }) => ({ cross: crossing(sma(params.fast), sma(params.slow)) }),

  onBar({ indicators, params, position }) {
    if (indicators.cross.above && position.isFlat) {
      return enter('long', params.quantity === undefined ? { weight: params.weight } : { quantity: params.quantity });
    }
    if (indicators.cross.below && position.isLong) return exit();
  },
});
