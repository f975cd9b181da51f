import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { MICROS_PER_SECOND } from '../../src/kernel/time.ts';
import { BENCH_VENUES } from '../tools/bench-venues.ts';
import { followReports } from '../tools/follow-reports.ts';
import { openTestnetBench, type TestnetVenue } from '../tools/testnet-bench.ts';

/** A venue whose streams say nothing at all while `isSilent`: no news, no answers, no heartbeats. */
function silenced(venue: TestnetVenue, isSilent: () => boolean): TestnetVenue {
  return {
    ...venue,
    face: (terms) => {
      const face = venue.face(terms);
      const open = face.open.bind(face);
      face.open = (connection) =>
        open({ ...connection, send: (message, kind) => (isSilent() ? undefined : connection.send(message, kind)) });
      return face;
    },
  };
}

describe('a stream that falls silent', () => {
  for (const id of ['MEXC', 'KRAKEN', 'COINBASE'] as const) {
    it(`is built anew where there are heartbeats: ${id}`, async () => {
      let silent = false;
      const bench = await openTestnetBench(silenced(BENCH_VENUES[id], () => silent));
      const stream = followReports(bench);
      await stream.until((report) => report.kind === 'up');
      silent = true;
      await bench.clock.sleeping(MICROS_PER_SECOND, 30 * MICROS_PER_SECOND);
      const heard = bench.clock.now();
      while (!stream.seen.some((report) => report.kind === 'down')) {
        bench.clock.advance(MICROS_PER_SECOND);
        await new Promise(setImmediate);
      }
      assert.ok(bench.clock.now() - heard >= 29 * MICROS_PER_SECOND);
      assert.deepEqual(
        stream.seen.filter((report) => report.kind === 'down').map((report) => report.reason),
        ['the stream fell silent'],
      );
      silent = false;
      await stream.untilMany('up', 2, () => bench.clock.advance(MICROS_PER_SECOND));
      await stream.end();
      await bench.dispose();
    });
  }
});
