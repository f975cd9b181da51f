import { MICROS_PER_MILLISECOND, MICROS_PER_SECOND, type Micros } from '../../kernel/time.ts';
import { formatQuantity, type Instrument } from '../../domain/instrument.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Venue, VenueOrder } from '../../ports/venue.ts';
import type { LeftOrder, LeftOver } from './left-over.ts';

/** A way to a venue by which orders can be seen and cancelled, and none can be placed. */
export type CancelOnlyVenue = Pick<Venue, 'id' | 'openOrders' | 'cancel' | 'close'>;

/** What is cancelled, and how. */
export interface CancelAloneOptions {
  readonly venue: CancelOnlyVenue;
  readonly instruments: readonly Instrument[];
  /** What the client order ids of the session begin with; undefined where nobody knows: then all that look like those of Ballast are meant. */
  readonly clientIds: string | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** How long it is tried; 30 s where left out. */
  readonly patience?: Micros;
}

const PATIENCE: Micros = 30 * MICROS_PER_SECOND;
const PAUSE: Micros = 250 * MICROS_PER_MILLISECOND;
/** Client order ids as a session makes them. */
const OURS = /^[0-9a-f]{6}-\d+$/;

/**
 * Cancels, without an engine and without its store, the orders of a session that can add exposure: on a spot market, its purchases. Sales
 * stay, since they close and protect, and so do orders of other hands. Again and again until the venue twice shows none.
 * Returns what is left; its positions only the engine knows. Errors: the last one, where the venue never answered.
 */
export async function cancelAlone(options: CancelAloneOptions): Promise<LeftOver> {
  const { venue, instruments, clock, signal, patience = PATIENCE } = options;
  const end = clock.now() + patience;
  let left: LeftOver | undefined;
  let failure: unknown;
  for (let clean = 0; clean < 2 && !signal.aborted && clock.now() < end;) {
    try {
      const told = await venue.openOrders(instruments);
      left = { venue: venue.id, orders: told.flatMap((each) => leftOf(each, options)), positions: [] };
      const adding = told.filter((each) => addsOurs(each, options));
      clean = adding.length === 0 ? clean + 1 : 0;
      await Promise.all(adding.map((each) => cancel(each, options)));
    } catch (error) {
      failure = error;
    }
    await clock.sleep(PAUSE, signal);
  }
  if (left === undefined) throw failure;
  return left;
}

async function cancel(
  { instrumentId, clientOrderId, venueOrderId }: VenueOrder,
  { venue, instruments }: CancelAloneOptions,
): Promise<void> {
  const instrument = instruments.find(({ id }) => id === instrumentId);
  if (instrument !== undefined) await venue.cancel({ instrument, clientOrderId: clientOrderId ?? '', venueOrderId });
}

function isOurs({ clientOrderId = '' }: VenueOrder, { clientIds }: CancelAloneOptions): boolean {
  return clientIds === undefined ? OURS.test(clientOrderId) : clientOrderId.startsWith(`${clientIds}-`);
}

function addsOurs(order: VenueOrder, options: CancelAloneOptions): boolean {
  return order.side === 'buy' && isOurs(order, options);
}

function leftOf(order: VenueOrder, options: CancelAloneOptions): LeftOrder | [] {
  const { instrumentId, clientOrderId, venueOrderId, side, quantity, filledQuantity } = order;
  const instrument = options.instruments.find(({ id }) => id === instrumentId);
  if (instrument === undefined) return [];
  const what = isOurs(order, options) ? (side === 'buy' ? 'adds' : 'reduces') : 'other';
  const open = formatQuantity(instrument, quantity - filledQuantity);
  return { id: clientOrderId ?? venueOrderId, strategy: null, instrument: instrumentId, side, quantity: open, what };
}
