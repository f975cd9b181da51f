import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { MICROS_PER_DAY, parseTime, type Micros } from '../../kernel/time.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { Measured } from '../../domain/criteria.ts';
import type { Store } from '../../ports/store.ts';
import { measureSession } from './measure-session.ts';
import type { ValidationRun } from './validation-run.ts';

/** A drill proves something for so long. */
const DRILL_HOLDS = 30 * MICROS_PER_DAY;

/** Everything that is measured of a run, but what it measured itself. `drills` is the folder of their results. */
export async function measureRun(store: Store, run: ValidationRun, instruments: readonly Instrument[], drills: string): Promise<Measured> {
  const { begun, lastAlive } = run.course;
  const period = { sessionId: begun.session, from: begun.ts, to: lastAlive, instruments, seed: 1 };
  return { ...(await measureSession(store, period)), ...drillsIn(drills, begun.isAccelerated ? undefined : lastAlive) };
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
          readonly at?: string;
          readonly passed?: boolean;
        },
    );
  const of = (drill: string): number | undefined => {
    const newest = results.findLast(
      (result) => result.drill === drill && (now === undefined || parseTime(result.at ?? '') >= now - DRILL_HOLDS),
    );
    return newest === undefined ? undefined : Number(newest.passed === true);
  };
  const [killDrill, restoreDrill] = [of('kill'), of('restore')];
  return { ...(killDrill !== undefined && { killDrill }), ...(restoreDrill !== undefined && { restoreDrill }) };
}
