import { buildInstrument } from '../domain/instrument-spec.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { InstrumentDefinition } from './schema.ts';

/** The instrument that an entry of `instruments` defines. Errors: `INSTRUMENT_INVALID`, `NUMBER_OVERFLOW`, `NUMBER_INVALID`. */
export function instrumentOf(definition: InstrumentDefinition): Instrument {
  return buildInstrument({ ...definition, effectiveFrom: 0 });
}
