import type { BarColumns } from '../domain/bars.ts';
import { assert } from '../kernel/assert.ts';
import { powerOfTen } from '../kernel/exact.ts';
import { SeededRandom } from '../kernel/random.ts';
import { MICROS_PER_DAY, type Micros } from '../kernel/time.ts';

/** How often bars are missing; each a chance per bar. */
export interface SyntheticGaps {
  /** One to three bars in a row are missing. */
  readonly missing: number;
  /** The venue is down for 30 to 629 bars. */
  readonly outage: number;
}

/** What a synthetic market is made of. */
export interface SyntheticMarketOptions {
  readonly seed: number;
  /** Opening time of the first bar. */
  readonly startTime: Micros;
  /** Length of a bar in microseconds. */
  readonly interval: Micros;
  /** In price units; the price wanders around it, mostly between half and twice. */
  readonly startPrice: number;
  /** Smallest price step, in price units. */
  readonly tick: number;
  /** Typical standard deviation of a day's return; 0.03 by default. */
  readonly dailyVolatility?: number;
  /** Typical volume of a bar, in base units; 10 by default. */
  readonly meanVolume?: number;
  /** Decimals of the volume; 5 by default. */
  readonly volumeScale?: number;
  /** Without it bars follow each other without a hole. */
  readonly gaps?: SyntheticGaps;
}

/** All that a synthetic market remembers between two bars; plain numbers, exact through JSON. */
export interface SyntheticMarketState {
  readonly time: Micros;
  readonly price: number;
  readonly variance: number;
  readonly regime: number;
  readonly barsLeft: number;
  readonly centre: number;
  readonly random: readonly [number, number, number, number];
  readonly shapeRandom: readonly [number, number, number, number];
}

/** Volatility clusters: variance follows the squared return (GARCH 1,1) around its regime's level. */
const REACTION = 0.08;
const MEMORY = 0.9;

/** How prices behave for a while. */
interface Regime {
  /** Standard deviations a bar. */
  readonly drift: number;
  /** What flows into the variance, in base variances a bar. */
  readonly variance: number;
  /** Share of the way back to the centre, a bar. */
  readonly pull: number;
  readonly meanBars: number;
  /** Cumulative chances of the next regime, in 256ths, by its place in `REGIMES`. */
  readonly next: readonly [number, number, number, number];
}

/** A Markov chain of four: up, down, range and turbulence. */
const REGIMES: readonly Regime[] = [
  { drift: 0.04, variance: 0.9, pull: 0, meanBars: 400, next: [0, 52, 205, 256] },
  { drift: -0.04, variance: 1.1, pull: 0, meanBars: 400, next: [52, 52, 205, 256] },
  { drift: 0, variance: 0.5, pull: 0.01, meanBars: 800, next: [115, 230, 230, 256] },
  { drift: 0, variance: 4, pull: 0, meanBars: 200, next: [64, 128, 256, 256] },
];

const HALF_WORD = 65536;
/** Mean and standard deviation of a sum of three uniform 16-bit integers: 3 * 65535 / 2 and 65536 * sqrt(3 / 12). */
const THREE_MEANS = 98302.5;
const THREE_DEVIATIONS = 32768;

/**
 * A market made of a seed: trends, ranges and turbulence, clusters of volatility, price gaps between bars.
 * The same seed gives the same bars on every machine and however they are asked for: only `+ - * /`, `Math.sqrt` and integers are used,
 * which IEEE 754 defines to the bit; `Math.exp` and its kind are not. Nothing is allocated per bar.
 */
export class SyntheticMarket {
  readonly #random: SeededRandom;
  /** A stream of its own, so that the path and the shape of bars are drawn in two passes and still depend on the seed alone. */
  readonly #shapeRandom: SeededRandom;
  readonly #interval: Micros;
  readonly #startPrice: number;
  readonly #tick: number;
  readonly #baseVariance: number;
  readonly #meanVolume: number;
  readonly #volumeUnits: number;
  readonly #outage: number;
  readonly #holes: number;
  #time: Micros;
  #price: number;
  #variance: number;
  #regime = 2;
  #barsLeft = 0;
  #centre: number;

  constructor(options: SyntheticMarketOptions) {
    assert(options.tick >= 1 && options.startPrice >= options.tick, 'a synthetic market starts at one tick at least');
    const volatility = options.dailyVolatility ?? 0.03;
    this.#random = new SeededRandom(options.seed);
    this.#shapeRandom = new SeededRandom(options.seed ^ 0x5bd1e995);
    this.#interval = options.interval;
    this.#startPrice = options.startPrice;
    this.#tick = options.tick;
    this.#baseVariance = (volatility * volatility * options.interval) / MICROS_PER_DAY;
    this.#meanVolume = options.meanVolume ?? 10;
    this.#volumeUnits = powerOfTen(options.volumeScale ?? 5);
    this.#outage = options.gaps?.outage ?? 0;
    this.#holes = this.#outage + (options.gaps?.missing ?? 0);
    this.#time = options.startTime;
    this.#price = options.startPrice;
    this.#variance = this.#baseVariance;
    this.#centre = options.startPrice;
  }

