import { tighter, type HaltScope, type TradingState } from '../domain/trading-state.ts';
import type { Engine } from './engine.ts';
import type { SeatedMarket, StrategyHost } from './strategy-host.ts';

/** A word about trading, by name: how it goes on, in what, and whether what is held there is to be closed. */
export interface TradingOrder {
  /** All trading where left out. */
  readonly scope?: HaltScope;
  readonly state: TradingState;
  readonly flatten?: boolean;
  readonly by: string;
  readonly reason: string;
}

const ALL: HaltScope = { kind: 'all' };

/**
 * Carries out such a word. A halt never loosens a tighter one; ACTIVE lifts the halts of its scope, and no other. What is wanted flat stays
 * so until nothing halts it any more.
 */
export function orderTrading(engine: Engine, { scope = ALL, state, flatten = false, by, reason }: TradingOrder): void {
  const { account, hosts, markets } = engine;
  const next = (now: TradingState): TradingState => (state === 'ACTIVE' ? state : tighter(now, state));
  if (coversAccount(scope, account.terms.id) && next(account.tradingState) !== account.tradingState)
    engine.setTradingState(next(account.tradingState), `${by}: ${reason}`);
  for (const host of hosts) if (coversStrategy(scope, host)) engine.setStrategyState(host, next(host.tradingState), by, reason);
  for (const market of markets)
    if (coversMarket(scope, market)) engine.setInstrumentState(market, state === 'ACTIVE' ? 'ACTIVE' : 'HALTED', by, reason);
  for (const host of hosts) {
    for (const seat of host.seats) {
      const { market } = seat;
      if (!coversAccount(scope, account.terms.id) && !coversStrategy(scope, host) && !coversMarket(scope, market)) continue;
      if (state !== 'ACTIVE') seat.isFlattening ||= flatten;
      else if (account.tradingState === 'ACTIVE' && host.tradingState === 'ACTIVE' && !market.isHalted) seat.isFlattening = false;
    }
  }
  engine.flatten();
}

/** Whether a halt is in force already, so that to order it again would change nothing. */
export function isInForce({ account, hosts, markets }: Engine, { scope = ALL, state, flatten = false }: TradingOrder): boolean {
  const holds = (now: TradingState): boolean => tighter(now, state) === now;
  const isAccount = coversAccount(scope, account.terms.id);
  return (
    (!isAccount || holds(account.tradingState)) &&
    hosts.every((host) => !coversStrategy(scope, host) || holds(host.tradingState)) &&
    markets.every((market) => !coversMarket(scope, market) || market.isHalted) &&
    hosts.every((host) =>
      host.seats.every(
        ({ market, isFlattening }) =>
          !flatten || isFlattening || !(isAccount || coversStrategy(scope, host) || coversMarket(scope, market)),
      ),
    )
  );
}

/** Whether a scope is something that the engine trades. */
export function isKnownScope({ account, hosts, markets }: Engine, scope: HaltScope): boolean {
  return (
    coversAccount(scope, account.terms.id) ||
    hosts.some((host) => coversStrategy(scope, host)) ||
    markets.some((market) => coversMarket(scope, market))
  );
}

function coversAccount({ kind, name }: HaltScope, id: string): boolean {
  return kind === 'all' || (kind === 'account' && name === id);
}

function coversStrategy({ kind, name }: HaltScope, { id }: StrategyHost): boolean {
  return kind === 'strategy' && name === id;
}

function coversMarket({ kind, name }: HaltScope, { instrument }: SeatedMarket): boolean {
  return (kind === 'venue' && name === instrument.venue) || (kind === 'instrument' && name === instrument.id);
}
