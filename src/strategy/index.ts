/** What a strategy author imports, as `import { defineStrategy, sma, z } from 'ballast'`. */
export { z } from 'zod';
export { defineStrategy } from './define-strategy.ts';
export type { DataNeeds, IndicatorSet, JsonValue, Setup, StrategyDefinition } from './define-strategy.ts';
export { cancel, enter, exit, order, target } from './intents.ts';
export type {
  CancelIntent,
  EnterIntent,
  EnterOptions,
  ExitIntent,
  Intents,
  OrderOptions,
  OrderPricing,
  PlaceIntent,
  Size,
  StrategyIntent,
  TargetIntent,
} from './intents.ts';
export type {
  Bar,
  ClockView,
  Context,
  FillNews,
  MarketTick,
  OpenOrder,
  OrderNews,
  PortfolioView,
  PositionView,
  RegimeView,
  TimerNews,
} from './context.ts';
export type { Regime } from '../domain/regime.ts';
export * from '../indicators/index.ts';
