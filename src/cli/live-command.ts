import { loadConfig, type LoadedConfig } from '../config/load.ts';
import type { Config } from '../config/schema.ts';
import { STATED_IN_LIVE } from '../config/sections/risk.ts';
import { fail } from '../kernel/errors.ts';
import { liveConfig } from '../modes/live/live-config.ts';
import { hostOf, liveVenue } from '../modes/live/open-venue.ts';
import { configOrDefault } from './config-or-default.ts';
import type { CliContext } from './context.ts';
import { sessionCommand, withPort, type SessionFlags } from './session-command.ts';

/** The flags of `ballast live`. */
export interface LiveFlags extends SessionFlags {
  readonly venue?: string;
}

/**
 * Runs a live session in the foreground until it is stopped. Where real money trades, certificates are asked for before anything else is
 * looked at, keys included.
 */
export async function liveCommand(context: CliContext, flags: LiveFlags): Promise<void> {
  const venue = liveVenue(configOrDefault(context), flags.venue === undefined ? undefined : venueNamed(flags.venue));
  const { host, isReal } = await hostOf(venue);
  if (isReal) await (await import('./gate-desk.ts')).demandCertificates(context, host);
  const loaded = loadConfig(context.configFile);
  requireLimits(loaded);
  const { config, folder } = loaded;
  await sessionCommand(context, flags, { folder, config: withPort(liveConfig(config, venue), flags), venue });
}

/** Whoever trades live has decided how much may be lost: no default stands for that. Errors: `CONFIG_INVALID`, with the line. */
function requireLimits(loaded: LoadedConfig): void {
  const missing = STATED_IN_LIVE.filter((key) => !loaded.states(['risk', key]));
  if (missing.length === 0) return;
  const problem = 'is not stated, and live trading takes it from no default: write what you have decided, such as 1% or 500';
  throw loaded.violated(missing.map((key) => ({ path: ['risk', key], problem })));
}

const VENUES: readonly NonNullable<Config['venue']['id']>[] = ['BINANCE', 'MEXC', 'KRAKEN', 'COINBASE'];

function venueNamed(name: string): NonNullable<Config['venue']['id']> {
  return VENUES.find((each) => each === name.toUpperCase()) ?? fail('VENUE_UNKNOWN', `there is no way to trade on "${name}"`);
}