  /** Overwrites the first `count` rows of `columns` with the next bars, and sets its length. */
  fill(columns: BarColumns, count: number): void {
    columns.length = count;
    let row = 0;
    while (row < count) {
      if (this.#barsLeft === 0) this.#enterRegime();
      const end = Math.min(count, row + this.#barsLeft);
      this.#walk(columns, row, end);
      this.#barsLeft -= end - row;
      row = end;
    }
    this.#shape(columns, count);
  }

  /** What is needed to go on from here. */
  get state(): SyntheticMarketState {
    return {
      time: this.#time,
      price: this.#price,
      variance: this.#variance,
      regime: this.#regime,
      barsLeft: this.#barsLeft,
      centre: this.#centre,
      random: this.#random.state,
      shapeRandom: this.#shapeRandom.state,
    };
  }

  set state(state: SyntheticMarketState) {
    this.#time = state.time;
    this.#price = state.price;
    this.#variance = state.variance;
    this.#regime = state.regime;
    this.#barsLeft = state.barsLeft;
    this.#centre = state.centre;
    this.#random.state = state.random;
    this.#shapeRandom.state = state.shapeRandom;
  }

  /** Draws where the price goes within a regime: opening time, exact open and close, and (as `volume`) a standard deviation in price units. */
  #walk(columns: BarColumns, from: number, to: number): void {
    const { openTime, open, close, volume } = columns;
    const regime = REGIMES[this.#regime] as Regime;
    const [drift, pull, inflow] = [regime.drift, regime.pull, regime.variance * this.#baseVariance * (1 - REACTION - MEMORY)];
    const [base, home, centre] = [this.#baseVariance, this.#startPrice, this.#centre];
    let [price, variance] = [this.#price, this.#variance];
    for (let row = from; row < to; row++) {
      const deviation = Math.min(Math.sqrt(variance), 0.1);
      const first = this.#random.nextUint32();
      const second = this.#random.nextUint32();
      // Three 16-bit numbers add up to a nearly normal one; the fourth lets one bar in 64 open with a jump of up to four deviations.
      const shock = deviation * (((first >>> 16) + (first & 0xffff) + (second >>> 16) - THREE_MEANS) / THREE_DEVIATIONS);
      const jump = (second & 0xffff) < 1024 ? (second & 0xffff) / 128 - 4 : 0;
      // Home lies at the start price: a weak pull near it, an ever harder one far from it.
      const homeward = base * (price / home - home / price - 0.5);
      const change = shock + drift * deviation - pull * (price / centre - 1) - homeward;
      const opening = price * (1 + deviation * jump);
      price = Math.max(opening * (1 + Math.max(Math.min(change, 0.5), -0.5)), 1);
      variance = inflow + REACTION * shock * shock + MEMORY * variance;
      openTime[row] = this.#time;
      open[row] = opening;
      close[row] = price;
      volume[row] = opening * deviation;
      this.#time += this.#interval;
      if (this.#holes > 0) this.#skip();
    }
    this.#price = price;
    this.#variance = variance;
  }

  /** Draws the rest of the bars: prices on ticks, shadows of up to a standard deviation, and a volume that is larger in wide bars. */
  #shape(columns: BarColumns, count: number): void {
    const { openTime, closeTime, open, high, low, close, volume } = columns;
    const [tick, perTick, interval] = [this.#tick, 1 / this.#tick, this.#interval];
    const [meanVolume, volumeUnits] = [this.#meanVolume, this.#volumeUnits];
    for (let row = 0; row < count; row++) {
      const reach = (volume[row] as number) * perTick;
      const draw = this.#shapeRandom.nextUint32();
      // floor(x + 0.5) and an absolute value: Math.round, and Math.max of two random numbers, cost several times as much.
      const first = Math.max(Math.floor((open[row] as number) * perTick + 0.5), 1);
      const last = Math.max(Math.floor((close[row] as number) * perTick + 0.5), 1);
      const body = Math.abs(last - first);
      const top = (first + last + body) / 2 + Math.floor((reach * (draw >>> 16)) / HALF_WORD);
      const bottom = Math.max((first + last - body) / 2 - Math.floor((reach * (draw & 0xffff)) / HALF_WORD), 1);
      const traded = meanVolume * (0.1 + this.#shapeRandom.next()) * (0.4 + (top - bottom) / (reach + 1) / 2);
      closeTime[row] = (openTime[row] as number) + interval;
      open[row] = first * tick;
      high[row] = top * tick;
      low[row] = bottom * tick;
      close[row] = last * tick;
      volume[row] = Math.ceil(traded * volumeUnits) / volumeUnits;
    }
  }

  /** Leaves bars out after this one, now and then. */
  #skip(): void {
    const draw = this.#random.next();
    if (draw >= this.#holes) return;
    const bars = draw < this.#outage ? 30 + this.#random.nextBelow(600) : 1 + this.#random.nextBelow(3);
    this.#time += bars * this.#interval;
  }

  #enterRegime(): void {
    const draw = this.#random.nextUint32();
    const [up, down, range] = (REGIMES[this.#regime] as Regime).next;
    const pick = draw & 0xff;
    this.#regime = pick < up ? 0 : pick < down ? 1 : pick < range ? 2 : 3;
    this.#barsLeft = 1 + Math.floor(((draw >>> 8) * 2 * (REGIMES[this.#regime] as Regime).meanBars) / 16777216);
    this.#centre = this.#price;
  }
}
