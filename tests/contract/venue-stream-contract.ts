import assert from 'node:assert/strict';
import { it } from 'node:test';

import { MICROS_PER_SECOND } from '../../src/kernel/time.ts';
import { followReports } from '../tools/follow-reports.ts';
import type { VenueBench } from '../tools/venue-bench.ts';
import { idOf, orderOf, type On, type VenueDifferences } from './venue-stories.ts';

const PRICE = 6_000_000;

/** What every private stream does. */
export function testStream(on: On, { streamsFills }: VenueDifferences): void {
  it(
    'comes up, tells orders and fills, and ends when it is told to',
    on(async (bench) => {
      const stream = followReports(bench);
      await stream.until((report) => report.kind === 'up');
      assert.equal(bench.venue.health().streamUp, true);
      const order = orderOf(bench);
      const venueOrderId = idOf(await bench.venue.submit(order));
      await stream.until((report) => report.kind === 'order' && report.order.status === 'open');
      bench.sweep('sell', PRICE, 800);
      bench.sweep('sell', PRICE, 1_200);
      await stream.until((report) => report.kind === 'order' && report.order.status === 'filled');
      const asked = await bench.venue.fills(bench.instrument, 0);
      assert.equal(asked.length, 2);
      const told = await stream.untilMany('fill', streamsFills ? 2 : 0);
      assert.deepEqual(
        told.map(
          (report) => report.kind === 'fill' && [report.fill.tradeId, report.fill.quantity, report.fill.price, report.fill.venueOrderId],
        ),
        (streamsFills ? asked : []).map(({ tradeId, quantity, price }) => [tradeId, quantity, price, venueOrderId]),
      );
      assert.ok(stream.seen.some((report) => report.kind === 'order' && report.order.clientOrderId === order.clientOrderId));
      await stream.end();
      assert.equal(bench.venue.health().streamUp, false);
    }),
  );

  for (const [name, harm] of [
    ['is cut', (bench: VenueBench) => bench.cutStreams()],
    ['expires (bbgo #931)', (bench: VenueBench) => bench.expireStreams()],
  ] as const) {
    it(
      `that ${name} goes down and comes up again`,
      on(async (bench) => {
        const stream = followReports(bench);
        await stream.until((report) => report.kind === 'up');
        harm(bench);
        await stream.until((report) => report.kind === 'down');
        await stream.untilMany('up', 2, () => bench.clock.advance(MICROS_PER_SECOND));
        await stream.end();
      }),
    );
  }

  it(
    'that has become a zombie is found out by a fill that only a question tells, and is built anew (ccxt #27532)',
    on(async (bench) => {
      if (!streamsFills) return;
      const stream = followReports(bench);
      await stream.until((report) => report.kind === 'up');
      await bench.venue.submit(orderOf(bench));
      bench.fault({ kind: 'mute-private' });
      bench.clock.advance(15 * MICROS_PER_SECOND);
      bench.sweep('sell', PRICE, 800);
      bench.clock.advance(15 * MICROS_PER_SECOND);
      assert.equal((await bench.venue.fills(bench.instrument, 0)).length, 1);
      await stream.until((report) => report.kind === 'down');
      bench.healFaults();
      await stream.untilMany('up', 2, () => bench.clock.advance(MICROS_PER_SECOND));
      await stream.end();
    }),
  );

  for (const kind of ['garbage', 'double', 'reorder', 'skip'] as const) {
    it(
      `with the fault ${kind} says nothing that is not so`,
      on(async (bench) => {
        const stream = followReports(bench);
        await stream.until((report) => report.kind === 'up');
        bench.fault({ kind });
        await bench.venue.submit(orderOf(bench));
        bench.sweep('sell', PRICE, 800);
        bench.healFaults();
        bench.sweep('sell', PRICE, 1_200);
        await stream.until((report) => report.kind === 'down' || (report.kind === 'order' && report.order.status === 'filled'));
        const known = new Map((await bench.venue.fills(bench.instrument, 0)).map((fill) => [fill.tradeId, fill.quantity]));
        for (const report of stream.seen) if (report.kind === 'fill') assert.equal(known.get(report.fill.tradeId), report.fill.quantity);
        await stream.end();
      }),
    );
  }
}
