import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LivePlay, type LivePlaySetup } from '../../../tests/tools/live-play.ts';
import { ONLY } from '../../../tests/tools/scripted-session.ts';
import { faults, outage } from '../../../tests/tools/venue-faults.ts';
import { MICROS_PER_MINUTE, MICROS_PER_SECOND } from '../../kernel/time.ts';
import { currency } from '../../domain/money.ts';
import { cancel, exit, order } from '../../strategy/index.ts';
import type { VenueFill } from '../../ports/venue.ts';
import type { Reconciliation } from './reconciler.ts';

const BUY = order({ side: 'buy', type: 'market', quantity: 5 });
const BID = order({ side: 'buy', type: 'limit', quantity: 5, limit: 90 });
const DEAF = { network: { streamFault: () => ({ kind: 'drop' }) as const } };

/** A play on a venue whose stream says nothing: all has to be found by comparing. */
function story(name: string, setup: LivePlaySetup, tell: (play: LivePlay) => Promise<void>): void {
  test(name, async () => {
    const play = new LivePlay({ venue: DEAF, ...setup });
    await tell(play);
    await play.end();
  });
}

/** A comparison, with the time that it takes. */
async function reconcile(play: LivePlay): Promise<Reconciliation> {
  const comparing = play.live.reconciler.reconcile();
  await play.pass(play.limits.lookAgain + MICROS_PER_SECOND);
  return comparing;
}

/** The adjustments that were booked, as `amount currency cause`, those of nothing left out. */
function adjustments(play: LivePlay): readonly string[] {
  return play.inputs.flatMap((input) =>
    input.kind === 'adjustment' && input.amount !== 0 ? [`${input.amount / 1e8} ${input.currency.code} ${input.cause}`] : [],
  );
}

story('at first what the venue holds beyond the cash is the opening, with all that came before', { cash: 400_000e8 }, async (play) => {
  play.venue.exchange.transfer('USDT', 7e8);
  assert.equal((await reconcile(play)).outcome, 'clean');
  assert.deepEqual(adjustments(play), ['600007 USDT opening']);
  assert.equal((await reconcile(play)).outcome, 'clean');
  assert.deepEqual(adjustments(play).length, 1);
});

story('a deposit that crosses the first look at the balances waits for a second one, and is not counted twice', {}, async (play) => {
  play.venue.network.latency = (call) => (call === 'balances' ? 200_000 : 0);
  const comparing = play.live.reconciler.reconcile();
  await play.pass(100_000);
  play.venue.exchange.transfer('USDT', 7e8);
  await play.pass(play.limits.lookAgain + MICROS_PER_SECOND);
  assert.equal((await comparing).outcome, 'clean');
  assert.deepEqual(adjustments(play), ['7 USDT opening']);
});

story('a venue that holds less than is to be traded with does not open', { cash: 2_000_000e8 }, async (play) => {
  const { outcome, found } = await reconcile(play);
  assert.equal(outcome, 'different');
  assert.deepEqual(found, ['USDT: 2000000.00000000 by the ledger, 1000000.00000000 at TEST']);
});

story('ccxt #27532 #26945: fills that a silent stream did not tell are fetched', {}, async (play) => {
  await reconcile(play);
  await play.act(BID);
  play.venue.exchange.fill('V1', 2);
  await reconcile(play);
  assert.deepEqual([play.open, play.position], [['PartiallyFilled 2/5'], 2]);
  play.venue.exchange.move(ONLY, 90);
  assert.equal((await reconcile(play)).outcome, 'clean');
  assert.deepEqual([play.open, play.position], [[], 5]);
});

story('an order that was cancelled by hand has ended here too, with its fills', {}, async (play) => {
  await reconcile(play);
  await play.act(BID);
  play.venue.exchange.fill('V1', 2);
  play.venue.exchange.cancel('V1');
  assert.equal((await reconcile(play)).outcome, 'clean');
  assert.deepEqual([play.open, play.position], [[], 2]);
});

