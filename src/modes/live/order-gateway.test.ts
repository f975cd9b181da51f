import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LivePlay, type LivePlaySetup } from '../../../tests/tools/live-play.ts';
import { ONLY } from '../../../tests/tools/scripted-session.ts';
import { faults, outage } from '../../../tests/tools/venue-faults.ts';
import { MICROS_PER_SECOND } from '../../kernel/time.ts';
import { cancel, enter, exit, order, type Intents } from '../../strategy/index.ts';

const BUY = order({ side: 'buy', type: 'market', quantity: 5 });
const BID = order({ side: 'buy', type: 'limit', quantity: 5, limit: 90 });
const DROP_REPLY = { kind: 'drop-reply' } as const;

/** A play, which must leave nothing running behind it and nothing failed. */
function story(name: string, setup: LivePlaySetup, tell: (play: LivePlay) => Promise<void>): void {
  test(name, async () => {
    const play = new LivePlay(setup);
    await tell(play);
    await play.end();
  });
}

function sent(play: LivePlay, call = 'submit'): number {
  return play.venue.calls.filter((each) => each === call).length;
}

/** How the venue's orders ended, oldest first, as `status filled/quantity`. */
function atVenue(play: LivePlay): readonly string[] {
  return play.venue.exchange.orders.map(({ status, filledQuantity, quantity }) => `${status} ${filledQuantity}/${quantity}`);
}

async function act(play: LivePlay, intents: Intents): Promise<number> {
  await play.act(intents);
  return play.records.intents.length;
}

story('an order goes out once, and comes back accepted and filled', {}, async (play) => {
  await play.act(BID);
  assert.deepEqual(play.open, ['Accepted 0/5']);
  play.venue.exchange.move(ONLY, 90);
  await play.settled();
  assert.deepEqual([play.open, play.position, sent(play)], [[], 5, 1]);
});

story('hummingbot #493: a timeout is no failure; the order is looked up, and not sent again', {}, async (play) => {
  play.venue.cutStream();
  play.venue.network.fault = faults({ submit: [DROP_REPLY], order: [outage(), outage()] });
  await play.act(BID);
  assert.deepEqual(play.open, ['Unknown 0/5'], 'its exposure stays reserved');
  assert.ok(play.session.engine.account.desk.reservedMoney > 0);
  await play.pass(3 * MICROS_PER_SECOND);
  assert.deepEqual(play.open, ['Accepted 0/5']);
  assert.equal(sent(play), 1);
});

story('ccxt #2599: an order that lands after its timeout is found, though it was not there when first asked for', {}, async (play) => {
  play.venue.network.fault = faults({ submit: [{ kind: 'late', by: 4 * MICROS_PER_SECOND }] });
  await play.act(BID);
  await play.pass(3_900_000);
  assert.deepEqual(play.open, ['Unknown 0/5']);
  await play.pass(3 * MICROS_PER_SECOND);
  assert.deepEqual([play.open, atVenue(play)], [['Accepted 0/5'], ['open 0/5']]);
});

story('an order that never arrived is let go of only once it no longer can, and the venue has said so twice', {}, async (play) => {
  play.venue.network.fault = faults({ submit: [outage()] });
  await play.act(BID);
  const { requestLifetime } = play.venue.capabilities;
  await play.pass(requestLifetime + play.limits.grace);
  assert.deepEqual(play.open, ['Unknown 0/5'], 'until then "unknown order" means nothing');
  await play.pass(10 * MICROS_PER_SECOND - play.limits.grace);
  assert.deepEqual(play.open, []);
  assert.match(play.records.told.join('\n'), /rejected VENUE_NOT_PLACED/);
  assert.equal(play.session.engine.account.desk.reservedMoney, 0);
  assert.equal(sent(play), 1);
});

