import type { Exchange } from '../exchange/exchange.ts';
import type { FaultBox } from '../faults/fault-box.ts';
import type { VenueFace } from '../wire/venue-face.ts';

/** A test exchange behind its sockets: what tests and the admin door act on. */
export interface RunningTestnet {
  readonly exchange: Exchange;
  readonly face: VenueFace;
  readonly faults: FaultBox;
  /** Open connections of streams. */
  readonly connections: number;
  /** Brings all of it to the clock's time. It does so by itself ten times a second of the clock; before each request the exchange does. */
  readonly step: () => void;
  /** Cuts all streams without a word. */
  readonly cutStreams: () => void;
}
