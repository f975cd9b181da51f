import { VENUE_CAPABILITIES, type TradedVenue } from '../../adapters/venues/ccxt/trading/capabilities.ts';
import type { Config } from '../../config/schema.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { liveConfig } from '../live/live-config.ts';
import { liveVenue } from '../live/open-venue.ts';
import { RemoteVenue } from '../live/remote-venue.ts';
import type { LoadedDeployment } from '../load-deployments.ts';
import type { SessionTerms } from '../session-fingerprint.ts';
import type { SessionRecords } from '../session-records.ts';
import type { SessionRules } from '../session-rules.ts';
import { engineSetup, sessionMarkets } from '../session-setup.ts';
import { simulationRules } from '../session-terms.ts';
import { simulatedSession } from '../simulated-session.ts';
import { TradingSession, type MarketSetup } from '../trading-session.ts';

/** Where a session's orders went, by what it began with: undefined for the simulated venue. */
export interface ReplayPlace {
  readonly venue: TradedVenue;
  /** As it is among the terms of the session. */
  readonly place: string;
}

/** Where the orders of a session went. */
export function placeOf(terms: SessionTerms | undefined): ReplayPlace | undefined {
  const place = terms?.settings['venue'];
  const venue = typeof place === 'string' ? (place.split(' ')[0] as TradedVenue) : undefined;
  return typeof place === 'string' && venue !== undefined && Object.hasOwn(VENUE_CAPABILITIES, venue) ? { venue, place } : undefined;
}

/** A configuration as a session at this place takes it. Errors: those of live trading there. */
export function configAt(config: Config, at: ReplayPlace | undefined): Config {
  return at === undefined ? config : liveConfig(config, liveVenue(config, at.venue));
}

/** The markets of a session: at a venue elsewhere by what it listed them as then, since it is not asked now. Errors: `INSTRUMENT_UNKNOWN`, `CONFIG_CURRENCY`. */
export function marketsAt(
  config: Config,
  deployments: readonly LoadedDeployment[],
  at: ReplayPlace | undefined,
  terms: SessionTerms | undefined,
): readonly MarketSetup[] {
  const markets = sessionMarkets(config, deployments);
  if (at === undefined) return markets;
  const listed = (terms?.instruments ?? {}) as Readonly<Record<string, Partial<Instrument>>>;
  return markets.map((market) => ({ ...market, instrument: { ...market.instrument, ...listed[market.instrument.id] } }));
}

/** A session to replay on, by the rules that were in force. Nothing leaves it. */
export function seatForReplay(
  config: Config,
  deployments: readonly LoadedDeployment[],
  { markets, at, rules }: { readonly markets: readonly MarketSetup[]; readonly at: ReplayPlace | undefined; readonly rules: SessionRules },
  records: SessionRecords,
): TradingSession {
  if (at === undefined) return simulatedSession(markets, simulationRules(config), engineSetup(config, deployments, markets, records));
  const seated = markets.map((market) => ({ ...market, instrument: { ...market.instrument, ...rules[market.instrument.id] } }));
  const instruments = seated.map(({ instrument }) => instrument);
  const venue = new RemoteVenue(instruments, VENUE_CAPABILITIES[at.venue]);
  return new TradingSession(seated, venue, engineSetup(config, deployments, seated, records));
}
