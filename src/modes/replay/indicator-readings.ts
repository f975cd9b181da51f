import type { Indicator } from '../../indicators/indicator.ts';

/** What an indicator shows, by the names of its lines; null before it is ready. */
export type Readings = Readonly<Record<string, number | boolean | null>>;

/** What says how far an indicator is, rather than what it shows. */
const PROGRESS: ReadonlySet<string> = new Set(['count', 'warmup', 'seen', 'isReady', 'raw']);

/** Every value that an indicator shows at the bar at hand: `value`, and what else it has to be read. */
export function readingsOf(indicator: Indicator): Readings {
  const readings: Record<string, number | boolean | null> = {};
  for (let level: object = indicator; level !== Object.prototype; level = Object.getPrototypeOf(level) as object) {
    for (const name of Object.getOwnPropertyNames(level)) {
      if (PROGRESS.has(name) || Object.getOwnPropertyDescriptor(level, name)?.get === undefined) continue;
      const value: unknown = Reflect.get(indicator, name);
      if (typeof value === 'number') readings[name] ??= Number.isFinite(value) ? value : null;
      if (typeof value === 'boolean') readings[name] ??= value;
    }
  }
  return readings;
}
