/** How long a durable order takes: from a tick to the call of the adapter, beside one write and sync of the same disk, in turns. */
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { openStore } from '../src/adapters/store/sql/open-store.ts';
import { buildInstrument } from '../src/domain/instrument-spec.ts';
import { currency } from '../src/domain/money.ts';
import type { OrderIntent } from '../src/domain/order.ts';
import { MICROS_PER_MILLISECOND, parseTime } from '../src/kernel/time.ts';
import { LiveSession } from '../src/modes/live-session.ts';
import { RemoteVenue } from '../src/modes/live/remote-venue.ts';
import type { SessionInput } from '../src/modes/session-input.ts';
import { SessionRecords } from '../src/modes/session-records.ts';
import { TradingSession } from '../src/modes/trading-session.ts';
import { defineStrategy, order } from '../src/strategy/index.ts';
import { CAPABLE } from '../tests/tools/capable.ts';

/** Milliseconds of each round: from tick to adapter call, of one write and sync, and of bursts from the first tick to the last call. */
export interface OrderPathTimes {
  readonly tickToCall: readonly number[];
  readonly sync: readonly number[];
  readonly burst: readonly number[];
}

/** Ticks that arrive at once in a burst. */
export const BURST = 64;
/** Bytes of the write that is measured beside: about what an intent takes. */
const BYTES = 256;
const START = parseTime('2024-01-01');
const INSTRUMENT = buildInstrument({
  id: 'BTC/USDT.BENCH',
  kind: 'spot',
  calendar: '24/7',
  tick: '0.01',
  lot: '0.00001',
  effectiveFrom: 0,
});

/** Buys a little on every tick. */
const eager = defineStrategy({
  id: 'eager',
  version: '1.0.0',
  params: z.object({}),
  data: { bars: [], ticks: 'trades' },
  onTick: () => order({ side: 'buy', type: 'limit', limit: 50_000, quantity: 0.00001, timeInForce: 'IOC' }),
});

/** Measures so many rounds on a disk, with a pause between them, and then so many bursts. */
export async function measureOrderPath(folder: string, rounds: number, bursts: number): Promise<OrderPathTimes> {
  const home = mkdtempSync(join(folder, 'order-path-'));
  const file = openSync(join(home, 'synced'), 'w');
  const store = await openStore({ engine: 'sqlite', home });
  try {
    const { session, called, expire } = await openSession(store);
    const bytes = Buffer.alloc(BYTES, 1);
    const [tickToCall, sync, burst]: [number[], number[], number[]] = [[], [], []];
    for (let round = 0; round < rounds; round += 1) {
      await pause(2);
      const began = performance.now();
      await session.apply([tickAt(round)]);
      tickToCall.push(called.at - began);
      await session.apply(expire());
      const wrote = performance.now();
      writeSync(file, bytes);
      fdatasyncSync(file);
      sync.push(performance.now() - wrote);
    }
    for (let round = 0; round < bursts; round += 1) {
      await pause(2);
      const began = performance.now();
      await session.apply(Array.from({ length: BURST }, (_, each) => tickAt(rounds + round * BURST + each)));
      burst.push(called.at - began);
      await session.apply(expire());
    }
    return { tickToCall, sync, burst };
  } finally {
    closeSync(file);
    await store.close();
    rmSync(home, { recursive: true });
  }
}

async function openSession(store: Awaited<ReturnType<typeof openStore>>): Promise<{
  readonly session: LiveSession;
  readonly called: { at: number };
  readonly expire: () => readonly SessionInput[];
}> {
  await store.migrate();
  const lease = await store.lease('bench');
  const records = new SessionRecords();
  const venue = new RemoteVenue([INSTRUMENT], CAPABLE);
  const money = currency('USDT');
  const terms = {
    id: 'bench',
    type: 'cash',
    currency: money,
    cash: 1_000_000e8,
    limits: { maxOrderValue: undefined, maxPositionValue: undefined, priceCollar: undefined },
    takerFee: 1_000,
    sizingBuffer: 0,
  } as const;
  const deployments = [{ id: 'eager', definition: eager, params: {}, instrumentIds: [INSTRUMENT.id], interval: '1m' }] as const;
  const trading = new TradingSession([{ instrument: INSTRUMENT, baseInterval: '1m' }], venue, { terms, deployments, records });
  const session = new LiveSession({
    sessionId: 'bench',
    session: trading,
    records,
    store,
    lease,
    fingerprint: 'bench',
    engineVersion: 'bench',
    onCommit: () => undefined,
    stopwatch: () => 0,
  });
  await session.recover(START, new AbortController().signal, () => Promise.resolve());
  const called = { at: 0 };
  const sent: OrderIntent[] = [];
  venue.connect({
    submit: (intent) => {
      called.at = performance.now();
      sent.push(intent);
    },
    submitLinked: () => undefined,
    cancel: () => undefined,
  });
  // The venue lets every order expire, so that the account stays as it was.
  const expire = (): readonly SessionInput[] => {
    const ts = trading.engine.account.time;
    return sent.splice(0).map(({ intentId }) => ({ kind: 'venue', ts, event: { kind: 'expired', intentId, ts, reason: 'IOC' } }));
  };
  return { session, called, expire };
}

function tickAt(index: number): SessionInput {
  const ts = START + index * MICROS_PER_MILLISECOND;
  const price = 50_000_00 + (index % 7);
  return {
    kind: 'tick',
    ts,
    tick: {
      kind: 'trade',
      instrumentId: INSTRUMENT.id,
      price,
      quantity: 1_000,
      aggressor: 'buy',
      tradeId: `t${index}`,
      tsEvent: ts,
      tsInit: ts,
    },
  };
}
