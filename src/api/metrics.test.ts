import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { StatusSnapshot, VenueStatus } from '../ports/status-source.ts';
import { createMetrics } from './metrics.ts';

const VENUE: VenueStatus = {
  name: 'BINANCE',
  host: '127.0.0.1:9001',
  permissions: undefined,
  connected: true,
  streamUp: true,
  clockOffset: 0,
  queued: 0,
  pursued: 0,
  weightUsed: 0,
  ordersUsed: 0,
  brokenFor: undefined,
  lastProblem: undefined,
  comparison: undefined,
  calls: { asked: 1, failed: 0, time: 20_000, last: 20_000 },
  gate: { state: 'open', reason: '' },
  unknown: { orders: 0, age: undefined },
  breaks: 0,
};

const SESSION: StatusSnapshot = {
  version: '1',
  stage: 'live',
  sessionId: 's',
  startedAt: 0,
  now: 0,
  trading: { state: 'ACTIVE', reason: '' },
  orders: 0,
  openOrders: 0,
  fills: 0,
  refusals: 0,
  account: { currency: 'USDT', equity: '0', cash: '0', startCash: '0' },
  positions: [],
  lastFills: [],
  strategies: [],
  limits: [],
  halted: [],
  feed: { name: 'binance', connected: true, age: undefined, reconnects: 0, backfilledBars: 0 },
  venue: VENUE,
  steps: 0,
  commitTime: undefined,
  commitAge: undefined,
  uncommittedAge: 0,
};

/** What becomes of the venue of a session, and the sample that then tells so. */
const MOVES: readonly (readonly [change: Partial<VenueStatus>, before: string, after: string])[] = [
  [{ gate: { state: 'shut', reason: '' } }, 'ballast_gate{state="shut"} 0', 'ballast_gate{state="shut"} 1'],
  [{ gate: { state: 'shut', reason: '' } }, 'ballast_gate{state="open"} 1', 'ballast_gate{state="open"} 0'],
  [{ connected: false }, 'ballast_venue_connected 1', 'ballast_venue_connected 0'],
  [{ streamUp: false }, 'ballast_venue_stream_up 1', 'ballast_venue_stream_up 0'],
  [{ unknown: { orders: 2, age: 61_000_000 } }, 'ballast_unknown_orders 0', 'ballast_unknown_orders 2'],
  [{ unknown: { orders: 2, age: 61_000_000 } }, 'ballast_unknown_order_age_seconds 0', 'ballast_unknown_order_age_seconds 61'],
  [{ queued: 3 }, 'ballast_venue_queue 0', 'ballast_venue_queue 3'],
  [{ pursued: 4 }, 'ballast_pursued_orders 0', 'ballast_pursued_orders 4'],
  [{ breaks: 5 }, 'ballast_reconciliation_breaks_total 0', 'ballast_reconciliation_breaks_total 5'],
  [{ calls: { asked: 9, failed: 2, time: 5e5, last: 3e5 } }, 'ballast_venue_calls_total 1', 'ballast_venue_calls_total 9'],
  [{ calls: { asked: 9, failed: 2, time: 5e5, last: 3e5 } }, 'ballast_venue_errors_total 0', 'ballast_venue_errors_total 2'],
  [
    { calls: { asked: 9, failed: 2, time: 5e5, last: 3e5 } },
    'ballast_venue_call_seconds_total 0.02',
    'ballast_venue_call_seconds_total 0.5',
  ],
  [{ calls: { asked: 9, failed: 2, time: 5e5, last: 3e5 } }, 'ballast_venue_latency_seconds 0.02', 'ballast_venue_latency_seconds 0.3'],
];

function over(snapshot: () => StatusSnapshot) {
  return createMetrics({ snapshot, checks: () => Promise.resolve([]) });
}

describe('the metrics of a session', () => {
  for (const [change, before, after] of MOVES) {
    test(`${before} becomes ${after}`, async () => {
      let venue = VENUE;
      const metrics = over(() => ({ ...SESSION, venue }));
      const samples = async (): Promise<readonly string[]> => (await metrics.text()).split('\n');
      assert.ok((await samples()).includes(before));
      venue = { ...VENUE, ...change };
      assert.ok((await samples()).includes(after));
    });
  }

  test('a comparison is clean or not, and before the first it is neither', async () => {
    let venue = VENUE;
    const metrics = over(() => ({ ...SESSION, venue }));
    const clean = async (): Promise<string | undefined> => /^ballast_reconciliation_clean (.*)$/m.exec(await metrics.text())?.[1];
    const told = [await clean()];
    for (const outcome of ['clean', 'different']) {
      venue = { ...VENUE, comparison: { at: 0, outcome, found: [], others: 0 } };
      told.push(await clean());
    }
    assert.deepEqual(told, [undefined, '1', '0']);
  });

  test('a halted instrument is told for as long as it is halted', async () => {
    let halted: StatusSnapshot['halted'] = [{ instrumentId: 'BTC/USDT.BINANCE', reason: 'a difference' }];
    const metrics = over(() => ({ ...SESSION, halted }));
    assert.match(await metrics.text(), /^ballast_halted\{instrument="BTC\/USDT\.BINANCE"\} 1$/m);
    halted = [];
    assert.doesNotMatch(await metrics.text(), /^ballast_halted\{/m);
  });

  test('the time of every commit is counted', async () => {
    const metrics = over(() => SESSION);
    metrics.observeCommit(0.003);
    assert.match(await metrics.text(), /^ballast_commit_seconds_count 1$/m);
  });

  test('a session whose venue is simulated here has no samples of a venue', async () => {
    const { venue: _, ...paper } = SESSION;
    assert.doesNotMatch(await over(() => paper).text(), /^ballast_(gate|venue|unknown|pursued|reconciliation)\w*[ {]/m);
  });
});
