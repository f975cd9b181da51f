import { RiskScope } from '../core/risk/risk-scope.ts';
import { PLAIN_SETTINGS, type RiskSettings } from '../core/risk/risk-settings.ts';
import type { AccountTerms } from './account.ts';
import { MANUAL_STRATEGY } from './manual-strategy.ts';
import type { SeatedMarket, StrategyHost } from './strategy-host.ts';

/** What is not on a list may close what it has. */
const CLOSING_ONLY = { sides: 'none' } as const;

/** The levels of limits: the account, its strategies in the order of their hosts, its instruments in that of their markets. */
export class RiskLevels {
  readonly account: RiskScope;
  readonly strategies: readonly RiskScope[];
  readonly instruments: readonly RiskScope[];
  readonly settings: RiskSettings;

  constructor({ id, limits, risk = PLAIN_SETTINGS }: AccountTerms, hosts: readonly StrategyHost[], markets: readonly SeatedMarket[]) {
    this.settings = risk;
    this.account = new RiskScope('account', id, limits);
    const { permitted, eachStrategy, strategies, instruments } = risk;
    this.strategies = hosts.map((host) => {
      // What a person orders by hand is on no list of strategies.
      const isPermitted = host.id === MANUAL_STRATEGY || (permitted.strategies?.includes(host.id) ?? true);
      return new RiskScope('strategy', host.id, { ...eachStrategy, ...strategies[host.id], ...(isPermitted ? {} : CLOSING_ONLY) });
    });
    this.instruments = markets.map(({ instrument }) => {
      const isPermitted = permitted.instruments?.includes(instrument.id) ?? true;
      return new RiskScope('instrument', instrument.id, { ...instruments[instrument.id], ...(isPermitted ? {} : CLOSING_ONLY) });
    });
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
