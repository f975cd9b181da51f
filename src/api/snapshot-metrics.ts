import { Counter, Gauge, type Registry } from 'prom-client';
import type { Micros } from '../kernel/time.ts';
import type { StatusSnapshot, StatusSource } from '../ports/status-source.ts';

/** Where metrics are kept, and what they are read from. */
export interface Read {
  readonly register: Registry;
  readonly source: StatusSource;
}

/** A value under its labels. */
export type Sample = readonly [value: number, labels?: Readonly<Record<string, string>>];

/** An age or a time in seconds; no sample where it is not known. */
export function inSeconds(age: Micros | undefined): readonly Sample[] {
  return age === undefined ? [] : [[age / 1_000_000]];
}

/** A count that only grows while this process lives, read from the snapshot of the moment. */
export function counter(
  { register, source }: Read,
  name: string,
  help: string,
  labelNames: string[],
  samples: (snapshot: StatusSnapshot) => readonly Sample[],
): void {
  const metric: Counter = new Counter({
    name,
    help,
    labelNames,
    registers: [register],
    collect() {
      // To reset is to set to 0 what has no labels; what is not known has no sample.
      metric.reset();
      if (labelNames.length === 0) metric.remove();
      for (const [value, labels = {}] of samples(source.snapshot())) metric.inc(labels, value);
    },
  });
}

/** A value of the moment, read from its snapshot. */
export function gauge(
  { register, source }: Read,
  name: string,
  help: string,
  labelNames: string[],
  samples: (snapshot: StatusSnapshot) => readonly Sample[],
): void {
  const metric: Gauge = new Gauge({
    name,
    help,
    labelNames,
    registers: [register],
    collect() {
      metric.reset();
      if (labelNames.length === 0) metric.remove();
      for (const [value, labels = {}] of samples(source.snapshot())) metric.set(labels, value);
    },
  });
}