story('nautilus_trader #4228: a question that fails is not an empty answer', {}, async (play) => {
  await reconcile(play);
  await play.act(BUY);
  await reconcile(play);
  await play.act(BID);
  play.venue.network.fault = outage;
  const { outcome, found } = await reconcile(play);
  assert.deepEqual([outcome, found], ['failed', ['VENUE_UNAVAILABLE: openOrders: no answer came']]);
  assert.deepEqual([play.open, play.position], [['Accepted 0/5'], 5]);
});

story('an order that shows late in the list of open ones is not missing', {}, async (play) => {
  await reconcile(play);
  play.venue.network.orderLag = 6 * MICROS_PER_SECOND;
  await play.act(BID);
  const { outcome, found } = await reconcile(play);
  assert.deepEqual([outcome, found], ['moving', []], 'it is asked for by name, and nothing else is done about it');
  await play.pass(4 * MICROS_PER_SECOND);
  assert.equal((await reconcile(play)).outcome, 'clean');
  assert.deepEqual(play.open, ['Accepted 0/5']);
});

story('an order that is placed while the list is on its way is not missing either', {}, async (play) => {
  await reconcile(play);
  play.venue.network.latency = () => 500_000;
  const comparing = play.live.reconciler.reconcile();
  await play.act(BID);
  await play.pass(10 * MICROS_PER_SECOND);
  assert.equal((await comparing).outcome, 'clean');
  assert.deepEqual(play.open, ['Accepted 0/5']);
});

story('orders placed by hand are counted and left alone; what they trade is booked with its cause, once', {}, async (play) => {
  await reconcile(play);
  const byHand = { instrument: play.instrument, clientOrderId: undefined, side: 'buy', stopPrice: undefined, postOnly: false } as const;
  play.venue.exchange.place({ ...byHand, type: 'limit', quantity: 3, limitPrice: 90, timeInForce: 'GTC' });
  play.venue.exchange.place({ ...byHand, type: 'market', quantity: 2, limitPrice: undefined, timeInForce: 'GTC' });
  const { outcome, others } = await reconcile(play);
  assert.deepEqual([outcome, others], ['clean', 1]);
  await play.restart();
  await reconcile(play);
  assert.deepEqual(adjustments(play), ['2 ONE trade by hand', '-200 USDT trade by hand']);
  assert.deepEqual([play.position, play.venue.exchange.orders[0]?.status], [0, 'open']);
});

story('a trade by hand during an outage is booked, however far bars have moved the session on by the next start', {}, async (play) => {
  await reconcile(play);
  play.venue.network.fault = outage;
  const byHand = { instrument: play.instrument, clientOrderId: undefined, side: 'buy', stopPrice: undefined, postOnly: false } as const;
  play.venue.exchange.place({ ...byHand, type: 'market', quantity: 2, limitPrice: undefined, timeInForce: 'GTC' });
  for (let minute = 0; minute < 10; minute += 1) {
    await play.pass(MICROS_PER_MINUTE, MICROS_PER_MINUTE);
    await play.act(undefined);
  }
  await play.restart();
  play.venue.network.fault = () => undefined;
  assert.equal((await reconcile(play)).outcome, 'clean');
  assert.deepEqual(adjustments(play), ['2 ONE trade by hand', '-200 USDT trade by hand']);
});

