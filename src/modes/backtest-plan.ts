import type { BarSource } from '../domain/bars.ts';
import type { Config } from '../config/schema.ts';
import type { PriceView } from '../data/adjusted.ts';

/** A backtest to be run, as plain data that can be sent to another thread. */
export interface BacktestPlan {
  /** The home folder, whose catalog has the bars. */
  readonly home: string;
  /** Relative paths of strategies start here. */
  readonly folder: string;
  readonly config: Config;
  /** Which prices the bars are of. */
  readonly source: BarSource;
  /** Prices as they were, or adjusted for splits and dividends. */
  readonly view: PriceView;
  /** How many fills the result tells; all of them when left out. */
  readonly keepFills?: number;
  /** Hands out bars that refuse to be read once their handler has returned. */
  readonly debug?: boolean;
}
