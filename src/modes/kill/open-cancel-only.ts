import { createCcxtVenue } from '../../adapters/venues/ccxt/trading/ccxt-venue.ts';
import { instrumentOf } from '../../config/instrument-definition.ts';
import type { Config } from '../../config/schema.ts';
import { readVenueKey } from '../../config/venue-key.ts';
import { findInstrument } from '../../data/instruments/find-instrument.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { Clock } from '../../ports/clock.ts';
import { liveVenue, urlsOf } from '../live/open-venue.ts';
import type { CancelOnlyVenue } from './cancel-alone.ts';

/** Where a way that can only cancel is found, and with which key. */
export interface CancelOnlySetup {
  readonly config: Config;
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Opens a way to the venue of a configuration by which orders can be seen and cancelled, and none placed: with the key of the watchdog where
 * it has one of its own, else with that of the engine. It adds no risk, so that it needs no certificate either. Errors: those of `readVenueKey`, `createCcxtVenue` and of connecting.
 */
export async function openCancelOnly({ config, clock, env }: CancelOnlySetup, signal: AbortSignal): Promise<CancelOnlyVenue> {
  const settings = liveVenue(config);
  const { id, sandbox, queue } = settings;
  const hasOwn = config.watchdog.keyFile !== undefined || env[`BALLAST_${id}_WATCHDOG_KEY_FILE`] !== undefined;
  const key = hasOwn ? readVenueKey(`${id}_WATCHDOG`, env, config.watchdog) : readVenueKey(id, env, settings);
  const venue = createCcxtVenue({ venue: id, key, clock, random: () => Math.random(), urls: urlsOf(settings), sandbox, queue });
  try {
    await venue.connect(signal);
    // Instruments are told in the units of the engine's: as they are listed.
    venue.listings(configuredInstruments(config));
    return venue;
  } catch (error) {
    await venue.close();
    throw error;
  }
}

/** All that the strategies of a configuration trade. */
export function configuredInstruments({ strategies, instruments }: Config): readonly Instrument[] {
  const also = instruments.map(instrumentOf);
  return [...new Set(strategies.flatMap((each) => each.instruments))].map((id) => findInstrument(id, { also }));
}
