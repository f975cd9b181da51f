import type { Instrument, Quantity } from '../../../domain/instrument.ts';
import type { OrderIntent } from '../../../domain/order.ts';

/** An order that others guard, and what they have done of it. */
interface Parent {
  readonly strategyId: string;
  readonly instrument: Instrument;
  /** What it has filled. */
  filled: Quantity;
  /** What its children have. */
  executed: Quantity;
}

/** How much the children of each order may still do. Children never do more than their parent did, whoever sends them, and however often. */
export class ChildTally {
  readonly #parents = new Map<number, Parent>();

  /** An order has filled by a quantity. Those that neither guard nor are guarded are nothing to it. */
  fill({ intentId, parentId, bracket, strategyId, instrument }: OrderIntent, quantity: Quantity): void {
    if (bracket !== undefined) this.#of(intentId, strategyId, instrument).filled += quantity;
    const parent = parentId === undefined ? undefined : this.#parents.get(parentId);
    if (parent !== undefined) parent.executed += quantity;
  }

  /** What the children of an order may still do, those counted that are at work; infinite for an order that is no child. */
  room({ parentId }: OrderIntent): Quantity {
    if (parentId === undefined) return Infinity;
    const parent = this.#parents.get(parentId);
    return parent === undefined ? 0 : parent.filled - parent.executed;
  }

  /** A strategy is flat in an instrument: its children there have done what they could. */
  forget(strategyId: string, instrument: Instrument): void {
    if (this.#parents.size === 0) return;
    for (const [id, parent] of this.#parents)
      if (parent.strategyId === strategyId && parent.instrument === instrument) this.#parents.delete(id);
  }

  get state(): ChildTallyState {
    return [...this.#parents].map(([id, { strategyId, instrument, filled, executed }]) => ({
      id,
      strategyId,
      instrumentId: instrument.id,
      filled,
      executed,
    }));
  }

  /** Takes up saved tallies; `instruments` are those of the session, by id. */
  restore(state: ChildTallyState, instruments: ReadonlyMap<string, Instrument>): void {
    for (const { id, strategyId, instrumentId, filled, executed } of state) {
      const instrument = instruments.get(instrumentId);
      if (instrument !== undefined) this.#parents.set(id, { strategyId, instrument, filled, executed });
    }
  }

  /** Of an older snapshot, which counted no children: what is open of them was allowed then. */
  assume({ parentId, strategyId, instrument }: OrderIntent, remaining: Quantity): void {
    if (parentId === undefined) return;
    const parent = this.#of(parentId, strategyId, instrument);
    parent.filled = Math.max(parent.filled, remaining);
  }

  #of(id: number, strategyId: string, instrument: Instrument): Parent {
    let parent = this.#parents.get(id);
    if (parent === undefined) this.#parents.set(id, (parent = { strategyId, instrument, filled: 0, executed: 0 }));
    return parent;
  }
}

/** Tallies as a snapshot keeps them. */
export type ChildTallyState = readonly {
  readonly id: number;
  readonly strategyId: string;
  readonly instrumentId: string;
  readonly filled: Quantity;
  readonly executed: Quantity;
}[];
