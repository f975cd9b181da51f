/** The indicators that a strategy author imports from 'ballast'. */
export { adx, type Adx } from './adx.ts';
export { atr, type Atr } from './atr.ts';
export { bollinger, type Bollinger } from './bollinger.ts';
export { crossing, type Crossing } from './crossing.ts';
export { donchian, type Donchian } from './donchian.ts';
export { ema, type Ema } from './ema.ts';
export type { Indicator, IndicatorState, Series } from './indicator.ts';
export { macd, type Macd } from './macd.ts';
export { rsi, type Rsi } from './rsi.ts';
export { sma, type Sma } from './sma.ts';
