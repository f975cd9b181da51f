import { parseTime, MICROS_PER_SECOND } from '../../kernel/time.ts';
import { REGIMES, type Regime } from '../../domain/regime.ts';
import type { BacktestResult, EquityPoint } from '../result.ts';

/** What the page's script draws, as columns of equal length; times are whole seconds since 1970, each later than the one before. */
export interface ChartData {
  readonly time: readonly number[];
  readonly equity: readonly number[];
  readonly benchmark: readonly number[];
  /** Lowest equity of the point against the highest before it, as a fraction not above 0. */
  readonly drawdown: readonly number[];
  readonly price: {
    readonly open: readonly number[];
    readonly high: readonly number[];
    readonly low: readonly number[];
    readonly close: readonly number[];
  };
  /** Points at which the first instrument was bought (1) or sold (-1), once for all fills of a side within the point. */
  readonly fills: readonly Mark[];
  /** The regime of the first instrument at each point, as its place in `regimeNames`; -1 where it is not known. */
  readonly regimes: readonly number[];
  readonly regimeNames: readonly Regime[];
  readonly cash: number;
  readonly currency: string;
  readonly decimals: number;
  readonly priceDecimals: number;
  /** Most markers that are drawn at once. */
  readonly markers: number;
}

/** The row of a point, and 1 where the instrument was bought in it or -1 where it was sold. */
export type Mark = readonly [row: number, side: 1 | -1];

/** Markers that the price chart draws at once; more of them hide the price. */
export const MARKERS_SHOWN = 200;

/** The chart's columns from a result. */
export function chartData(result: BacktestResult, money: { readonly decimals: number; readonly currency: string }): ChartData {
  const { settings } = result;
  const points = ascending(result.equity.points);
  const number = (text: string): number => Number(Number(text).toPrecision(10));
  const price = (part: 0 | 1 | 2 | 3): number[] => points.map((point) => number(point.price[part]));
  return {
    time: points.map(secondOf),
    equity: points.map((point) => number(point.equity)),
    benchmark: points.map((point) => number(point.benchmark)),
    drawdown: drawdowns(points, Number(settings.cash)),
    price: { open: price(0), high: price(1), low: price(2), close: price(3) },
    fills: fillsByPoint(result, points.map(secondOf)),
    regimes: regimesByPoint(result, points.map(secondOf)),
    regimeNames: REGIMES,
    cash: Number(settings.cash),
    currency: money.currency,
    decimals: money.decimals,
    priceDecimals: priceDecimals(settings.instruments[0]?.tick ?? '1'),
    markers: MARKERS_SHOWN,
  };
}

function secondOf(point: EquityPoint): number {
  return Math.floor(parseTime(point.time) / MICROS_PER_SECOND);
}

/** The last point of every second: a chart has no place for two. */
function ascending(points: readonly EquityPoint[]): readonly EquityPoint[] {
  return points.filter((point, row) => {
    const next = points[row + 1];
    return next === undefined || secondOf(next) > secondOf(point);
  });
}

function drawdowns(points: readonly EquityPoint[], cash: number): number[] {
  let peak = cash;
  return points.map((point) => {
    const fall = Math.min(0, Number(point.low) / peak - 1, Number(point.equity) / Math.max(peak, Number(point.high)) - 1);
    peak = Math.max(peak, Number(point.high));
    return Number(fall.toPrecision(6));
  });
}

/** The first instrument's fills by the point whose bars they fell into, in their order; one after the last point belongs to it. */
function fillsByPoint({ settings, fills }: BacktestResult, times: readonly number[]): readonly Mark[] {
  const instrument = settings.instruments[0]?.id;
  const marks: Mark[] = [];
  let row = 0;
  const marked = { buy: -1, sell: -1 };
  for (const fill of fills) {
    if (fill.instrument !== instrument) continue;
    const second = parseTime(fill.time) / MICROS_PER_SECOND;
    // A fill at the next open has the time at which the point before it ended.
    while (row < times.length - 1 && isOver(times[row] as number, second, settings.fill)) row += 1;
    if (marked[fill.side] === row) continue;
    marked[fill.side] = row;
    marks.push([row, fill.side === 'buy' ? 1 : -1]);
  }
  return marks;
}

/** The regime of the first instrument by point; where several fall into one, the liveliest of them, so that no crisis is lost from sight. */
function regimesByPoint({ settings, regimes }: BacktestResult, times: readonly number[]): readonly number[] {
  const changes = regimes?.series.find(({ instrument }) => instrument === settings.instruments[0]?.id)?.changes ?? [];
  let next = 0;
  let present = -1;
  return times.map((second) => {
    let liveliest = present;
    for (; next < changes.length; next += 1) {
      const [time, regime] = changes[next] ?? ['', 'range'];
      if (parseTime(time) / MICROS_PER_SECOND > second) break;
      present = REGIMES.indexOf(regime);
      liveliest = Math.max(liveliest, present);
    }
    return liveliest >= REGIMES.indexOf('high-volatility') ? liveliest : present;
  });
}

function isOver(pointEnd: number, second: number, fill: 'next-open' | 'same-close'): boolean {
  return fill === 'next-open' ? pointEnd <= second : pointEnd < second;
}

function priceDecimals(tick: string): number {
  return (tick.split('.')[1] ?? '').replace(/0+$/, '').length;
}
