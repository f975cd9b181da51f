import { venueOf, type CalendarId, type Instrument } from '../domain/instrument.ts';
import { builtInInstruments } from './instruments/built-in-instruments.ts';

/**
 * When an instrument trades: as its own definition says, else as the known instruments of its venue do, else around the clock.
 * `also` are instruments from elsewhere, such as the configuration; they go first. Errors: `INSTRUMENT_INVALID`.
 */
export function instrumentCalendar(id: string, also: readonly Instrument[] = []): CalendarId {
  const venue = venueOf(id);
  const known = [...also, ...builtInInstruments];
  const found = known.find((instrument) => instrument.id === id) ?? known.find((instrument) => instrument.venue === venue);
  return found?.calendar ?? '24/7';
}
