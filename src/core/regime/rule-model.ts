import { Band } from './band.ts';
import type { MarketMeasures } from './market-measures.ts';
import type { RegimeModel } from './regime-model.ts';
import type { RegimeSettings } from './regime-settings.ts';

/** Two bands: volatile or not by the multiple of the usual volatility, and if not, trending or not by ADX. */
export class RuleModel implements RegimeModel {
  readonly #volatile: Band;
  readonly #trending: Band;

  constructor({ volatility, trend }: RegimeSettings) {
    this.#volatile = new Band(volatility);
    this.#trending = new Band(trend);
  }

  judge({ volatility, direction }: MarketMeasures): 'trend' | 'range' | 'high-volatility' {
    const isTrending = this.#trending.take(direction);
    if (this.#volatile.take(volatility)) return 'high-volatility';
    return isTrending ? 'trend' : 'range';
  }

  get state(): unknown {
    return { volatile: this.#volatile.isOn, trending: this.#trending.isOn };
  }

  set state(saved: unknown) {
    const { volatile, trending } = saved as { readonly volatile: boolean; readonly trending: boolean };
    this.#volatile.isOn = volatile;
    this.#trending.isOn = trending;
  }
}
