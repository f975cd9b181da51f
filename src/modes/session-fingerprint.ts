import { createHash } from 'node:crypto';
import { canonicalJson } from '../kernel/canonical-json.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { Config } from '../config/schema.ts';
import { instrumentFingerprint } from '../data/instruments/instrument-fingerprint.ts';
import type { LoadedDeployment } from './load-deployments.ts';

/** SHA-256 over what a session trades by: code, parameters, instruments and the trading keys of the configuration. */
export function sessionFingerprint(config: Config, deployments: readonly LoadedDeployment[], instruments: readonly Instrument[]): string {
  const { account, fees, slippage, fill, limitFill, risk, feed } = config;
  const { maxOrderValue, maxPositionValue, priceCollar } = risk;
  const trading = {
    account,
    fees,
    slippage,
    fill,
    limitFill,
    risk: { maxOrderValue, maxPositionValue, priceCollar },
    market: feed.kind === 'synthetic' ? { kind: feed.kind, seed: feed.seed } : { kind: feed.kind, exchange: feed.exchange },
    instruments: instruments.map(instrumentFingerprint),
    strategies: deployments.map(({ id, params, instrumentIds, interval, loaded }) => ({
      id,
      params,
      instrumentIds,
      interval,
      hash: loaded.hash,
    })),
  };
  return createHash('sha256').update(canonicalJson(trading)).digest('hex');
}
