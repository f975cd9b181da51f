import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { MICROS_PER_DAY, type Micros } from '../../kernel/time.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { Measured } from '../../domain/criteria.ts';
import type { Store, StoredEquity, StoredFill } from '../../ports/store.ts';
import type { Search } from './search-of.ts';
import type { SameMinutes } from './backtest-session.ts';
import { measureSession } from './measure-session.ts';
import type { ValidationRun } from './validation-run.ts';

/** A drill proves something for so long. */
const DRILL_HOLDS = 30 * MICROS_PER_DAY;

/** What a run is measured with. */
export interface MeasuredWith {
  readonly instruments: readonly Instrument[];
  readonly search?: Search | undefined;
  /** The folder of the results of drills. */
  readonly drills: string;
  /** A backtest of the minutes of a session; left out where there is none to compare with. */
  readonly same?: (session: string) => Promise<SameMinutes | undefined>;
}

/** Everything that is measured of a run, but what it measured itself. */
export async function measureRun(store: Store, run: ValidationRun, { instruments, drills, same, search }: MeasuredWith): Promise<Measured> {
  const { begun, lastAlive } = run.course;
  const period = { sessionId: begun.session, from: begun.ts, to: lastAlive, instruments, seed: 1, search };
  const drift =
    same === undefined
      ? undefined
      : driftFrom(await store.equity(begun.session), await store.fills(begun.session), await same(begun.session));
  return {
    ...(await measureSession(store, period)),
    ...(drift !== undefined && { drift }),
    ...drillsIn(drills, begun.isAccelerated ? undefined : lastAlive),
  };
}

/** How far the profit of a session lies from that of a backtest of its minutes, as a share of what was turned over. */
function driftFrom(equity: readonly StoredEquity[], fills: readonly StoredFill[], backtest: SameMinutes | undefined): number | undefined {
  const [first, last] = [equity[0], equity.at(-1)];
  if (backtest === undefined || first === undefined || last === undefined) return undefined;
  const turnover = Math.max(
    backtest.turnover,
    fills.reduce((sum, { notional }) => sum + notional, 0),
  );
  const apart = Math.abs(last.equity - first.equity - backtest.profit);
  return turnover === 0 ? Number(apart > 0) : apart / turnover;
}

/** Whether the newest drill of each kind has passed, within 30 days before `now`; all of them count where time is made up. */
function drillsIn(folder: string, now: Micros | undefined): Measured {
  if (!existsSync(folder)) return {};
  const results = readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map(
      (file) =>
        JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
          readonly drill?: string;
          readonly at?: number;
          readonly passed?: boolean;
        },
    );
  const of = (drill: string): number | undefined => {
    const newest = results.findLast((result) => result.drill === drill && (now === undefined || (result.at ?? 0) >= now - DRILL_HOLDS));
    return newest === undefined ? undefined : Number(newest.passed === true);
  };
  const [killDrill, restoreDrill] = [of('kill'), of('restore')];
  return { ...(killDrill !== undefined && { killDrill }), ...(restoreDrill !== undefined && { restoreDrill }) };
}
