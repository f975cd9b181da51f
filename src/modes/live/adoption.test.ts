import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LivePlay } from '../../../tests/tools/live-play.ts';
import { MICROS_PER_SECOND } from '../../kernel/time.ts';
import type { ExchangeRequest } from '../../../tests/tools/scripted-exchange.ts';

/** A watched play, its gate open; it adopts unless told otherwise. */
function story(name: string, tell: (play: LivePlay) => Promise<void>, adopts = true): void {
  test(name, async () => {
    const play = new LivePlay({ limits: { adopts } });
    await play.watch();
    await play.pass(MICROS_PER_SECOND);
    await play.act(undefined);
    await tell(play);
    await play.end();
  });
}

function place(play: LivePlay, order: Partial<ExchangeRequest>): void {
  const usual = { clientOrderId: undefined, side: 'buy', type: 'limit', quantity: 3, limitPrice: 90, stopPrice: undefined } as const;
  play.venue.exchange.place({ instrument: play.instrument, timeInForce: 'GTC', postOnly: false, ...usual, ...order });
}

/** What is open here, what the strategy `manual` holds, and how many orders are left to others. */
async function compared(play: LivePlay): Promise<readonly [open: readonly string[], held: number, others: number | undefined]> {
  await play.pass(play.limits.reconcileEvery + MICROS_PER_SECOND);
  assert.equal(play.live.reconciler.last?.outcome, 'clean');
  const { quantity } = play.session.engine.account.ledger.book('manual', play.instrument);
  return [play.open, quantity, play.live.reconciler.last.others];
}

const booked = (play: LivePlay): readonly string[] =>
  play.inputs.flatMap((input) => (input.kind === 'adjustment' && input.amount !== 0 ? [input.cause] : []));

story('an order that a person placed becomes one of ours: it counts, it fills, and it is remembered', async (play) => {
  place(play, {});
  assert.deepEqual(await compared(play), [['Accepted 0/3'], 0, 0]);
  const { account } = play.session.engine;
  assert.equal(account.desk.exposure('manual', play.instrument).buying, 3);
  await play.restart();
  play.venue.exchange.fill('V1', 2);
  assert.deepEqual(await compared(play), [['PartiallyFilled 2/3'], 2, 0]);
  await play.enter(() => [{ kind: 'cancel', ts: play.clock.now(), by: 'operator:ada', intentIds: [1] }]);
  assert.deepEqual(await compared(play), [[], 2, 0]);
  assert.deepEqual([booked(play), play.venue.exchange.orders[0]?.status], [[], 'canceled']);
});

const LEFT: readonly (readonly [story: string, order: Partial<ExchangeRequest>, adopts: boolean])[] = [
  ['where the configuration does not say so', {}, false],
  ['that sells: whose coins those are nobody can tell', { side: 'sell', limitPrice: 110 }, true],
  ['beyond what the account may spend', { quantity: 12_000 }, true],
  ['that waits for a price that nobody tells', { type: 'stop', limitPrice: undefined, stopPrice: 110 }, true],
];
for (const [what, order, adopts] of LEFT) {
  const tell = async (play: LivePlay): Promise<void> => {
    play.venue.exchange.transfer('USDT', 1_000_000e8);
    play.venue.exchange.transfer('ONE', 5e8);
    place(play, order);
    assert.deepEqual(await compared(play), [[], 0, 1]);
    assert.deepEqual(await compared(play), [[], 0, 1]);
    assert.ok(play.records.refusals.length <= 1, 'risk is asked once');
    assert.equal(play.venue.exchange.orders[0]?.status, 'open');
  };
  story(`an order is left alone ${what}`, tell, adopts);
}

story('an order that has traded is left alone, and what it trades is booked as a trade by hand', async (play) => {
  play.venue.cutStream();
  place(play, {});
  play.venue.exchange.fill('V1', 1);
  assert.deepEqual(await compared(play), [[], 0, 1]);
  assert.deepEqual(booked(play), ['trade by hand', 'trade by hand']);
});

story('nor one of whose trades the venue says in its list that there are none', async (play) => {
  play.venue.cutStream();
  place(play, {});
  play.venue.exchange.fill('V1', 1);
  play.venue.network.countLag = 60 * MICROS_PER_SECOND;
  const openOrders = play.venue.openOrders.bind(play.venue);
  play.venue.openOrders = () => Promise.resolve([]);
  await compared(play);
  play.venue.openOrders = openOrders;
  assert.deepEqual(await compared(play), [[], 0, 1]);
});
