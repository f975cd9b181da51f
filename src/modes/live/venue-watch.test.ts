import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LivePlay } from '../../../tests/tools/live-play.ts';
import { ONLY } from '../../../tests/tools/scripted-session.ts';
import type { StreamFault, VenueFault } from '../../../tests/tools/scripted-venue.ts';
import { outage } from '../../../tests/tools/venue-faults.ts';
import { HELD } from '../../domain/venue-event.ts';
import { SeededRandom } from '../../kernel/random.ts';
import { MICROS_PER_SECOND } from '../../kernel/time.ts';
import { cancel, enter, exit, order } from '../../strategy/index.ts';

const BUY = order({ side: 'buy', type: 'market', quantity: 5 });
const BID = order({ side: 'buy', type: 'limit', quantity: 5, limit: 90 });

function story(name: string, tell: (play: LivePlay) => Promise<void>): void {
  test(name, async () => {
    const play = new LivePlay();
    await tell(play);
    await play.end();
  });
}

function gates(play: LivePlay): readonly string[] {
  return play.inputs.flatMap((input) => (input.kind === 'gate' ? [input.state] : input.kind === 'joined' ? ['shut'] : []));
}

story('the gate is shut at the start, and opens once all has been compared', async (play) => {
  play.venue.network.latency = () => 100_000;
  await play.watch();
  await play.act(BUY);
  assert.match(play.records.told.join('\n'), /denied RISK_GATE_SHUT/);
  await play.pass(2 * MICROS_PER_SECOND);
  assert.deepEqual(gates(play), ['shut', 'open']);
  await play.act(BUY);
  await play.pass(MICROS_PER_SECOND);
  assert.equal(play.position, 5);
});

story('a venue that is down at the start keeps the gate shut, and opens it when it is back', async (play) => {
  play.venue.network.fault = outage;
  await play.watch();
  await play.pass(30 * MICROS_PER_SECOND);
  assert.deepEqual(gates(play), ['shut']);
  play.venue.network.fault = () => undefined;
  await play.pass(3 * MICROS_PER_SECOND);
  assert.deepEqual(gates(play), ['shut', 'open']);
});

test('a difference at the start keeps the gate shut', async () => {
  const play = new LivePlay({ cash: 2_000_000e8 });
  await play.watch();
  await play.pass(20 * MICROS_PER_SECOND);
  assert.deepEqual([gates(play), play.live.reconciler.last?.outcome], [['shut'], 'different']);
  await play.end();
});

story('bbgo #931: a stream that stays down lets only orders pass that reduce, until it is up and all has been compared', async (play) => {
  await play.watch();
  await play.act(BUY);
  play.venue.cutStream();
  await play.pass(10 * MICROS_PER_SECOND);
  assert.deepEqual(gates(play), ['shut', 'open'], 'for a while that is no matter: it is compared');
  await play.pass(10 * MICROS_PER_SECOND);
  assert.deepEqual(gates(play), ['shut', 'open', 'reduce-only']);
  await play.act(BUY);
  await play.act(exit());
  await play.pass(10 * MICROS_PER_SECOND);
  assert.deepEqual([play.position, play.records.told.filter((each) => each.includes('RISK_GATE_SHUT')).length], [0, 1]);
  play.venue.restoreStream();
  await play.pass(2 * MICROS_PER_SECOND);
  assert.deepEqual(gates(play).at(-1), 'open');
});

story(
  'a venue that is down for an hour: the gate lets nothing pass that adds, nothing is lost, and all is equal when it is back',
  async (play) => {
    await play.watch();
    await play.act(BID);
    play.venue.network.fault = outage;
    await play.pass(3600 * MICROS_PER_SECOND, 5 * MICROS_PER_SECOND);
    assert.deepEqual(gates(play).at(-1), 'reduce-only');
    assert.deepEqual(play.open, ['Accepted 0/5']);
    play.venue.exchange.move(ONLY, 90);
    play.venue.network.fault = () => undefined;
    await play.pass(5 * MICROS_PER_SECOND);
    assert.deepEqual([gates(play).at(-1), play.open, play.position], ['open', [], 5]);
  },
);

