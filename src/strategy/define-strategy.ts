import type { z } from 'zod';
import type { Indicator } from '../indicators/indicator.ts';
import type { Interval } from '../domain/interval.ts';
import type { Bar, Context, FillNews, MarketTick, OrderNews, TimerNews } from './context.ts';
import type { Intents } from './intents.ts';

/** Values that JSON holds exactly; what a strategy's state may be made of. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** What a strategy subscribes to. */
export interface DataNeeds {
  /** Bars: the deployment's interval and instruments where left out. Indicators are fed by the first entry, or by that of their own interval. */
  readonly bars?: readonly { readonly interval?: Interval; readonly instrument?: string }[];
  readonly ticks?: 'none' | 'trades' | 'quotes';
  /** Bars that must have closed before `onBar` is called; indicators are fed meanwhile. Default: as many as the indicators need. */
  readonly warmUp?: number;
  /** Bars that `history` can reach back. Default 0. */
  readonly history?: number;
  /** Timers by name; each fires at every UTC boundary of its interval. */
  readonly timers?: Readonly<Record<string, Interval>>;
}

/** Indicators by name. */
export type IndicatorSet = Readonly<Record<string, Indicator>>;

/** What `data`, `indicators` and `init` are given. */
export interface Setup<Params> {
  readonly params: Params;
}

/** A strategy: one file's default export. Handlers are synchronous and return what they want done. */
export interface StrategyDefinition<
  Schema extends z.ZodObject = z.ZodObject,
  Indicators extends IndicatorSet = IndicatorSet,
  State = unknown,
> {
  /** Kebab-case name, unique among your strategies. */
  readonly id: string;
  /** Semantic version; raise it when behaviour changes. */
  readonly version: string;
  /** A zod object: defaults, ranges and descriptions serve help, optimiser and dashboard. */
  readonly params: Schema;
  /** What it subscribes to, fixed or from the parameters. */
  readonly data?: DataNeeds | ((setup: Setup<z.output<Schema>>) => DataNeeds);
  /** The indicators of one instrument; called once for each. */
  readonly indicators?: (setup: Setup<z.output<Schema>>) => Indicators;
  /** The state at the start: JSON-safe, saved with every snapshot. */
  readonly init?: (setup: Setup<z.output<Schema>>) => State;
  /** A bar closed. */
  onBar?(context: Context<z.output<Schema>, Indicators, State>, bar: Bar): Intents;
  /** A trade or quote arrived. */
  onTick?(context: Context<z.output<Schema>, Indicators, State>, tick: MarketTick): Intents;
  /** An order was denied, rejected, canceled or has expired. */
  onOrder?(context: Context<z.output<Schema>, Indicators, State>, news: OrderNews): Intents;
  /** An order of this strategy was filled, wholly or in part. */
  onFill?(context: Context<z.output<Schema>, Indicators, State>, fill: FillNews): Intents;
  /** A declared timer fired. */
  onTimer?(context: Context<z.output<Schema>, Indicators, State>, timer: TimerNews): Intents;
}

/** A strategy whatever its types: what the loader hands to the engine. */
export type AnyStrategy = StrategyDefinition<z.ZodObject, IndicatorSet, unknown>;

/** The context of a strategy whatever its types. */
export type AnyContext = Context<Readonly<Record<string, unknown>>, IndicatorSet, unknown>;

const definitions = new WeakSet<object>();

/** Declares a strategy; every field is checked by its types. The result is the file's default export. */
export function defineStrategy<
  const Schema extends z.ZodObject,
  Indicators extends IndicatorSet = Readonly<Record<never, Indicator>>,
  State = undefined,
>(definition: StrategyDefinition<Schema, Indicators, State>): StrategyDefinition<Schema, Indicators, State> {
  definitions.add(definition);
  return definition;
}

/** Whether a value was made by `defineStrategy`. */
export function isStrategy(value: unknown): value is AnyStrategy {
  return typeof value === 'object' && value !== null && definitions.has(value);
}
