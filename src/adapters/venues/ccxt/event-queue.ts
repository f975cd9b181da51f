/** More than this do not wait for a slow reader: of what may be dropped, the newest is. The rest always waits. */
const MOST_WAITING = 20_000;

/** Events on their way from the sockets, which cannot be held up, to whoever reads them in order. */
export class EventQueue<Event> {
  readonly #mayDrop: (event: Event) => boolean;
  #waiting: Event[] = [];
  #end: { readonly error: unknown } | 'done' | undefined;
  #wake: (() => void) | undefined;

  constructor(mayDrop: (event: Event) => boolean) {
    this.#mayDrop = mayDrop;
  }

  /** Whether the event was taken. */
  push(event: Event): boolean {
    if (this.#waiting.length >= MOST_WAITING && this.#mayDrop(event)) return false;
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
  async *read(): AsyncGenerator<Event> {
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
