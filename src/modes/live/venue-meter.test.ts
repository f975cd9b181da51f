import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LivePlay } from '../../../tests/tools/live-play.ts';
import { faults } from '../../../tests/tools/venue-faults.ts';
import { MICROS_PER_SECOND } from '../../kernel/time.ts';
import { VenueMeter } from './venue-meter.ts';

test('what a venue is asked is counted, with what it did not answer and the time that it all took', async () => {
  const play = new LivePlay();
  const meter = new VenueMeter(play.clock);
  const venue = meter.over(play.venue);
  assert.deepEqual(meter.calls, { asked: 0, failed: 0, time: 0, last: undefined });

  play.venue.network.latency = () => 50_000;
  const balances = venue.balances();
  await play.pass(MICROS_PER_SECOND);
  await balances;
  const answered = meter.calls;
  assert.deepEqual([answered.asked, answered.failed], [1, 0]);
  assert.ok(answered.time >= 100_000 && answered.last === answered.time);

  play.venue.network.fault = faults({ openOrders: [{ kind: 'drop-request' }], cancel: [{ kind: 'drop-reply' }] });
  const lost = assert.rejects(venue.openOrders([play.instrument]));
  await play.pass(60 * MICROS_PER_SECOND);
  await lost;
  const cancel = venue.cancel({ instrument: play.instrument, clientOrderId: 'x', venueOrderId: undefined });
  await play.pass(60 * MICROS_PER_SECOND);
  assert.equal((await cancel).kind, 'unknown');
  assert.deepEqual([meter.calls.asked, meter.calls.failed], [3, 2]);
  await play.end();
});