story('a fill of an order that ended two hundred orders ago is booked, once', {}, async (play) => {
  await reconcile(play);
  for (let orders = 0; orders <= 200; orders += 1) {
    await play.act(BID);
    const open = play.orders.map(({ intent }) => cancel(intent.intentId));
    await play.act(open);
  }
  await reconcile(play);
  assert.deepEqual([play.open, play.session.engine.account.desk.findEnded(1)], [[], undefined]);
  // The venue has taken its time to tell.
  const fill = {
    ...play.venue.exchange.orders[0],
    tradeId: 'late',
    price: 90,
    quantity: 2,
    notional: 180e8,
    fee: 0,
    liquidity: 'maker',
  } as const;
  play.venue.exchange.fills.push({ ...(fill as unknown as VenueFill), feeCurrency: play.instrument.quote, ts: play.clock.now() });
  play.venue.exchange.conjure('ONE', 2e8);
  play.venue.exchange.conjure('USDT', -180e8);
  for (let times = 0; times < 2; times += 1) assert.equal((await reconcile(play)).outcome, 'clean');
  assert.deepEqual([play.position, play.records.fills.length, adjustments(play)], [2, 1, []]);
});

story('a fill without a name, while an order of ours has none either, is not booked to a stranger', {}, async (play) => {
  await reconcile(play);
  play.venue.network.fillsAreNamed = false;
  play.venue.network.fault = (call) => (call === 'submit' ? { kind: 'drop-reply' } : call === 'order' ? outage() : undefined);
  await play.act(BUY);
  assert.equal((await reconcile(play)).outcome, 'moving');
  assert.deepEqual([adjustments(play), play.open], [[], ['Unknown 0/5']]);
  play.venue.network.fault = () => undefined;
  await play.pass(5 * MICROS_PER_SECOND);
  assert.equal((await reconcile(play)).outcome, 'clean');
  assert.deepEqual([adjustments(play), play.position], [[], 5]);
});

story('nor while it gets its name during the comparison', {}, async (play) => {
  await reconcile(play);
  play.venue.network.fillsAreNamed = false;
  const { venue } = play;
  const [submit, fills] = [venue.submit.bind(venue), venue.fills.bind(venue)];
  const answer = Promise.withResolvers<undefined>();
  venue.submit = async (intent) => (
    await submit(intent),
    await answer.promise,
    { kind: 'accepted', venueOrderId: 'V1', ts: play.clock.now() }
  );
  venue.fills = async (...question) => {
    const found = await fills(...question);
    // The answer to the order comes while the fills are gone through.
    void play.settled().then(() => answer.resolve(undefined));
    return found;
  };
  await play.act(BUY);
  const byHand = { instrument: play.instrument, clientOrderId: undefined, limitPrice: undefined, stopPrice: undefined, postOnly: false };
  for (let count = 0; count < 200; count += 1)
    venue.exchange.place({ ...byHand, side: 'buy', type: 'market', quantity: 1, timeInForce: 'GTC' });
  await reconcile(play);
  assert.equal((await reconcile(play)).outcome, 'clean');
  assert.deepEqual([play.position, adjustments(play).length], [5, 400]);
});

story('a venue whose clock is behind tells its fills all the same', {}, async (play) => {
  play.venue.network.clockOffset = -40 * MICROS_PER_SECOND;
  await reconcile(play);
  await play.pass(MICROS_PER_MINUTE);
  await reconcile(play);
  const byHand = { instrument: play.instrument, clientOrderId: undefined, limitPrice: undefined, stopPrice: undefined, postOnly: false };
  play.venue.exchange.place({ ...byHand, side: 'buy', type: 'market', quantity: 2, timeInForce: 'GTC' });
  assert.equal((await reconcile(play)).outcome, 'clean');
  assert.deepEqual(adjustments(play), ['2 ONE trade by hand', '-200 USDT trade by hand']);
});

story(
  'coins of a position that were sold by hand are told of, once, and nothing more of them is bought until a person lets it',
  {},
  async (play) => {
    await reconcile(play);
    await play.act(BUY);
    await reconcile(play);
    const byHand = { instrument: play.instrument, clientOrderId: undefined, limitPrice: undefined, stopPrice: undefined, postOnly: false };
    play.venue.exchange.place({ ...byHand, side: 'sell', type: 'market', quantity: 3, timeInForce: 'GTC' });
    assert.equal((await reconcile(play)).outcome, 'clean');
    await reconcile(play);
    assert.deepEqual(
      play.notices.map(({ code, text }) => `${code}: ${text}`),
      [
        'POSITION_UNCOVERED: positions have 3.00000000 ONE more than TEST holds: sold or withdrawn by hand; bring them back, or exits will be refused; then ballast resume ONE/USDT.TEST',
      ],
    );
    await play.act(BUY);
    assert.equal(play.records.refusals.at(-1)?.code, 'RISK_INSTRUMENT_HALTED');
  },
);

