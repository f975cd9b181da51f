import type { Micros } from '../../kernel/time.ts';

/** What the check looks for, in the order in which it is reported: what its `size` counts, and what it means. */
export const FINDING_KINDS = {
  gap: { unit: 'bars', title: 'gap', meaning: 'bars are missing between two that are there' },
  'zero-length': {
    unit: 'bars',
    title: 'zero-length bar',
    meaning: 'nothing traded in the last bar before a gap, though it did before: trading stopped as it opened',
  },
  duplicate: { unit: 'bars', title: 'duplicate', meaning: 'a bar opens at the same time as the one before it' },
  'out-of-order': { unit: 'bars', title: 'out of order', meaning: 'a bar opens before the one that stands before it' },
  'off-grid': { unit: 'bars', title: 'off the grid', meaning: 'a bar opens at a time at which none of this interval does' },
  'outside-session': { unit: 'bars', title: 'outside sessions', meaning: 'bars lie outside the trading hours of the calendar' },
  'impossible-prices': {
    unit: 'bars',
    title: 'impossible prices',
    meaning: 'a high below the open or close, a low above them, or a price that is not above zero',
  },
  spike: {
    unit: 'factor',
    title: 'spike',
    meaning: 'a high or low far beyond the bars around it, from which the price came back within the bar',
  },
  jump: { unit: 'factor', title: 'jump', meaning: 'the price opens at another level and stays there: a split, another company, or news' },
  'no-volume': { unit: 'bars', title: 'without volume', meaning: 'bars in which nothing traded' },
} as const;

/** A kind of finding; stable in JSON. */
export type FindingKind = keyof typeof FINDING_KINDS;

/** Something odd in a series. */
export interface Finding {
  /** Opening time of the first bar concerned, and the closing time of the last. */
  readonly time: Micros;
  readonly until: Micros;
  /** Bars concerned, or the factor by which a price is off: as its kind says. */
  readonly size: number;
  /** The numbers behind it. */
  readonly text: string;
}

/** All findings of one kind: every one is counted, the first `KEPT` are kept, and so are the largest. */
export interface Findings {
  readonly kind: FindingKind;
  readonly count: number;
  /** Bars concerned in all. */
  readonly bars: number;
  /** The largest, largest first. */
  readonly worst: readonly Finding[];
  /** The first ones, in the order of time. */
  readonly first: readonly Finding[];
}

/** Findings kept of a kind, by time. */
export const KEPT = 1000;
/** Findings kept of a kind, by size. */
export const WORST = 3;

/** Collects the findings of one kind. */
export class FindingList implements Findings {
  readonly kind: FindingKind;
  readonly first: Finding[] = [];
  readonly worst: Finding[] = [];
  count = 0;
  bars = 0;

  constructor(kind: FindingKind) {
    this.kind = kind;
  }

  add(finding: Finding): void {
    this.count++;
    this.bars += FINDING_KINDS[this.kind].unit === 'bars' ? finding.size : 1;
    if (this.first.length < KEPT) this.first.push(finding);
    const rank = this.worst.findIndex((other) => other.size < finding.size);
    if (rank >= 0) this.worst.splice(rank, 0, finding);
    else if (this.worst.length < WORST) this.worst.push(finding);
    if (this.worst.length > WORST) this.worst.pop();
  }
}