story('after each coming up of the stream it is compared at once', async (play) => {
  await play.watch();
  await play.act(BID);
  play.venue.cutStream();
  play.venue.exchange.move(ONLY, 90);
  play.venue.restoreStream();
  await play.settled();
  assert.deepEqual([play.open, play.position], [[], 5]);
});

/** Faults by chance: a share of calls and of reports goes wrong. */
function chance(
  seed: number,
  share: number,
): { readonly call: () => VenueFault | undefined; readonly report: () => StreamFault | undefined } {
  const random = new SeededRandom(seed);
  const late = (): { readonly kind: 'late'; readonly by: number } => ({ kind: 'late', by: random.nextBelow(6 * MICROS_PER_SECOND) });
  return {
    call: () =>
      random.next() > share ? undefined : [{ kind: 'drop-request' } as const, { kind: 'drop-reply' } as const, late()][random.nextBelow(3)],
    report: () =>
      random.next() > share ? undefined : [{ kind: 'drop' } as const, { kind: 'double' } as const, late()][random.nextBelow(3)],
  };
}

const step = fc.oneof(
  fc.record({ kind: fc.constant('act' as const), which: fc.nat({ max: 4 }) }),
  fc.record({ kind: fc.constant('move' as const), price: fc.integer({ min: 80, max: 120 }) }),
  fc.record({ kind: fc.constant('pass' as const), tenths: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ kind: fc.constantFrom('cut' as const, 'restore' as const, 'restart' as const, 'deposit' as const) }),
);

async function take(play: LivePlay, each: typeof step extends fc.Arbitrary<infer Step> ? Step : never): Promise<void> {
  const { exchange } = play.venue;
  if (each.kind === 'move') exchange.move(ONLY, each.price);
  if (each.kind === 'pass') await play.pass(each.tenths * 100_000, 100_000);
  if (each.kind === 'cut') play.venue.cutStream();
  if (each.kind === 'restore') play.venue.restoreStream();
  if (each.kind === 'restart') await play.restart();
  if (each.kind === 'deposit') exchange.transfer('USDT', 10e8);
  if (each.kind !== 'act') return;
  const newest = play.orders.at(-1)?.intent.intentId ?? 0;
  const acts = [BUY, BID, cancel(newest), exit(), enter('long', { quantity: 3, stop: 85, target: 115 })];
  await play.act(acts[each.which]);
}

/** Ways in which a network is slow, and a venue shows late what it has. */
const pace = fc.record({
  slowest: fc.constantFrom(1, 1, 400_000),
  orderLag: fc.constantFrom(0, 0, 1_500_000),
  fillLag: fc.constantFrom(0, 0, 2_500_000),
  share: fc.constantFrom(0, 0.3),
  feeInCoins: fc.boolean(),
});

test('whatever goes wrong: no order twice, no fill twice, and within 10 s of the last fault session and venue are equal', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), pace, fc.nat(), async (steps, { slowest, share, feeInCoins, ...lags }, seed) => {
      const play = new LivePlay({ venue: { fee: 1_000, feeInCoins }, instrument: { lot: '0.001' }, quantityScale: 8 });
      const { venue, session } = play;
      const wrong = chance(seed, share);
      const random = new SeededRandom(seed);
      Object.assign(venue.network, { fault: wrong.call, streamFault: wrong.report, latency: () => random.nextBelow(slowest), ...lags });
      await play.watch();
      for (const each of steps) await take(play, each);
      Object.assign(venue.network, { fault: () => undefined, streamFault: () => undefined });
      venue.restoreStream();
      // What is on its way when the faults end arrives late by up to the life of a request.
      await play.pass(venue.capabilities.requestLifetime + 10 * MICROS_PER_SECOND, 200_000);
      const { exchange } = venue;
      const names = exchange.orders.map(({ clientOrderId }) => clientOrderId);
      assert.equal(new Set(names).size, names.length, 'an intent has one order at the venue');
      const openHere = play.orders.map(({ venueOrderId }) => venueOrderId).filter((id) => id !== HELD);
      const openThere = exchange.orders.filter(({ status }) => status === 'open').map(({ venueOrderId }) => venueOrderId);
      assert.deepEqual(new Set(openHere), new Set(openThere));
      const [booked, made] = [play.records.fills, exchange.fills].map((fills) => fills.map(({ tradeId }) => tradeId));
      assert.equal(booked?.length, made?.length);
      assert.deepEqual(new Set(booked), new Set(made));
      for (const { currency, total } of exchange.balances)
        assert.equal(session.engine.account.ledger.held(currency), BigInt(total), currency.code);
      assert.deepEqual([play.live.reconciler.last?.outcome, session.engine.account.gate], ['clean', 'open']);
      assert.ok(!play.notices.some(({ code }) => code === 'RECONCILE_DIFFERENCE'), 'nothing was left unexplained');
      await play.end();
    }),
    { numRuns: 80 },
  );
});

