/** `npm run soak`: a session takes a busy market from the wire to the store for a long time, and must neither fall behind nor grow. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Worker } from 'node:worker_threads';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { systemClock } from '../src/adapters/clock/system-clock.ts';
import { openStore } from '../src/adapters/store/sql/open-store.ts';
import { createCcxtMarketData } from '../src/adapters/venues/ccxt/market-data.ts';
import { createProgress } from '../src/cli/progress.ts';
import { currency } from '../src/domain/money.ts';
import { arrivals } from '../src/modes/arrivals.ts';
import { LiveSession } from '../src/modes/live-session.ts';
import type { SessionInput } from '../src/modes/session-input.ts';
import { SessionRecords } from '../src/modes/session-records.ts';
import { simulatedSession } from '../src/modes/simulated-session.ts';
import { defineStrategy, order } from '../src/strategy/index.ts';
import { spotInstrument } from '../tests/tools/ccxt-bench.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    rate: { type: 'string', default: '10000' },
    json: { type: 'boolean', default: false },
  },
});
const [minutes, rate] = [Number(values.minutes), Number(values.rate)];
/** A trade in so many makes an order: 10 a second at 10,000 trades. */
const ORDER_EVERY = 1_000;
/** What is measured against: the first tenth warms up. */
const WARM_UP = minutes * 6_000;
const HEAP_DRIFT = 0.05;
const BACKLOG_MS = 1_000;

/** How many lags there were of each whole millisecond, up to ten seconds: a list of them would be the heap that grows. */
class Lags {
  readonly #counts = new Uint32Array(10_000);
  #total = 0;
  last = Infinity;

  add(milliseconds: number): void {
    const index = Math.min(this.#counts.length - 1, Math.max(0, Math.floor(milliseconds)));
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
    this.#total += 1;
    this.last = milliseconds;
  }

  quantile(share: number): number {
    let seen = 0;
    return this.#counts.findIndex((count) => (seen += count) > share * this.#total);
  }
}

const busy = defineStrategy({
  id: 'busy',
  version: '1.0.0',
  params: z.object({}),
  data: { ticks: 'trades' },
  init: () => ({ trades: 0 }),
  onTick({ state }) {
    state.trades += 1;
    if (state.trades % ORDER_EVERY !== 0) return undefined;
    const side = state.trades % (2 * ORDER_EVERY) === 0 ? 'sell' : 'buy';
    return order({ side, type: 'market', quantity: 0.0001 });
  },
});

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const home = mkdtempSync(join(tmpdir(), 'ballast-soak-'));
const venue = new Worker(new URL('./soak-venue.ts', import.meta.url), { workerData: { rate } });
const [{ urls }] = (await once(venue, 'message')) as [{ urls: { rest: string; stream: string } }];
const store = await openStore({ engine: 'sqlite', home });
const feed = createCcxtMarketData({ exchange: 'binance', clock: systemClock, random: () => Math.random(), urls });
try {
  const { session, instrument } = await openSession();
  const stop = new AbortController();
  const end = performance.now() + minutes * 60_000;
  const progress = createProgress({ label: 'soak', total: minutes * 60, unit: 's', silent: values.json });
  const began = performance.now();
  const lags = new Lags();
  const heaps: number[] = [];
  let taken = 0;
  let looked = began;
  const requests = [{ instrument, interval: '1m', ticks: 'trades', since: systemClock.now() - 120_000_000 }] as const;
  const groups = arrivals({
    open: (signal) => feed.events(requests, signal),
    signal: stop.signal,
    clock: systemClock,
    patience: () => undefined,
  });
  for await (const events of groups) {
    const inputs = events.map((event): SessionInput =>
      event.kind === 'bar' ? { kind: 'bar', ts: event.tsInit, bar: event, stale: true } : { kind: 'tick', ts: event.tsInit, tick: event },
    );
    await session.apply(inputs);
    taken += events.filter(({ kind }) => kind === 'trade').length;
    const now = performance.now();
    const last = events.findLast(({ kind }) => kind === 'trade');
    if (last?.kind === 'trade' && now - began > WARM_UP) lags.add((systemClock.now() - last.tsEvent) / 1000);
    if (now - looked > 10_000) {
      looked = now;
      collect();
      if (now - began > WARM_UP) heaps.push(process.memoryUsage().heapUsed);
      progress.update(Math.round((now - began) / 1000));
    }
    if (now > end) stop.abort();
  }
  progress.done();
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  venue.postMessage('stop');
  const [{ sent }] = (await once(venue, 'message')) as [{ sent: number }];
  report(taken, sent, lags, heaps, (performance.now() - began) / 1000);
} finally {
  await feed.close();
  await store.close();
  await venue.terminate();
  rmSync(home, { recursive: true });
}

async function openSession(): Promise<{ readonly session: LiveSession; readonly instrument: ReturnType<typeof spotInstrument> }> {
  await store.migrate();
  const lease = await store.lease('soak');
  const records = new SessionRecords();
  const instrument = spotInstrument('BTC/USDT');
  const terms = {
    id: 'soak',
    type: 'margin',
    currency: currency('USDT'),
    cash: 1_000_000e8,
    limits: { maxOrderValue: undefined, maxPositionValue: undefined, priceCollar: undefined },
    takerFee: 1_000,
    sizingBuffer: 0,
  } as const;
  const rules = { makerFee: 0, takerFee: 1_000, slippage: 0, slippageTicks: 0, fill: 'next-open', limitFill: 'through' } as const;
  const deployments = [{ id: 'busy', definition: busy, params: {}, instrumentIds: [instrument.id], interval: '1m' }] as const;
  const session = new LiveSession({
    sessionId: 'soak',
    session: simulatedSession([{ instrument, baseInterval: '1m' }], rules, { terms, deployments, records }),
    records,
    store,
    lease,
    fingerprint: 'soak',
    engineVersion: 'bench',
    onCommit: () => undefined,
    stopwatch: () => 0,
  });
  await session.recover(systemClock.now(), new AbortController().signal, () => Promise.resolve());
  return { session, instrument };
}

function report(taken: number, sent: number, lags: Lags, heaps: readonly number[], seconds: number): void {
  const third = Math.max(1, Math.floor(heaps.length / 3));
  const mean = (all: readonly number[]): number => all.reduce((sum, each) => sum + each, 0) / all.length;
  const drift = mean(heaps.slice(-third)) / mean(heaps.slice(0, third)) - 1;
  const dropped = feed.health().droppedTicks ?? 0;
  const result = {
    seconds: Math.round(seconds),
    sent,
    taken,
    perSecond: Math.round(taken / seconds),
    dropped,
    lagMs: { p50: lags.quantile(0.5), p99: lags.quantile(0.99), last: lags.last },
    heapMB: heaps.map((bytes) => Math.round(bytes / 1e5) / 10),
    drift,
  };
  if (values.json) console.log(JSON.stringify(result));
  else {
    console.log(`${result.taken} of ${result.sent} trades in ${result.seconds} s: ${result.perSecond} a second, ${dropped} dropped`);
    console.log(
      `from the venue's stamp to the store: p50 ${result.lagMs.p50} ms, p99 ${result.lagMs.p99} ms, at the end ${result.lagMs.last} ms`,
    );
    console.log(`heap ${result.heapMB.join(' ')} MB: drift ${(drift * 100).toFixed(1)}%`);
  }
  const isFine = dropped === 0 && lags.last < BACKLOG_MS && drift < HEAP_DRIFT;
  if (!isFine) process.exitCode = 1;
}