story('deposits and withdrawals are booked with their cause, once', {}, async (play) => {
  await reconcile(play);
  play.venue.exchange.transfer('USDT', 50e8);
  play.venue.exchange.transfer('USDT', -20e8);
  assert.equal((await reconcile(play)).outcome, 'clean');
  await play.restart();
  assert.equal((await reconcile(play)).outcome, 'clean');
  assert.deepEqual(adjustments(play), ['50 USDT deposit', '-20 USDT withdrawal']);
});

story('what nobody explains halts what is traded in it, and names both sides', {}, async (play) => {
  await reconcile(play);
  play.venue.exchange.conjure('ONE', -3e8);
  play.venue.exchange.conjure('ONE', 1e8);
  const { outcome, found } = await reconcile(play);
  assert.deepEqual([outcome, found], ['different', ['ONE: 0.00000000 by the ledger, -2.00000000 at TEST']]);
  assert.equal(play.session.markets[0]?.isHalted, true);
  assert.deepEqual(
    play.notices.map(({ code }) => code),
    ['RECONCILE_DIFFERENCE'],
  );
  const ts = play.clock.now();
  await play.enter(() => [{ kind: 'instrument', ts, instrumentId: ONLY, state: 'ACTIVE', by: 'operator:ada', reason: 'known' }]);
  await reconcile(play);
  assert.equal(play.session.markets[0]?.isHalted, false, 'the same difference does not overrule a person');
});

story(
  'what nobody explains is booked when a person accepts it by name, and the session and its venue are equal again',
  {},
  async (play) => {
    await reconcile(play);
    play.venue.exchange.conjure('ONE', 3e8);
    const accepting = play.live.reconciler.reconcile('operator:ada');
    await play.pass(2 * play.limits.lookAgain);
    assert.equal((await accepting).outcome, 'clean');
    assert.deepEqual(adjustments(play), ['3 ONE accepted by a person']);
    await play.restart();
    assert.equal((await reconcile(play)).outcome, 'clean');
  },
);

story('a difference that is gone at the second look halts nothing', {}, async (play) => {
  await reconcile(play);
  play.venue.exchange.conjure('USDT', 3e8);
  const comparing = play.live.reconciler.reconcile();
  await play.settled();
  play.venue.exchange.conjure('USDT', -3e8);
  await play.pass(play.limits.lookAgain);
  assert.equal((await comparing).outcome, 'clean');
  assert.equal(play.session.markets[0]?.isHalted, false);
});

story('while fills show late, what they have changed already is no difference', {}, async (play) => {
  await reconcile(play);
  play.venue.network.fillLag = 8 * MICROS_PER_SECOND;
  await play.act(BID);
  play.venue.exchange.move(ONLY, 90);
  assert.equal((await reconcile(play)).outcome, 'moving');
  await play.pass(8 * MICROS_PER_SECOND);
  assert.equal((await reconcile(play)).outcome, 'clean');
  assert.equal(play.position, 5);
});

story('an order of ours that has ended here and stands there is taken back', {}, async (play) => {
  await reconcile(play);
  play.venue.network.fault = faults({ submit: [outage()] });
  await play.act(BID);
  await play.pass(10 * MICROS_PER_SECOND);
  assert.deepEqual(play.open, [], 'it was let go of, by the word of the venue');
  const [intent] = play.records.intents;
  assert.ok(intent !== undefined);
  play.venue.exchange.place(intent);
  play.venue.exchange.fill('V1', 2);
  await reconcile(play);
  assert.deepEqual([play.venue.exchange.orders[0]?.status, play.position], ['canceled', 2]);
  assert.equal((await reconcile(play)).outcome, 'clean');
});

