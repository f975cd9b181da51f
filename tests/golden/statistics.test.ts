import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import type { CalendarId } from '../../src/domain/instrument.ts';
import { MICROS_PER_DAY, parseTime } from '../../src/kernel/time.ts';
import { EquityRecorder } from '../../src/report/equity-recorder.ts';
import { RoundTrips } from '../../src/report/round-trips.ts';
import { computeStatistics } from '../../src/report/statistics.ts';

interface Golden {
  readonly cash: number;
  readonly equity: readonly number[];
  readonly expected: Readonly<Record<CalendarId, Readonly<Record<string, number>>>>;
}

const golden = JSON.parse(readFileSync(new URL('statistics.json', import.meta.url), 'utf8')) as Golden;
const START = parseTime('2023-01-01');

function statisticsOf(calendar: CalendarId): Readonly<Record<string, unknown>> {
  const recorder = new EquityRecorder({ startTime: START, startEquity: golden.cash });
  golden.equity.forEach((equity, day) => recorder.record(START + (day + 1) * MICROS_PER_DAY, equity, 1, 1, 1, true));
  return computeStatistics({ equity: recorder.summary(), trips: new RoundTrips().summary(), orders: 0, moneyScale: 2, calendar });
}

for (const calendar of ['24/7', 'us-equities'] as const) {
  const { maxDrawdownByPandas, ...expected } = golden.expected[calendar];
  const computed = statisticsOf(calendar);
  for (const [name, value] of Object.entries({ ...expected, maxDrawdown: maxDrawdownByPandas })) {
    test(`${name} of 400 days (${calendar}) is what empyrical and pandas say`, () => {
      const ours = computed[name];
      assert.ok(typeof ours === 'number');
      assert.ok(Math.abs(ours - (value as number)) <= 1e-12 * Math.max(1, Math.abs(value as number)), `${ours} is not ${value}`);
    });
  }
}
