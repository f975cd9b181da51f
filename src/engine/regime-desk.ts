import { intervalLength } from '../domain/interval.ts';
import type { Micros } from '../kernel/time.ts';
import { effectOf } from '../core/regime/effect-of.ts';
import { InstrumentRegime } from '../core/regime/instrument-regime.ts';
import type { RegimeSettings } from '../core/regime/regime-settings.ts';
import { Regimes, type RegimesState } from '../core/regime/regimes.ts';
import type { Account } from './account.ts';
import type { Seat, SeatedMarket, StrategyHost } from './strategy-host.ts';

/** What the desk of regimes is told and may do. */
export interface RegimeSurroundings {
  readonly account: Account;
  readonly markets: readonly SeatedMarket[];
  readonly hosts: readonly StrategyHost[];
  /** Whether bars are old: they make regimes, which do nothing to strategies yet. */
  readonly isStale: () => boolean;
  /** Cancels what is open and could add exposure in a seat. */
  readonly withdraw: (host: StrategyHost, seat: Seat) => void;
  readonly stop: (host: StrategyHost, message: string) => void;
}

/** Feeds the models with the bars of their interval before strategies see them, puts changes on record, and does to strategies what is configured. */
export class RegimeDesk {
  readonly regimes: Regimes;
  /** How much of the past they need before they can be told. */
  readonly warmUp: Micros;
  readonly #around: RegimeSurroundings;

  /** The interval can be built from the bars of each market. */
  constructor(settings: RegimeSettings, around: RegimeSurroundings) {
    const { account, markets } = around;
    this.#around = around;
    this.warmUp = InstrumentRegime.warmUp(settings) * intervalLength(settings.interval);
    const ids = markets.map(({ instrument }) => instrument.id);
    this.regimes = new Regimes(settings, ids, (instrumentId, regime, reason) =>
      account.records.changed(account.time, { kind: 'regime', instrumentId, regime, reason }),
    );
    for (const [place, market] of markets.entries()) {
      market.seriesOf(settings.interval).watch = ({ closeTime, high, low, close }, row) => {
        this.regimes.take(place, closeTime[row] as number, high[row] as number, low[row] as number, close[row] as number);
        if (!around.isStale()) this.#act();
      };
    }
  }

  /** Does what the regimes of now mean for each strategy, where that is something new. */
  #act(): void {
    for (const host of this.#around.hosts) {
      if (host.regimes === undefined || host.stopped !== undefined) continue;
      for (const seat of host.seats) {
        const before = seat.regimeShare;
        this.#settle(host, seat);
        if (seat.regimeShare === 0 && before !== 0) this.#around.withdraw(host, seat);
        if (this.#effect(host, seat)?.kind === 'stop') this.#around.stop(host, this.#why(seat));
      }
    }
  }

  #settle(host: StrategyHost, seat: Seat): void {
    const effect = this.#effect(host, seat);
    if (effect !== undefined) seat.regimeShare = effect.kind === 'scale' ? effect.share : 0;
  }

  #effect(host: StrategyHost, { market }: Seat): ReturnType<typeof effectOf> | undefined {
    return host.regimes && effectOf(host.regimes, this.regimes.of(market.instrument.id), this.regimes.market);
  }

  #why({ market: { instrument } }: Seat): string {
    return `the regime of ${instrument.id} is ${this.regimes.of(instrument.id) ?? 'not known'}, that of the market ${this.regimes.market ?? 'not known'}`;
  }

  get state(): RegimesState {
    return this.regimes.state;
  }

  /** Goes on from a saved state: what the regimes of then did to strategies holds again, and nothing is done anew. */
  restore(state: RegimesState): void {
    this.regimes.state = state;
    for (const host of this.#around.hosts) for (const seat of host.seats) this.#settle(host, seat);
  }
}