story('a venue that shows an order a little too late is heard a second time', {}, async (play) => {
  play.venue.cutStream();
  play.venue.network.orderLag = play.limits.grace + 200_000;
  play.venue.network.fault = faults({ submit: [{ kind: 'late', by: play.venue.capabilities.requestLifetime }] });
  await play.act(BID);
  await play.pass(12 * MICROS_PER_SECOND);
  assert.deepEqual([play.open, atVenue(play)], [['Accepted 0/5'], ['open 0/5']]);
});

story('while an order waits to be signed nothing is concluded from its absence', {}, async (play) => {
  play.venue.network.latency = (call) => (call === 'submit' ? 20 * MICROS_PER_SECOND : 0);
  const id = await act(play, BID);
  await play.act(cancel(id));
  await play.pass(19 * MICROS_PER_SECOND);
  assert.deepEqual([play.open, atVenue(play)], [['PendingCancel 0/5'], []]);
  await play.pass(5 * MICROS_PER_SECOND);
  assert.deepEqual([play.open, atVenue(play)], [[], ['canceled 0/5']]);
});

story('an order that shows late is not taken for one that never arrived', {}, async (play) => {
  play.venue.network.orderLag = 1_900_000;
  play.venue.network.streamFault = () => ({ kind: 'drop' });
  play.venue.network.fault = faults({ submit: [{ kind: 'late', by: 5 * MICROS_PER_SECOND }] });
  await play.act(BID);
  await play.pass(12 * MICROS_PER_SECOND);
  assert.deepEqual(play.open, ['Accepted 0/5']);
});

story('hummingbot #8457: an outage costs none of six orders, whether they were known or not', {}, async (play) => {
  await play.act([BID, BID, BID, BID]);
  play.venue.cutStream();
  play.venue.network.fault = (call) => (call === 'submit' ? DROP_REPLY : outage());
  await play.act([BID, BID]);
  await play.pass(50 * MICROS_PER_SECOND);
  assert.deepEqual(play.open, [...Array.from({ length: 4 }, () => 'Accepted 0/5'), 'Unknown 0/5', 'Unknown 0/5']);
  play.venue.network.fault = () => undefined;
  await play.pass(3 * MICROS_PER_SECOND);
  assert.deepEqual(
    play.open,
    Array.from({ length: 6 }, () => 'Accepted 0/5'),
  );
  assert.equal(atVenue(play).length, 6);
});

story('nautilus_trader #3870 #4958: an order that has filled is not rejected, whatever was answered to its sending', {}, async (play) => {
  const { venue } = play;
  venue.network.fault = (call) => {
    const [intent] = play.records.intents;
    if (call !== 'submit' || intent === undefined) return undefined;
    venue.exchange.place(intent);
    return { kind: 'refuse', refusal: { code: 'VENUE_REJECTED', reason: 'too fast' } };
  };
  venue.network.latency = () => 100_000;
  await play.act(BUY);
  await play.pass(MICROS_PER_SECOND);
  assert.deepEqual([play.open, play.position], [[], 5]);
});

story('nautilus_trader #3870 #4958: nor is one that stands there with a fill', {}, async (play) => {
  const { venue } = play;
  venue.network.fault = (call) => {
    const [intent] = play.records.intents;
    if (call !== 'submit' || intent === undefined) return undefined;
    venue.exchange.place(intent);
    venue.exchange.fill('V1', 2);
    return { kind: 'refuse', refusal: { code: 'VENUE_REJECTED', reason: 'too fast' } };
  };
  venue.network.latency = () => 100_000;
  await play.act(BID);
  await play.pass(MICROS_PER_SECOND);
  assert.deepEqual([play.open, play.session.markets[0]?.isHalted], [['PartiallyFilled 2/5'], false]);
  assert.equal(sent(play, 'order'), 1, 'of two answers that differ the one to a later question counts');
});

story('an order of this id is there already: it is ours, and asked for', {}, async (play) => {
  const { venue } = play;
  venue.network.streamFault = () => ({ kind: 'drop' });
  venue.network.fault = (call) => {
    const [intent] = play.records.intents;
    if (call === 'submit' && intent !== undefined) venue.exchange.place(intent);
    return undefined;
  };
  await play.act(BID);
  await play.pass(MICROS_PER_SECOND);
  assert.deepEqual([play.open, atVenue(play)], [['Accepted 0/5'], ['open 0/5']]);
});

