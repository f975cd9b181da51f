import type { Micros } from '../../kernel/time.ts';
import type { Edge } from './kelly.ts';

/** What a fill did to a position. Money is in units of its currency; quantities are signed, in units. */
export interface BookedFill {
  readonly instrumentId: string;
  readonly before: number;
  readonly after: number;
  /** Less than this is no position. */
  readonly lot: number;
  readonly notional: number;
  /** Profit that the fill realised, its fee taken off. */
  readonly profit: number;
}

/** What a strategy has shown so far, JSON-safe. */
export interface TrackRecordState extends Edge {
  readonly fills: number;
  readonly since: Micros | null;
  /** Round trips that are open: what was put in, and what has come of it. */
  readonly open: Readonly<Record<string, OpenTrip>>;
}

interface OpenTrip {
  readonly invested: number;
  readonly profit: number;
}

/** Counts what a strategy does, and measures the edge of its round trips from flat to flat. */
export class TrackRecord {
  #state: TrackRecordState = { fills: 0, since: null, open: {}, wins: 0, losses: 0, won: 0, lost: 0 };

  /** Time passes; the first time is the beginning. */
  begin(time: Micros): void {
    if (this.#state.since === null) this.#state = { ...this.#state, since: time };
  }

  /** For how long it has been running. */
  age(time: Micros): Micros {
    return time - (this.#state.since ?? time);
  }

  get fills(): number {
    return this.#state.fills;
  }

  get edge(): Edge {
    return this.#state;
  }

  /** Takes a fill that was booked. */
  take({ instrumentId, before, after, lot, notional, profit }: BookedFill): void {
    const { [instrumentId]: trip = { invested: 0, profit: 0 }, ...others } = this.#state.open;
    const change = Math.abs(after - before);
    const closed = before > 0 === after > 0 ? Math.max(0, Math.abs(before) - Math.abs(after)) : Math.abs(before);
    const opened = change === 0 ? 0 : notional * (1 - closed / change);
    const isOver = Math.abs(after) < lot || (Math.abs(before) >= lot && before > 0 !== after > 0);
    const soFar = { invested: trip.invested + (isOver ? 0 : opened), profit: trip.profit + profit };
    this.#state = { ...this.#state, fills: this.#state.fills + 1 };
    if (isOver) this.#close(soFar);
    const now = isOver ? { invested: opened, profit: 0 } : soFar;
    this.#state = { ...this.#state, open: Math.abs(after) < lot ? others : { ...others, [instrumentId]: now } };
  }

  #close({ invested, profit }: OpenTrip): void {
    if (invested <= 0) return;
    const gain = profit / invested;
    const { wins, losses, won, lost } = this.#state;
    this.#state =
      gain > 0 ? { ...this.#state, wins: wins + 1, won: won + gain } : { ...this.#state, losses: losses + 1, lost: lost - gain };
  }

  get state(): TrackRecordState {
    return this.#state;
  }

  set state(state: TrackRecordState) {
    this.#state = state;
  }
}
