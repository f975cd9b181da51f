import type { BarEvent, MarketEvent } from '../domain/market-event.ts';
import type { Micros } from '../kernel/time.ts';
import { collate, seriesName, type BarCollator, type BarSlice, type CollatedSeries } from '../data/collate.ts';
import type { SessionInput } from './session-input.ts';

/** How long things may take on their way into a session. */
export interface IntakeLimits {
  /** How long the bars of one time wait for those that nothing has come of. */
  readonly patience: Micros;
  /** A bar that is seen later than this after its close feeds indicators, but no strategy decides on it. */
  readonly maxBarAge: Micros;
}

/** Makes inputs of market events: bars in slices that are the same whichever came first, ticks as they come. */
export class SessionIntake {
  readonly #limits: IntakeLimits;
  readonly #collator: BarCollator;

  /** Takes in the bars of `series`; those before the newest time of the session, `from`, have had their turn. */
  constructor(series: readonly CollatedSeries[], from: Micros, limits: IntakeLimits) {
    this.#limits = limits;
    // The newest slice may lack bars still that were on their way when the session ended.
    this.#collator = collate(series, limits.patience, from - 1);
  }

  /** When the oldest bars go on without those that they wait for; undefined when none wait. */
  get dueAt(): Micros | undefined {
    return this.#collator.dueAt;
  }

  /** The inputs that can go in now that these events have come, and the bars that came too late to. `now` is the market's time. */
  take(events: readonly MarketEvent[], now: Micros): { readonly inputs: readonly SessionInput[]; readonly late: readonly BarEvent[] } {
    const inputs: SessionInput[] = [];
    const late: BarEvent[] = [];
    const letIn = (): void => {
      for (const slice of this.#collator.release(now)) inputs.push(...this.#inputsOf(slice, now));
    };
    for (const event of events) {
      if (event.kind !== 'bar') inputs.push({ kind: 'tick', ts: event.tsInit, tick: event });
      else if (this.#collator.add(event)) letIn();
      else late.push(event);
    }
    letIn();
    return { inputs, late };
  }

  #inputsOf({ closeTime, bars, isWhole, missing, deadline }: BarSlice, now: Micros): SessionInput[] {
    const { maxBarAge } = this.#limits;
    const inputs: SessionInput[] = bars.map((bar) => ({ kind: 'bar', ts: bar.tsInit, bar, stale: bar.tsInit - closeTime > maxBarAge }));
    if (isWhole) return inputs;
    const end = { ts: now, closeTime, missing: missing.map(seriesName), deadline: deadline ?? null, stale: now - closeTime > maxBarAge };
    return [...inputs, { kind: 'slice-end', ...end }];
  }
}
