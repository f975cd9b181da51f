import type { Micros } from '../../../kernel/time.ts';

/** Something that was measured, and the most that it may be. */
export interface DrillFigure {
  readonly what: string;
  readonly value: number;
  readonly atMost: number;
  readonly unit: 'ms' | 'orders' | 'stops' | 'positions';
}

/** What came of a drill. */
export interface DrillReport {
  readonly drill: 'kill';
  readonly at: Micros;
  readonly version: string;
  /** Orders that were open or on their way. */
  readonly orders: number;
  readonly figures: readonly DrillFigure[];
  readonly passed: boolean;
}

/** Whether a figure is within its target. What could not be measured is not. */
export function isWithin({ value, atMost }: DrillFigure): boolean {
  return value <= atMost;
}

/** The value below which a share of others lies, 0 to 1; NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}
