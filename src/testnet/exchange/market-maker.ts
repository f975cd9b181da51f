import type { Instrument, Quantity } from '../../domain/instrument.ts';
import { quantise } from '../../kernel/exact.ts';
import { SeededRandom } from '../../kernel/random.ts';
import type { Micros } from '../../kernel/time.ts';
import type { Exchange } from './exchange.ts';
import type { PathPoint } from './price-path.ts';

/** How the house makes a market. */
export interface MarketMakerOptions {
  readonly seed: number;
  /** Prices that it quotes on each side; 10 by default. */
  readonly levels?: number;
  /** From the middle to its best price, in millionths of the price; 50 by default, and at least a tick. */
  readonly halfSpreadPpm?: number;
}

/**
 * Leads a market along a path of prices: at each point the house trades what the path traded, first with the orders of clients that stand in
 * the way, and then quotes around the new price. What clients take from its quotes comes back with the next point.
 */
export class MarketMaker {
  readonly #exchange: Exchange;
  readonly #instrument: Instrument;
  readonly #path: Iterator<PathPoint, void>;
  readonly #random: SeededRandom;
  readonly #levels: number;
  readonly #halfSpreadPpm: number;
  #quotes: (() => void)[] = [];
  #next: PathPoint | undefined;
  #volume = 0;

  constructor(exchange: Exchange, instrument: Instrument, path: Iterator<PathPoint, void>, options: MarketMakerOptions) {
    this.#exchange = exchange;
    this.#instrument = instrument;
    this.#path = path;
    this.#random = new SeededRandom(options.seed);
    this.#levels = options.levels ?? 10;
    this.#halfSpreadPpm = options.halfSpreadPpm ?? 50;
    this.#next = this.#take();
  }

  /** When its next point is due; never, when the path has ended. */
  get dueAt(): Micros {
    return this.#next?.ts ?? Infinity;
  }

  /** Goes on to the next point, at that point's time. */
  step(): void {
    const point = this.#next;
    if (point === undefined) return;
    this.#next = this.#take();
    this.#exchange.advance(point.ts);
    this.#exchange.together(() => this.#lead(point));
  }

  /** Goes over the points before `time` without quoting: the past, before there were clients. */
  recall(time: Micros): void {
    for (let point = this.#next; point !== undefined && point.ts < time; point = this.#next) {
      this.#exchange.advance(point.ts);
      if (point.quantity > 0) this.#exchange.print(this.#instrument.id, { ...point, takerSide: 'buy' });
      this.#next = this.#take();
    }
  }

  #lead({ price, quantity }: PathPoint): void {
    const { id } = this.#instrument;
    const market = this.#exchange.market(id);
    const takerSide = price >= (market.lastPrice ?? price) ? 'buy' : 'sell';
    for (const withdraw of this.#quotes) withdraw();
    this.#quotes = [];
    if (market.status === 'halted' || market.status === 'delisted') return;
    // Quotes come first: a stop that the trade sets off has to find somebody, as it does in a market of many.
    this.#quote({ price, quantity });
    this.#exchange.trade(id, takerSide, price, quantity);
  }

  #quote(point: Pick<PathPoint, 'price' | 'quantity'>): void {
    const { id, tick, lot, minQuantity } = this.#instrument;
    const half = Math.max(tick, quantise(Math.round((point.price * this.#halfSpreadPpm) / 1e6), tick, 'ceil'));
    this.#volume = this.#volume === 0 ? point.quantity : Math.round(this.#volume * 0.9 + point.quantity * 0.1);
    for (let level = 0; level < this.#levels; level++) {
      for (const side of ['buy', 'sell'] as const) {
        const away = half + level * Math.max(tick, half);
        const price = side === 'buy' ? point.price - away : point.price + away;
        const size: Quantity = quantise(Math.floor(this.#volume * (0.5 + this.#random.next()) * (1 + level / 2)), lot, 'floor');
        if (price > 0) this.#quotes.push(this.#exchange.quote(id, side, price, Math.max(size, minQuantity, lot)));
      }
    }
  }

  #take(): PathPoint | undefined {
    const { done, value } = this.#path.next();
    return done === true ? undefined : value;
  }
}

/** Leads several markets on together, in the order of time, to `now`. */
export function playMarkets(exchange: Exchange, makers: readonly MarketMaker[], now: Micros): void {
  for (;;) {
    const next = makers.reduce<MarketMaker | undefined>(
      (first, maker) => (maker.dueAt < (first?.dueAt ?? Infinity) ? maker : first),
      undefined,
    );
    if (next === undefined || next.dueAt > now) break;
    next.step();
  }
  exchange.advance(now);
}
