import { formatDecimal } from '../kernel/exact.ts';
import { tighter, type TradingState } from '../domain/trading-state.ts';
import { PLAIN_SETTINGS } from '../core/risk/risk-settings.ts';
import { describeBreach } from '../core/risk/standing-breach.ts';
import type { Account } from './account.ts';
import type { OnBreach } from './loss-watch.ts';
import type { SeatedMarket, StrategyHost } from './strategy-host.ts';

/** Who acts on a limit that is hit. */
const BY = 'risk';

/** What can be halted, and let go on. */
export interface Haltable {
  readonly account: Account;
  readonly hosts: readonly StrategyHost[];
  readonly markets: readonly SeatedMarket[];
  setTradingState(state: TradingState, reason: string): void;
  setStrategyState(host: StrategyHost, state: TradingState, by: string, reason: string): void;
  setInstrumentState(market: SeatedMarket, state: 'ACTIVE' | 'HALTED', by: string, reason: string): void;
}

/** What the engine does when a limit is hit that stands: it is put on record, and trading of its level reduces or halts as it was set. */
export function haltFor(engine: Haltable): OnBreach {
  return {
    hit: (scope, breach) => {
      const { account, hosts, markets } = engine;
      const { lossAction } = account.terms.risk ?? PLAIN_SETTINGS;
      const reason = describeBreach(breach, scope, account.terms.currency);
      const told = (value: number): string => (breach.isMoney ? formatDecimal(value, account.terms.currency.scale) : String(value));
      const { kind: level, name } = scope;
      const hit = { level, name, limit: breach.limit, value: told(breach.value), most: told(breach.most), reason };
      account.records.changed(account.time, { kind: 'limit-hit', ...hit });
      if (level === 'account') {
        const state = tighter(account.tradingState, lossAction);
        if (state !== account.tradingState) engine.setTradingState(state, `${BY}: ${reason}`);
      }
      for (const host of hosts)
        if (level === 'strategy' && host.id === name) engine.setStrategyState(host, tighter(host.tradingState, lossAction), BY, reason);
      for (const market of markets)
        if (level === 'instrument' && market.instrument.id === name) engine.setInstrumentState(market, 'HALTED', BY, reason);
    },
    over: ({ kind, name }, { limit }) => {
      const { account, hosts, markets } = engine;
      const reason = `a new ${limit === 'weeklyLoss' ? 'week' : 'day'} begins, and nobody has to confirm that in a backtest`;
      if (kind === 'account' && account.tradingState !== 'ACTIVE') engine.setTradingState('ACTIVE', `${BY}: ${reason}`);
      for (const host of hosts) if (kind === 'strategy' && host.id === name) engine.setStrategyState(host, 'ACTIVE', BY, reason);
      for (const market of markets)
        if (kind === 'instrument' && market.instrument.id === name) engine.setInstrumentState(market, 'ACTIVE', BY, reason);
    },
  };
}
