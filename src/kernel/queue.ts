/** A line of things, first in, first out. It reuses its places, where an array would move or give up its memory on every `shift`. */
export class Queue<T> {
  readonly #places: T[] = [];
  #first = 0;
  #end = 0;

  get length(): number {
    return this.#end - this.#first;
  }

  /** Puts something at the end. */
  push(item: T): void {
    this.#places[this.#end] = item;
    this.#end += 1;
  }

  /** Takes out what came first; undefined when there is nothing. */
  shift(): T | undefined {
    if (this.#first === this.#end) return undefined;
    const item = this.#places[this.#first];
    this.#first += 1;
    if (this.#first === this.#end) this.#first = this.#end = 0;
    return item;
  }
}