story('a cancel ends an order, and what had filled before is kept', {}, async (play) => {
  const id = await act(play, BID);
  play.venue.exchange.fill('V1', 2);
  await play.act(cancel(id));
  assert.deepEqual([play.open, play.position, atVenue(play)], [[], 2, ['canceled 2/5']]);
});

story('a cancel that crosses a fill: the fill wins', {}, async (play) => {
  const id = await act(play, BID);
  play.venue.network.streamFault = () => ({ kind: 'drop' });
  play.venue.exchange.move(ONLY, 90);
  await play.act(cancel(id));
  assert.deepEqual([play.open, play.position], [[], 5]);
});

story('the answer to a cancel gets lost: the order is asked for, and cancelled again where it stands', {}, async (play) => {
  const id = await act(play, BID);
  play.venue.network.fault = faults({ cancel: [outage(), outage()] });
  await play.act(cancel(id));
  assert.deepEqual(play.open, ['PendingCancel 0/5']);
  await play.pass(3 * MICROS_PER_SECOND);
  assert.deepEqual([play.open, atVenue(play), sent(play, 'cancel')], [[], ['canceled 0/5'], 3]);
});

story('an order of unknown fate is cancelled once it is found', {}, async (play) => {
  play.venue.network.fault = faults({ submit: [{ kind: 'late', by: 2 * MICROS_PER_SECOND }] });
  const id = await act(play, BID);
  await play.act(cancel(id));
  assert.deepEqual(play.open, ['PendingCancel 0/5']);
  await play.pass(6 * MICROS_PER_SECOND);
  assert.deepEqual([play.open, atVenue(play)], [[], ['canceled 0/5']]);
});

story('freqtrade #13037: "canceled, nothing filled" ends no order of which a fill is known', {}, async (play) => {
  await play.act(BID);
  play.venue.exchange.fill('V1', 2);
  await play.settled();
  const [told] = play.venue.exchange.orders;
  assert.ok(told !== undefined);
  play.venue.say({ kind: 'order', order: { ...told, status: 'canceled', filledQuantity: 0 } });
  await play.pass(MICROS_PER_SECOND);
  assert.deepEqual([play.open, play.position], [['PartiallyFilled 2/5'], 2]);
});

story('an order that is told before its fills waits a moment for them, and asks nobody', {}, async (play) => {
  await play.act(BID);
  play.venue.network.streamFault = (report) => (report.kind === 'fill' ? { kind: 'late', by: 100_000 } : undefined);
  play.venue.exchange.move(ONLY, 90);
  await play.pass(MICROS_PER_SECOND);
  assert.deepEqual([play.open, play.position, sent(play, 'order'), sent(play, 'fills')], [[], 5, 0, 0]);
});

story('freqtrade #11461: an order that ends with fills not shown yet ends only with them', {}, async (play) => {
  const id = await act(play, BID);
  play.venue.network.streamFault = (report) => (report.kind === 'fill' ? { kind: 'drop' } : undefined);
  play.venue.network.fillLag = 3 * MICROS_PER_SECOND;
  play.venue.exchange.fill('V1', 4);
  await play.act(cancel(id));
  assert.deepEqual([play.open, play.position], [['PendingCancel 0/5'], 0]);
  await play.pass(5 * MICROS_PER_SECOND);
  assert.deepEqual([play.open, play.position], [[], 4]);
});

story('fills that come before their order, twice, and in the wrong order are counted once each', {}, async (play) => {
  let reports = 0;
  play.venue.network.latency = () => 200_000;
  play.venue.network.streamFault = () => [{ kind: 'double' } as const, { kind: 'late', by: 300_000 } as const][(reports += 1) % 2];
  play.venue.exchange.depth = 2;
  await play.act(BUY);
  await play.pass(2 * MICROS_PER_SECOND);
  assert.deepEqual([play.open, play.position, play.records.fills.length], [[], 2, 1]);
});

