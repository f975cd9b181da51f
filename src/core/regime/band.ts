import type { Edges } from './regime-settings.ts';

/** A switch with hysteresis: on at its upper edge, off below its lower one, and in between as it was. */
export class Band {
  isOn = false;
  readonly #edges: Edges;

  constructor(edges: Edges) {
    this.#edges = edges;
  }

  /** Takes the next value and returns whether it is on. */
  take(value: number): boolean {
    this.isOn = value >= (this.isOn ? this.#edges.off : this.#edges.on);
    return this.isOn;
  }
}
