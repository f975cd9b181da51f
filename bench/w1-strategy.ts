import { crossing, defineStrategy, enter, exit, sma, z } from '../src/strategy/index.ts';
import { W1 } from './w1-market.ts';

/** W1: long while SMA(10) is above SMA(30), else flat. An exact tie of the averages keeps the side before it. */
export const w1Strategy = defineStrategy({
  id: 'w1',
  version: '1.0.0',
  params: z.object({}),
  data: { warmUp: 30 },
  indicators: () => ({ cross: crossing(sma(10), sma(30)) }),
  onBar({ indicators, position }) {
    if (indicators.cross.above && position.isFlat) return enter('long', { quantity: W1.quantity });
    if (indicators.cross.below && position.isLong) return exit();
    return undefined;
  },
});
