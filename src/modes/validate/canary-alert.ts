import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { systemClock } from '../../adapters/clock/system-clock.ts';
import type { Notice } from '../../ports/notifier.ts';

/** Raises an alert on purpose, and looks whether it arrived in the log: one that would be lost then would be lost when it matters. */
export async function canaryAlert(notify: (notice: Notice) => Promise<void>, logs: string, run: string): Promise<boolean> {
  const mark = `canary of run ${run} at ${systemClock.now()}`;
  const text = `this alert was raised on purpose, to see that alerts arrive: ${mark}`;
  await notify({ ts: systemClock.now(), severity: 'critical', code: 'CANARY_ALERT', text });
  if (!existsSync(logs)) return false;
  return readdirSync(logs).some((file) => readFileSync(join(logs, file), 'utf8').includes(mark));
}
