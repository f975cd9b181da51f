import { REGIMES, type Regime } from '../domain/regime.ts';
import { formatTime, type Micros } from '../kernel/time.ts';
import type { ResultRegimes } from './result.ts';

/** A change of the regime of an instrument, or of the market where that is undefined. */
export interface RegimeChange {
  readonly ts: Micros;
  readonly instrumentId: string | undefined;
  readonly regime: Regime;
}

/** A strategy that a regime stopped for good, and which, in words. */
export interface RegimeStop {
  readonly ts: Micros;
  readonly strategyId: string;
  readonly message: string;
}

/** How regimes were found, and all their changes in order, over a period that ends at `end`. */
export interface RegimeHistory {
  readonly model: ResultRegimes['model'];
  readonly interval: string;
  readonly instrumentIds: readonly string[];
  readonly changes: readonly RegimeChange[];
  readonly stops: readonly RegimeStop[];
  readonly end: Micros;
}

/** The regimes of a run as its result tells them, the instruments before the market. */
export function resultRegimes({ model, interval, instrumentIds, changes, stops, end }: RegimeHistory): ResultRegimes {
  const series = [...instrumentIds, undefined].map((id) => {
    const own = changes.filter(({ instrumentId }) => instrumentId === id);
    return {
      instrument: id ?? null,
      shares: shares(own, end),
      changes: own.map(({ ts, regime }): [string, Regime] => [formatTime(ts), regime]),
    };
  });
  return {
    model,
    interval,
    series,
    stops: stops.map(({ ts, strategyId, message }) => ({ time: formatTime(ts), strategyId, reason: message })),
  };
}

/** The share of each regime of the time since the first was known. */
function shares(changes: readonly RegimeChange[], end: Micros): Record<Regime, number> {
  const times = { trend: 0, range: 0, 'high-volatility': 0, crisis: 0 };
  for (const [at, { ts, regime }] of changes.entries()) times[regime] += (changes[at + 1]?.ts ?? end) - ts;
  const whole = REGIMES.reduce((total, regime) => total + times[regime], 0);
  for (const regime of REGIMES) times[regime] = whole === 0 ? 0 : times[regime] / whole;
  return times;
}
