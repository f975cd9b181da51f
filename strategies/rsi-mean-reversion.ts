import { atr, defineStrategy, enter, exit, rsi, z } from 'ballast';

/** Buys what has fallen too fast, guarded by a stop, and sells when the index is back in the middle or the wait is over. */
export default defineStrategy({
  id: 'rsi-mean-reversion',
  version: '1.0.0',
  params: z.object({
    length: z.int().min(2).max(200).default(14).describe('Changes that the RSI and the ATR look back'),
    oversold: z.number().min(1).max(49).default(30).describe('RSI below which to buy'),
    recovered: z.number().min(50).max(99).default(55).describe('RSI above which to sell'),
    stopAtr: z.number().positive().max(20).default(3).describe('Distance of the stop below the entry, in ATRs'),
    maxBars: z.int().min(1).max(10_000).default(96).describe('Bars after which a position is closed'),
    weight: z.number().positive().max(1).default(0.5).describe('Share of the equity to invest'),
  }),

  data: ({ params }) => ({ warmUp: params.length + 1 }),

  indicators: ({ params }) => ({ rsi: rsi(params.length), atr: atr(params.length) }),

  init: () => ({ barsHeld: 0 }),

  onBar(context, bar) {
    const { indicators, params, position, state } = context;
    state.barsHeld = position.isLong ? state.barsHeld + 1 : 0;
    if (position.isLong) {
      return indicators.rsi.value > params.recovered || state.barsHeld >= params.maxBars ? exit() : undefined;
    }
    const stop = bar.close - params.stopAtr * indicators.atr.value;
    if (indicators.rsi.value < params.oversold && stop > 0 && context.openOrders.length === 0) {
      return enter('long', { weight: params.weight, stop });
    }
  },
});
