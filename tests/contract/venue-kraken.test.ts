import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MICROS_PER_SECOND } from '../../src/kernel/time.ts';
import { keepCountdown } from '../../src/modes/live/keep-countdown.ts';
import { BENCH_VENUES } from '../tools/bench-venues.ts';
import { openTestnetBench } from '../tools/testnet-bench.ts';
import { testVenue } from './venue-contract.ts';
import { orderOf } from './venue-stories.ts';

testVenue('Kraken through ccxt', () => openTestnetBench(BENCH_VENUES.KRAKEN), {
  tellsPermissions: true,
  streamsFills: true,
  linksOrders: false,
});

test('Kraken counts down to cancelling everything, unless it is started anew or ended', async (context) => {
  const bench = await openTestnetBench(BENCH_VENUES.KRAKEN);
  context.after(() => bench.dispose());
  const { venue, clock, instrument } = bench;
  const open = async (): Promise<number> => (await venue.openOrders([instrument])).length;
  const pass = async (seconds: number): Promise<void> => {
    clock.advance(seconds * MICROS_PER_SECOND);
    // The exchange moves on with the time.
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  await venue.submit(orderOf(bench));
  assert.equal(await open(), 1);
  await venue.cancelAllAfter?.(60 * MICROS_PER_SECOND);
  await pass(40);
  await venue.cancelAllAfter?.(60 * MICROS_PER_SECOND);
  await pass(40);
  assert.equal(await open(), 1, 'it was started anew');
  await venue.cancelAllAfter?.(0);
  await pass(90);
  assert.equal(await open(), 1, 'it was ended');
  const stop = new AbortController();
  const keeping = keepCountdown({ venue, after: 60 * MICROS_PER_SECOND, clock, onNotice: () => undefined }, stop.signal);
  await pass(1);
  stop.abort();
  await keeping;
  await pass(90);
  assert.equal(await open(), 0, 'nobody has started it anew');
});
