import type { BarSource } from '../domain/bars.ts';
import type { Interval } from '../domain/interval.ts';

/** What to backtest: each option is called as the flag of `ballast backtest` that sets the same. */
export interface BacktestOptions {
  /** A strategy that ships (`sma-cross`), the path of a file, or with `config` one of its deployments. */
  readonly strategy: string;
  /** What to trade, such as `BTC/USDT.BINANCE`; the first one is the benchmark. */
  readonly instrument?: string | readonly string[];
  /** Its bars; built from shorter ones where the catalog lacks them. */
  readonly interval?: Interval;
  /** First moment, UTC, such as `2020-03-01`. */
  readonly from?: string;
  /** End, not included. */
  readonly to?: string;
  /** Opening money in units of the account's currency, `10000` or `'10000.50'`; 10000 where left out. */
  readonly cash?: number | string;
  /** Currency of the account; that of the first instrument where left out. */
  readonly currency?: string;
  /** A cash account, which cannot be short, where left out. */
  readonly account?: 'cash' | 'margin';
  /** Parameters of the strategy; what is left out keeps its default. */
  readonly params?: Readonly<Record<string, string | number | boolean>>;
  /** Shares of what a fill is worth: `'0.1%'` or `0.001`; 0.1% where left out. */
  readonly fees?: { readonly maker?: number | string; readonly taker?: number | string };
  /** Such as `5bps` or `2ticks`; none where left out. */
  readonly slippage?: string;
  /** At which price market orders fill; the next open where left out. */
  readonly fill?: 'next-open' | 'same-close';
  /** Whether the price must go through a limit, or touch it; through where left out. */
  readonly limitFill?: 'through' | 'touch';
  /** Whether the limits of risk hold, as they do in paper and live trading; `off` shows what the strategy does by itself. On where left out. */
  readonly limits?: 'on' | 'off';
  /** What tells regimes, `docs/regime.md`; `none` where left out. */
  readonly regime?: 'none' | 'rules' | 'hmm';
  /** Seed of all that is random; 1 where left out. */
  readonly seed?: number;
  /** Prices to trade on; `trade` where left out. */
  readonly prices?: BarSource;
  /** Prices of stocks: as they were (`raw`, where left out), or adjusted. */
  readonly view?: 'raw' | 'split-adjusted' | 'total-return';
  /** A ballast.yaml, for what no option says. */
  readonly config?: string;
  /** The folder that holds all state; `BALLAST_HOME`, else `./var/ballast` where left out. */
  readonly home?: string;
  /** Catches a strategy that keeps its bars. */
  readonly debug?: boolean;
  /** Whether `ballast runs` keeps the run; true where left out. Turn it off for sweeps over many parameters. */
  readonly keep?: boolean;
  /** Told now and then how many of about how many bars are done. */
  readonly onProgress?: (done: number, total: number) => void;
}
