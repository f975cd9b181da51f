import type { Regime, RegimeReadings } from '../../domain/regime.ts';
import type { Micros } from '../../kernel/time.ts';
import { InstrumentRegime, type InstrumentRegimeState } from './instrument-regime.ts';
import { MarketRegime, type MarketRegimeState } from './market-regime.ts';
import type { RegimeSettings } from './regime-settings.ts';

/** What all regimes remember, JSON-safe. */
export interface RegimesState {
  readonly instruments: readonly { readonly id: string; readonly regime: InstrumentRegimeState }[];
  readonly market: MarketRegimeState;
}

/** Told of each change: of which instrument, or of the market where that is undefined, and what was measured, in words. */
export type OnRegime = (instrumentId: string | undefined, regime: Regime, reason: string) => void;

/** The regime of each instrument of a session and that of its market, from their closed bars of one interval. */
export class Regimes implements RegimeReadings {
  readonly #onChange: OnRegime;
  readonly #ids: readonly string[];
  readonly #instruments: readonly InstrumentRegime[];
  readonly #votes: (Regime | undefined)[];
  readonly #market: MarketRegime;

  constructor(settings: RegimeSettings, instrumentIds: readonly string[], onChange: OnRegime) {
    this.#onChange = onChange;
    this.#ids = instrumentIds;
    this.#instruments = instrumentIds.map(() => new InstrumentRegime(settings));
    this.#votes = instrumentIds.map(() => undefined);
    this.#market = new MarketRegime(settings, instrumentIds.length);
  }

  get market(): Regime | undefined {
    return this.#market.regime;
  }

  of(instrumentId: string): Regime | undefined {
    return this.#votes[this.#ids.indexOf(instrumentId)];
  }

  /** Takes a closed bar of the instrument that stands at a place of their list. Bars come in the order in which they close. */
  take(place: number, time: Micros, high: number, low: number, close: number): void {
    const instrument = this.#instruments[place] as InstrumentRegime;
    if (this.#market.begin(time, this.#votes)) this.#tellMarket();
    if (instrument.take(high, low, close)) {
      this.#votes[place] = instrument.regime;
      this.#onChange(this.#ids[place], instrument.regime as Regime, instrument.reason);
    }
    if (this.#market.end(this.#votes)) this.#tellMarket();
  }

  #tellMarket(): void {
    const told = this.#ids.map((id, place) => `${id} ${this.#votes[place] ?? 'not known yet'}`);
    this.#onChange(undefined, this.#market.regime as Regime, told.join(', '));
  }

  get state(): RegimesState {
    return {
      instruments: this.#instruments.map(({ state }, place) => ({ id: this.#ids[place] ?? '', regime: state })),
      market: this.#market.state,
    };
  }

  set state({ instruments, market }: RegimesState) {
    for (const { id, regime } of instruments) {
      const place = this.#ids.indexOf(id);
      const instrument = this.#instruments[place];
      if (instrument === undefined) continue;
      instrument.state = regime;
      this.#votes[place] = instrument.regime;
    }
    this.#market.state = market;
  }
}
