import { handlerGuard } from '../adapters/strategies/traps.ts';
import type { Config } from '../config/schema.ts';
import { instrumentOf } from '../config/instrument-definition.ts';
import { findInstrument } from '../data/instruments/find-instrument.ts';
import type { EngineSetup } from '../engine/engine.ts';
import type { EngineRecords } from '../engine/engine-records.ts';
import { allocationSetup } from './allocation-terms.ts';
import { wantedBars, type LoadedDeployment } from './load-deployments.ts';
import { manualDeployment } from './manual-deployment.ts';
import { regimeSettings } from './regime-terms.ts';
import { accountTerms, checkCurrency } from './session-terms.ts';
import type { MarketSetup } from './trading-session.ts';

/** The instruments that deployments trade, with the bars that they need of them. Errors: `INSTRUMENT_UNKNOWN`, `CONFIG_CURRENCY`. */
export function sessionMarkets(config: Config, deployments: readonly LoadedDeployment[]): readonly MarketSetup[] {
  const also = config.instruments.map(instrumentOf);
  const wanted = wantedBars(deployments, regimeSettings(config)?.interval);
  const markets = [...wanted].map(([id, baseInterval]) => ({ instrument: findInstrument(id, { also }), baseInterval }));
  for (const { instrument } of markets) checkCurrency(instrument, config.account.currency);
  return markets;
}

/** The engine of a session that trades by a configuration: its strategies, and the orders by hand, on these markets. */
export function engineSetup(
  config: Config,
  deployments: readonly LoadedDeployment[],
  markets: readonly MarketSetup[],
  records: EngineRecords,
): Omit<EngineSetup, 'markets'> {
  const regimes = regimeSettings(config);
  return {
    terms: accountTerms(config),
    deployments: [...deployments, manualDeployment(markets)],
    allocation: allocationSetup(config, deployments),
    records,
    guard: handlerGuard,
    ...(regimes && { regimes }),
  };
}