story('how long an order that nobody has seen may still arrive counts from the first restart, not from the last', async (play) => {
  await play.watch();
  await play.pass(MICROS_PER_SECOND);
  play.venue.network.fault = (call) => (call === 'submit' ? { kind: 'drop-request' } : outage());
  await play.act(BUY);
  for (let times = 0; times < 3; times += 1) {
    await play.restart();
    await play.pass(3 * MICROS_PER_SECOND);
  }
  play.venue.network.fault = () => undefined;
  await play.restart();
  await play.pass(MICROS_PER_SECOND);
  assert.match(play.records.told.join('\n'), /VENUE_NOT_PLACED/);
  assert.equal(play.session.engine.account.gate, 'open');
});

story('what may be the work of an order on its way is looked at again when that has arrived', async (play) => {
  await play.watch();
  await play.pass(MICROS_PER_SECOND);
  const { venue, instrument } = play;
  const submit = venue.submit.bind(venue);
  const way = Promise.withResolvers<undefined>();
  venue.submit = async (intent) => (await way.promise, submit(intent));
  await play.act(BUY);
  const byHand = { instrument, clientOrderId: undefined, side: 'buy', type: 'market', quantity: 2, limitPrice: undefined } as const;
  venue.exchange.place({ ...byHand, stopPrice: undefined, timeInForce: 'GTC', postOnly: false });
  await play.pass(4 * play.limits.reconcileEvery + MICROS_PER_SECOND);
  assert.equal(play.live.reconciler.last?.outcome, 'moving');
  way.resolve(undefined);
  await play.pass(MICROS_PER_SECOND / 4);
  assert.deepEqual([play.live.reconciler.last?.outcome, play.position], ['clean', 5]);
});

for (const [what, happens] of [
  ['a fill', (play: LivePlay) => play.venue.exchange.move(ONLY, 90)],
  ['a cancel by hand', (play: LivePlay) => void play.venue.exchange.cancel('V1')],
  ['a deposit', (play: LivePlay) => play.venue.exchange.transfer('USDT', 5e8)],
] as const) {
  test(`at a venue that allows few questions a glance finds ${what} that the stream did not tell, within 10 seconds`, async () => {
    const play = new LivePlay({ limits: { reconcileEvery: 120 * MICROS_PER_SECOND, glanceEvery: 7_500_000 } });
    await play.watch();
    await play.pass(MICROS_PER_SECOND);
    await play.act(BID);
    // The glance after an order expects what it locks; from then on whatever changes is news.
    await play.pass(16 * MICROS_PER_SECOND);
    const asked = play.venue.calls.filter((call) => call === 'fills').length;
    play.venue.network.streamFault = (): StreamFault => ({ kind: 'drop' });
    happens(play);
    await play.pass(10 * MICROS_PER_SECOND);
    assert.equal(play.live.reconciler.last?.outcome, 'clean');
    assert.ok(play.venue.calls.filter((call) => call === 'fills').length > asked);
    assert.deepEqual(play.open, what === 'a deposit' ? ['Accepted 0/5'] : []);
    assert.equal(play.position, what === 'a fill' ? 5 : 0);
    await play.pass(30 * MICROS_PER_SECOND);
    const quiet = play.venue.calls.length;
    await play.pass(30 * MICROS_PER_SECOND);
    assert.equal(play.venue.calls.length - quiet, 4, 'while nothing happens a glance is one question');
    await play.end();
  });
}