story(
  'fees in coins and late fees leave nothing over',
  { venue: { ...DEAF, fee: 1_000, feeInCoins: true }, instrument: { lot: '0.001' } },
  async (play) => {
    await reconcile(play);
    await play.act(BUY);
    assert.equal((await reconcile(play)).outcome, 'clean');
  },
);

story('Lean.Brokerages.InteractiveBrokers #249 #246: what filled while the session was down is booked at its return', {}, async (play) => {
  await reconcile(play);
  await play.act(BID);
  play.venue.exchange.fill('V1', 2);
  play.clock.advance(30 * MICROS_PER_MINUTE);
  await play.restart();
  assert.equal((await reconcile(play)).outcome, 'clean');
  assert.deepEqual([play.open, play.position], [['PartiallyFilled 2/5'], 2]);
});

for (const [company, later, booked] of [
  ['alone', 0, ['7 USDT deposit', '-7 USDT accepted by a person']],
  ['with another one', 5, ['5 USDT deposit', '7 USDT deposit', '-7 USDT accepted by a person']],
] as const) {
  story(`a deposit that is told after a person accepted what it made, ${company}, is booked once`, {}, async (play) => {
    await reconcile(play);
    const { venue } = play;
    const transfers = venue.transfers.bind(venue);
    let isTold = false;
    venue.transfers = async (since) => (isTold ? transfers(since) : []);
    venue.exchange.transfer('USDT', 7e8);
    assert.equal((await reconcile(play)).outcome, 'different');
    const accepting = play.live.reconciler.reconcile('operator:ada');
    await play.pass(2 * play.limits.lookAgain + MICROS_PER_SECOND);
    assert.equal((await accepting).outcome, 'clean');
    isTold = true;
    await play.restart();
    if (later > 0) venue.exchange.transfer('USDT', later * 1e8);
    else venue.exchange.conjure('USDT', 1);
    const { outcome } = await reconcile(play);
    assert.equal(outcome, later > 0 ? 'clean' : 'different', 'what differs otherwise is not taken for it');
    assert.deepEqual(adjustments(play), ['7 USDT accepted by a person', ...booked]);
  });
}

story(
  'a coin in which fees are paid is compared too, from the first fee on',
  { venue: { ...DEAF, fee: 1_000, feeCoin: currency('BNB'), balances: { USDT: 1_000_000e8, BNB: 3e8 } } },
  async (play) => {
    await reconcile(play);
    await play.act(BUY);
    assert.equal((await reconcile(play)).outcome, 'clean');
    assert.deepEqual(adjustments(play), ['3 BNB opening']);
    await play.act(BUY);
    assert.equal((await reconcile(play)).outcome, 'clean');
    play.venue.exchange.conjure('BNB', -1e8);
    const { outcome, found } = await reconcile(play);
    assert.deepEqual([outcome, found], ['different', ['BNB: 2.00000000 by the ledger, 1.00000000 at TEST']]);
  },
);

story(
  'a sale that pays its fee in the coins that were sold leaves the position flat',
  {
    venue: { ...DEAF, fee: 1_000, feeCoin: currency('ONE'), balances: { USDT: 1_000_000e8, ONE: 9e8 } },
    quantityScale: 8,
    instrument: { lot: '0.001' },
  },
  async (play) => {
    await reconcile(play);
    await play.act(order({ side: 'buy', type: 'market', quantity: 5 }));
    await reconcile(play);
    assert.equal(play.position, 4.995e8);
    await play.act(exit());
    assert.equal((await reconcile(play)).outcome, 'clean');
    assert.deepEqual([play.position, play.open], [0, []]);
  },
);
