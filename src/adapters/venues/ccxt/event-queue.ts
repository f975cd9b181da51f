import type { MarketEvent } from '../../../domain/market-event.ts';

/** More ticks than this do not wait for a slow reader: the newest are dropped. Bars always wait. */
const TICKS_WAITING = 20_000;

/** Events on their way from the sockets, which cannot be held up, to whoever reads them in order. */
export class EventQueue {
  #waiting: MarketEvent[] = [];
  #end: { readonly error: unknown } | 'done' | undefined;
  #wake: (() => void) | undefined;

  /** Whether the event was taken. */
  push(event: MarketEvent): boolean {
    if (event.kind !== 'bar' && this.#waiting.length >= TICKS_WAITING) return false;
    this.#waiting.push(event);
    this.#wake?.();
    return true;
  }

  /** Ends the reading, after what waits; with an error when one is given. */
  end(failure?: { readonly error: unknown }): void {
    this.#end ??= failure ?? 'done';
    this.#wake?.();
  }

  /** The events in the order in which they were pushed. */
  async *read(): AsyncGenerator<MarketEvent> {
    for (;;) {
      const batch = this.#waiting;
      this.#waiting = [];
      yield* batch;
      if (this.#waiting.length > 0) continue;
      if (this.#end === 'done') return;
      if (this.#end !== undefined) throw this.#end.error;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
