/**
 * Work that goes on beside its caller and is never left alone: the first failure ends all of it, and `settled` waits for every piece.
 * What is begun after the end does nothing.
 */
export class WorkGroup {
  readonly #ended = new AbortController();
  readonly #pieces = new Set<Promise<void>>();
  readonly #signal: AbortSignal;
  #failure: { readonly error: unknown } | undefined;

  /** Ends with `signal` too. */
  constructor(signal: AbortSignal) {
    this.#signal = signal;
    if (signal.aborted) this.#ended.abort();
    else signal.addEventListener('abort', this.#end, { once: true });
  }

  /** Ends every piece of work. */
  get signal(): AbortSignal {
    return this.#ended.signal;
  }

  /** Begins a piece of work. */
  begin(work: () => Promise<void>): void {
    if (this.signal.aborted) return;
    const piece = work()
      .catch((error: unknown) => {
        this.#failure ??= { error };
        this.#end();
      })
      .finally(() => this.#pieces.delete(piece));
    this.#pieces.add(piece);
  }

  /** Resolves once it was ended and all of its work is over. Errors: the first failure. */
  async settled(): Promise<void> {
    if (!this.signal.aborted) await new Promise<void>((resolve) => this.signal.addEventListener('abort', () => resolve(), { once: true }));
    while (this.#pieces.size > 0) await Promise.all(this.#pieces);
    this.#signal.removeEventListener('abort', this.#end);
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  readonly #end = (): void => this.#ended.abort();
}