story('freqtrade #13332: an exit waits until the stop has ended, and finds its coins unlocked', {}, async (play) => {
  await play.act(enter('long', { quantity: 5, stop: 80 }));
  assert.deepEqual(atVenue(play), ['filled 5/5', 'open 0/5']);
  play.venue.network.fault = faults({ cancel: [outage()], order: [outage(), outage()] });
  await play.act(exit());
  assert.equal(atVenue(play).length, 2, 'the exit is not sent while the stop may stand');
  await play.pass(3 * MICROS_PER_SECOND);
  assert.deepEqual(atVenue(play), ['filled 5/5', 'canceled 0/5', 'filled 5/5']);
  assert.equal(play.position, 0);
});

const COINS_OF_ONES_OWN = { balances: { USDT: 1_000_000e8, ONE: 100e8 } };
story(
  'freqtrade #13332: where the stop fills before its cancel arrives, the exit is not sent',
  { venue: COINS_OF_ONES_OWN },
  async (play) => {
    await play.act(enter('long', { quantity: 5, stop: 80 }));
    play.venue.network.streamFault = () => ({ kind: 'drop' });
    play.venue.exchange.move(ONLY, 79);
    await play.act(exit());
    await play.pass(MICROS_PER_SECOND);
    assert.deepEqual(atVenue(play), ['filled 5/5', 'filled 5/5']);
    assert.deepEqual([play.position, play.open], [0, []]);
  },
);

story(
  'freqtrade #13332: where the stop fills in part before its cancel arrives, the exit sells what is left',
  {
    venue: COINS_OF_ONES_OWN,
  },
  async (play) => {
    await play.act(enter('long', { quantity: 5, stop: 80 }));
    play.venue.cutStream();
    play.venue.exchange.fill('V2', 2);
    play.venue.restoreStream();
    await play.act(exit());
    await play.pass(MICROS_PER_SECOND);
    assert.deepEqual(atVenue(play), ['filled 5/5', 'canceled 2/5', 'filled 3/3']);
    assert.deepEqual([play.position, play.open, play.session.markets[0]?.isHalted], [0, [], false]);
  },
);

story('hummingbot #2534 #1508: what waits when trading is killed is not sent; what only reduces is', {}, async (play) => {
  await play.act(enter('long', { quantity: 5, stop: 80 }));
  play.venue.network.fault = faults({ cancel: [outage()] });
  await play.act([exit(), BID]);
  const ts = play.clock.now();
  await play.enter(() => [{ kind: 'trading-state', ts, state: 'HALTED', by: 'operator:ada', reason: 'drill' }]);
  await play.pass(3 * MICROS_PER_SECOND);
  assert.deepEqual(atVenue(play), ['filled 5/5', 'canceled 0/5', 'filled 5/5']);
  assert.deepEqual([play.position, play.open], [0, []]);
});

story('what waits when the gate shuts is refused at the last hop, unless it reduces', {}, async (play) => {
  await play.act(enter('long', { quantity: 5, stop: 80 }));
  play.venue.network.fault = faults({ cancel: [outage()] });
  await play.act([exit(), BID]);
  await play.enter(() => [{ kind: 'gate', ts: play.clock.now(), state: 'reduce-only', reason: 'the stream is down' }]);
  await play.pass(3 * MICROS_PER_SECOND);
  assert.deepEqual(atVenue(play), ['filled 5/5', 'canceled 0/5', 'filled 5/5']);
  assert.match(play.records.told.join('\n'), /rejected RISK_GATE_SHUT/);
});

story('more orders than may wait are refused, and cancels and exits still go', { limits: { queue: 2, onTheWay: 1 } }, async (play) => {
  await play.act(BUY);
  play.venue.network.latency = () => 400_000;
  await play.act([BID, BID, BID, BID, BID]);
  await play.act(exit());
  await play.pass(10 * MICROS_PER_SECOND);
  assert.equal(play.records.told.filter((each) => each.includes('VENUE_QUEUE_FULL')).length, 3);
  assert.deepEqual([play.position, play.open], [0, []]);
});

