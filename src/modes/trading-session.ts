import type { Instrument } from '../domain/instrument.ts';
import { allocateBars, type BarColumns } from '../domain/bars.ts';
import type { BarEvent } from '../domain/market-event.ts';
import type { Interval } from '../domain/interval.ts';
import type { Tick } from '../domain/tick.ts';
import { Engine, type EngineSetup } from '../engine/engine.ts';
import { Market } from '../engine/market.ts';
import type { SeatedMarket, Subscription } from '../engine/strategy-host.ts';
import type { SessionVenue } from './session-venue.ts';

/** An instrument of a session and the interval of the bars that arrive for it. */
export interface MarketSetup {
  readonly instrument: Instrument;
  readonly baseInterval: Interval;
}

/**
 * The engine and a venue, turning together: what backtest, paper and live share. It works in turns and stops where effects wait
 * to be made durable: `while (session.advance()) { commit; session.perform(); }`. A backtest has nothing to commit there.
 */
export class TradingSession<Venue extends SessionVenue = SessionVenue> {
  readonly engine: Engine;
  readonly venue: Venue;
  readonly markets: readonly SeatedMarket[];

  /** The venue knows the instruments by their numbers in `markets`. */
  constructor(markets: readonly MarketSetup[], venue: Venue, setup: Omit<EngineSetup, 'markets'>) {
    this.markets = markets.map(({ instrument, baseInterval }, index) => new Market<Subscription>(index, instrument, baseInterval));
    this.venue = venue;
    this.engine = new Engine({ ...setup, markets: this.markets });
  }

  /** First half of a bar's turn: the venue begins to match it, with the others that close then. False when it reaches no order. */
  match(market: SeatedMarket, bars: BarColumns, row: number): boolean {
    return this.venue.openBar(market.index, bars, row);
  }

  /** Second half: the bar has closed, and the engine sees it. */
  deliver(market: SeatedMarket, bars: BarColumns, row: number): void {
    this.engine.onBars(market, bars, row, row + 1);
  }

  /** Matches a trade as a bar of its own, whose prices are all the same. Quotes are not traded against. */
  matchTick(market: SeatedMarket, tick: Tick): boolean {
    if (tick.kind === 'quote') return false;
    return this.venue.openBar(market.index, barOf(tick), 0);
  }

  /** Passes on what the venue says until effects wait to be made durable (true) or there is nothing left to do (false). */
  advance(): boolean {
    const { engine, venue } = this;
    const { effects } = engine.account;
    for (;;) {
      if (effects.length > 0) return true;
      const event = venue.next();
      if (event === undefined) return false;
      engine.onVenueEvent(event);
    }
  }

  /** Does at the venue what the engine wants done. */
  perform(): void {
    const { effects, desk, time } = this.engine.account;
    for (let effect = effects.shift(); effect !== undefined; effect = effects.shift()) {
      const { kind, intent, notional = 0 } = effect;
      if (kind === 'cancel') this.venue.cancel(intent.intentId, time);
      else if (kind === 'cross') this.venue.cross?.(intent, notional);
      else if (desk.find(intent.intentId) !== undefined) this.venue.submit(intent, time);
    }
  }

  /** The market of an instrument id. */
  market(instrumentId: string): SeatedMarket | undefined {
    return this.markets.find(({ instrument }) => instrument.id === instrumentId);
  }
}

function barOf({ tsInit, price }: Tick & { readonly kind: 'trade' }): BarColumns {
  const bar = allocateBars(1);
  bar.openTime[0] = bar.closeTime[0] = tsInit;
  bar.open[0] = bar.high[0] = bar.low[0] = bar.close[0] = price;
  return bar;
}

/** A bar event as columns of one row, for the turn that backtests make of chunks. */
export function rowOf(event: BarEvent, into: BarColumns = allocateBars(1)): BarColumns {
  into.length = 1;
  into.openTime[0] = event.openTime;
  into.closeTime[0] = event.closeTime;
  into.open[0] = event.open;
  into.high[0] = event.high;
  into.low[0] = event.low;
  into.close[0] = event.close;
  into.volume[0] = event.volume;
  return into;
}
