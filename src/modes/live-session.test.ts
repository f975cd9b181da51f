import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { openStore } from '../adapters/store/sql/open-store.ts';
import { parseConfig } from '../config/load.ts';
import { findInstrument } from '../data/instruments/find-instrument.ts';
import type { BarEvent } from '../domain/market-event.ts';
import type { CoreRecord } from '../domain/records.ts';
import { formatTime, parseTime } from '../kernel/time.ts';
import { cancel, defineStrategy, order } from '../strategy/index.ts';
import { tempFolder } from '../../tests/tools/temp-folder.ts';
import { LiveSession } from './live-session.ts';
import { SessionRecords } from './session-records.ts';
import { accountTerms, simulationRules } from './session-terms.ts';
import { simulatedSession } from './simulated-session.ts';

/** Bids for IBM when a day of AAPL has closed, and takes the bid back when the next one has. */
const fickle = defineStrategy({
  id: 'fickle',
  version: '1.0.0',
  params: z.object({}),
  onBar: ({ openOrders }, bar) => {
    if (bar.instrument !== 'AAPL.US') return undefined;
    if (openOrders.length > 0) return openOrders.map(({ id }) => cancel(id));
    return order({ instrument: 'IBM.US', side: 'buy', type: 'limit', quantity: 1, limit: 119 });
  },
});

test('days of US equities, which close at no boundary of the clock, are matched together before any is decided on', async (context) => {
  const { config } = parseConfig('version: 1\naccount: { id: a, currency: USD, cash: 10000 }\n', 'test');
  const markets = ['AAPL.US', 'IBM.US'].map((id) => ({ instrument: findInstrument(id), baseInterval: '1d' as const }));
  const deployments = [{ id: 'fickle', definition: fickle, params: {}, instrumentIds: ['AAPL.US', 'IBM.US'], interval: '1d' as const }];
  const store = await openStore({ engine: 'sqlite', home: tempFolder(context) });
  context.after(() => store.close());
  await store.migrate();
  const [records, stored]: [SessionRecords, CoreRecord[]] = [new SessionRecords(), []];
  const session = new LiveSession({
    sessionId: 'equities',
    session: simulatedSession(markets, simulationRules(config), { terms: accountTerms(config), deployments, records }),
    records,
    store,
    lease: await store.lease('equities'),
    fingerprint: 'the same',
    engineVersion: 'test',
    onCommit: (committed) => stored.push(...committed),
    stopwatch: () => 0,
  });
  await session.recover(parseTime('2021-07-01'), new AbortController().signal, () => Promise.resolve());

  const day = (instrumentId: string, date: string, price: number): BarEvent => {
    const [openTime, closeTime] = [parseTime(`${date}T13:30`), parseTime(`${date}T20:00`)];
    const prices = { open: price, high: price, low: price, close: price };
    return { kind: 'bar', instrumentId, interval: '1d', openTime, closeTime, ...prices, volume: 1, tsInit: closeTime };
  };
  const dates = ['2021-07-01', '2021-07-02', '2021-07-06'];
  const bars = dates.flatMap((date, index) => [day('AAPL.US', date, 10_000), day('IBM.US', date, 12_000 - 200 * index)]);
  await session.apply(bars.map((bar) => ({ kind: 'bar', ts: bar.tsInit, bar, stale: false })));
  assert.deepEqual(
    stored.flatMap((record) => (record.kind === 'fill' ? [[formatTime(record.fill.tsEvent), record.fill.price]] : [])),
    [['2021-07-06T13:30:00Z', 11_600]],
    'the bid of the second day is filled on the third, before AAPL tells anybody to take it back',
  );
});