story('what a venue does not have is refused before it is sent', { venue: { capabilities: { postOnly: false } } }, async (play) => {
  await play.act(order({ side: 'buy', type: 'limit', quantity: 5, limit: 90, postOnly: true }));
  assert.match(play.records.told.join('\n'), /rejected VENUE_CANNOT/);
  assert.equal(sent(play), 0);
});

story('an order of unknown fate alerts and halts its instrument in the end, and is still asked for', {}, async (play) => {
  play.venue.cutStream();
  play.venue.network.fault = (call) => (call === 'submit' ? DROP_REPLY : outage());
  await play.act(BID);
  await play.pass(play.limits.unknownPatience + 3 * MICROS_PER_SECOND);
  assert.deepEqual(
    play.notices.map(({ code }) => code),
    ['ORDER_UNKNOWN'],
  );
  assert.deepEqual([play.session.markets[0]?.isHalted, play.open], [true, ['PendingCancel 0/5']]);
  play.venue.network.fault = () => undefined;
  await play.pass(3 * MICROS_PER_SECOND);
  assert.deepEqual([play.open, atVenue(play)], [[], ['canceled 0/5']], 'an entry that is found in a halted market is taken back');
  assert.deepEqual(
    play.notices.map(({ code }) => code),
    ['ORDER_UNKNOWN', 'ORDER_FOUND'],
  );
});

story('a crash before the send: after the restart the order is asked for, and never sent again', {}, async (play) => {
  play.venue.network.fault = faults({ submit: [outage()] });
  await play.act(BID);
  await play.restart();
  await play.pass(10 * MICROS_PER_SECOND);
  assert.deepEqual([play.open, atVenue(play), sent(play)], [[], [], 1]);
  assert.match(play.records.told.join('\n'), /rejected VENUE_NOT_PLACED/);
});

story('a crash after the send: after the restart the order is found, with what it has filled meanwhile', {}, async (play) => {
  play.venue.network.fault = faults({ submit: [DROP_REPLY], order: [outage()] });
  play.venue.cutStream();
  await play.act(BID);
  play.venue.exchange.fill('V1', 3);
  await play.restart();
  assert.deepEqual([play.open, play.position, sent(play)], [['PartiallyFilled 3/5'], 3, 1]);
});

story('a crash after a cancel was decided: after the restart it is done', {}, async (play) => {
  const id = await act(play, BID);
  play.venue.network.fault = outage;
  await play.act(cancel(id));
  play.venue.network.fault = () => undefined;
  await play.restart();
  assert.deepEqual([play.open, atVenue(play)], [[], ['canceled 0/5']]);
});

story('a crash while an order was on its way, and its cancel wanted: after the restart it is cancelled', {}, async (play) => {
  play.venue.cutStream();
  play.venue.network.latency = () => 100_000;
  play.venue.network.fault = faults({ submit: [DROP_REPLY], order: [outage(), outage(), outage()] });
  const id = await act(play, BID);
  await play.act(cancel(id));
  await play.pass(MICROS_PER_SECOND);
  await play.restart();
  await play.pass(2 * MICROS_PER_SECOND);
  assert.deepEqual([play.open, atVenue(play)], [[], ['canceled 0/5']]);
});

story('nautilus_trader #4736 #3878 #3046: a hundred restarts with an open order and a position add nothing', {}, async (play) => {
  await play.act(enter('long', { quantity: 5, stop: 80 }));
  await play.act(BID);
  const before = JSON.stringify(play.session.engine.account.state);
  const inputs = play.inputs.length;
  for (let each = 0; each < 100; each += 1) await play.restart();
  assert.equal(JSON.stringify(play.session.engine.account.state), before);
  assert.equal(play.inputs.length, inputs);
  assert.equal(sent(play), 3);
});
