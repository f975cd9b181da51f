import { createHash } from 'node:crypto';
import { canonicalJson } from '../kernel/canonical-json.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { Config } from '../config/schema.ts';
import { instrumentFingerprint } from '../data/instruments/instrument-fingerprint.ts';
import { allocationTerms } from './allocation-terms.ts';
import type { LoadedDeployment } from './load-deployments.ts';

/** What a session trades by, as it is journaled with its beginning: plain JSON, by settings, instruments and strategies. */
export interface SessionTerms {
  readonly settings: Readonly<Record<string, unknown>>;
  /** The rules of each instrument, by its id. */
  readonly instruments: Readonly<Record<string, unknown>>;
  /** Parameters, instruments, interval and the hash of the code, by the strategy's id. */
  readonly strategies: Readonly<Record<string, unknown>>;
}

/**
 * SHA-256 over what a session trades by: code, parameters, instruments, the trading keys of the configuration, and the `place` where a venue
 * that is elsewhere takes its orders; not the rules by which such a venue takes them.
 */
export function sessionFingerprint(
  config: Config,
  deployments: readonly LoadedDeployment[],
  instruments: readonly Instrument[],
  place?: string,
): string {
  const trading = {
    ...settingsOf(config, place),
    instruments: instruments.map((instrument) => (place === undefined ? instrumentFingerprint(instrument) : scalesOf(instrument))),
    strategies: deployments.map(({ id, ...rest }) => ({ id, ...partsOf(rest) })),
  };
  return createHash('sha256').update(canonicalJson(trading)).digest('hex');
}

/** A venue that is elsewhere may change its rules while a session goes on: what stays are the scales at which all is counted. */
function scalesOf({ id, kind, calendar, multiplier, priceScale, quantityScale }: Instrument): Record<string, unknown> {
  return { id, kind, calendar, multiplier, priceScale, quantityScale };
}

/** The same as text that can be compared part by part, to say what has changed. */
export function sessionTerms(
  config: Config,
  deployments: readonly LoadedDeployment[],
  instruments: readonly Instrument[],
  place?: string,
): SessionTerms {
  const terms: SessionTerms = {
    settings: settingsOf(config, place),
    instruments: Object.fromEntries(instruments.map(({ id, ...rules }) => [id, rules])),
    strategies: Object.fromEntries(deployments.map(({ id, ...rest }) => [id, partsOf(rest)])),
  };
  return JSON.parse(canonicalJson(terms)) as SessionTerms;
}

/** The trading keys of a configuration; the others may change while a session goes on. */
function settingsOf(config: Config, place: string | undefined): Record<string, unknown> {
  const { account, fees, slippage, fill, limitFill, risk, limits, feed, regime } = config;
  // Where the kill file lies is nothing that is traded by.
  const { killFile: _, ...held } = risk;
  return {
    account,
    fees,
    slippage,
    fill,
    limitFill,
    risk: held,
    limits,
    ...(regime.model !== 'none' && { regime }),
    ...allocationTerms(config),
    ...(place !== undefined && { venue: place }),
    market: feed.kind === 'synthetic' ? { kind: feed.kind, seed: feed.seed } : { kind: feed.kind, exchange: feed.exchange },
  };
}

function partsOf({ params, instrumentIds, interval, regimes, loaded }: Omit<LoadedDeployment, 'id'>): Record<string, unknown> {
  return { params, instrumentIds, interval, ...(regimes && { regimes }), hash: loaded.hash };
}
