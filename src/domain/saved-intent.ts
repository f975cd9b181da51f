import { assert } from '../kernel/assert.ts';
import type { Instrument } from './instrument.ts';
import type { OrderIntent } from './order.ts';

/** An order intent as a snapshot keeps it: JSON-safe, its instrument by id. */
export type SavedIntent = Omit<OrderIntent, 'instrument'> & { readonly instrument: string };

/** The intent with its instrument by id. */
export function saveIntent(intent: OrderIntent): SavedIntent {
  return { ...intent, instrument: intent.instrument.id };
}

/** The intent with the instrument of the session; JSON leaves out what is undefined, so the result may lack those fields. */
export function reviveIntent(saved: SavedIntent, instruments: ReadonlyMap<string, Instrument>): OrderIntent {
  const instrument = instruments.get(saved.instrument);
  assert(instrument !== undefined, `a saved order is for ${saved.instrument}, which the session trades`);
  return { ...saved, instrument };
}
