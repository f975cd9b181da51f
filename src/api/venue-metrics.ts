import { MICROS_PER_SECOND } from '../kernel/time.ts';
import { GATE_STATES } from '../domain/records.ts';
import type { StatusSnapshot, VenueStatus } from '../ports/status-source.ts';
import { counter, gauge, type Read, type Sample } from './snapshot-metrics.ts';

/** A metric of one value; no value, no sample. */
type Row = readonly [name: string, help: string, tell: (venue: VenueStatus) => number | undefined];

const COUNTERS: readonly Row[] = [
  ['ballast_venue_calls_total', 'Orders, cancels and questions that were put to the venue.', ({ calls }) => calls.asked],
  ['ballast_venue_errors_total', 'Those of them that the venue did not answer, or with nothing that tells.', ({ calls }) => calls.failed],
  [
    'ballast_venue_call_seconds_total',
    'Time that the answers to all of them took together.',
    ({ calls }) => calls.time / MICROS_PER_SECOND,
  ],
  ['ballast_reconciliation_breaks_total', 'Comparisons with the venue that found what nothing explains.', ({ breaks }) => breaks],
];

const GAUGES: readonly Row[] = [
  ['ballast_venue_connected', '1 while the venue is reached.', ({ connected }) => Number(connected)],
  ['ballast_venue_stream_up', '1 while the private stream of the venue is up.', ({ streamUp }) => Number(streamUp)],
  ['ballast_venue_latency_seconds', 'Time that the newest answer of the venue took.', ({ calls }) => inSeconds(calls.last)],
  ['ballast_venue_queue', 'Orders and requests that wait to be sent.', ({ queued }) => queued],
  ['ballast_pursued_orders', 'Orders of which the venue has yet to say what became of them.', ({ pursued }) => pursued],
  ['ballast_unknown_orders', 'Orders whose fate is not known.', ({ unknown }) => unknown.orders],
  [
    'ballast_unknown_order_age_seconds',
    'For how long the fate of the oldest of them has not been known; 0 where there is none.',
    ({ unknown }) => inSeconds(unknown.age ?? 0),
  ],
  [
    'ballast_reconciliation_clean',
    '1 when the newest comparison with the venue found all equal.',
    ({ comparison }) => comparison && Number(comparison.outcome === 'clean'),
  ],
];

/** How a session stands with a venue that is elsewhere; a session without one has no samples of these. */
export function addVenueMetrics(read: Read): void {
  for (const [name, help, tell] of COUNTERS) counter(read, name, help, [], ofVenue(tell));
  for (const [name, help, tell] of GAUGES) gauge(read, name, help, [], ofVenue(tell));
  gauge(read, 'ballast_gate', '1 for the present state of the gate between session and venue.', ['state'], gateSamples);
}

function ofVenue(tell: Row[2]): (snapshot: StatusSnapshot) => readonly Sample[] {
  return ({ venue }) => {
    const value = venue && tell(venue);
    return value === undefined ? [] : [[value]];
  };
}

function gateSamples({ venue }: StatusSnapshot): readonly Sample[] {
  return venue === undefined ? [] : GATE_STATES.map((state) => [state === venue.gate.state ? 1 : 0, { state }]);
}

function inSeconds(time: number | undefined): number | undefined {
  return time === undefined ? undefined : time / MICROS_PER_SECOND;
}
