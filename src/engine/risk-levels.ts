import { RiskScope } from '../core/risk/risk-scope.ts';
import { PLAIN_SETTINGS, type RiskSettings } from '../core/risk/risk-settings.ts';
import type { AccountTerms } from './account.ts';
import type { SeatedMarket, StrategyHost } from './strategy-host.ts';

/** The levels of limits: the account, its strategies in the order of their hosts, its instruments in that of their markets. */
export class RiskLevels {
  readonly account: RiskScope;
  readonly strategies: readonly RiskScope[];
  readonly instruments: readonly RiskScope[];
  readonly settings: RiskSettings;

  constructor({ id, limits, risk = PLAIN_SETTINGS }: AccountTerms, hosts: readonly StrategyHost[], markets: readonly SeatedMarket[]) {
    this.settings = risk;
    this.account = new RiskScope('account', id, limits);
    this.strategies = hosts.map((host) => new RiskScope('strategy', host.id, risk.strategies[host.id] ?? {}));
    this.instruments = markets.map(({ instrument }) => new RiskScope('instrument', instrument.id, risk.instruments[instrument.id] ?? {}));
  }

  get all(): readonly RiskScope[] {
    return [this.account, ...this.strategies, ...this.instruments];
  }

  /** The level of a kind and name; undefined where there is none. */
  find(kind: RiskScope['kind'], name: string): RiskScope | undefined {
    return this.all.find((scope) => scope.kind === kind && scope.name === name);
  }

  /** The level of a strategy. */
  ofStrategy({ index }: StrategyHost): RiskScope {
    return this.strategies[index] as RiskScope;
  }

  /** The level of an instrument. */
  ofInstrument({ index }: SeatedMarket): RiskScope {
    return this.instruments[index] as RiskScope;
  }
}
