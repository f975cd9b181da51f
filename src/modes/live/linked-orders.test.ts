import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LivePlay } from '../../../tests/tools/live-play.ts';
import { ONLY } from '../../../tests/tools/scripted-session.ts';
import { faults, outage } from '../../../tests/tools/venue-faults.ts';
import { MICROS_PER_SECOND } from '../../kernel/time.ts';
import { cancel, enter, exit } from '../../strategy/index.ts';

const BRACKET = enter('long', { quantity: 5, stop: 90, target: 120 });

/** A play at a venue that links a stop and its target, with an entry that both of them guard. */
function story(name: string, tell: (play: LivePlay) => Promise<void>, before: (play: LivePlay) => void = () => undefined): void {
  test(name, async () => {
    const play = new LivePlay({ venue: { capabilities: { oco: true } } });
    before(play);
    await play.act(BRACKET);
    await tell(play);
    await play.end();
  });
}

/** The orders at the venue but the first, as `role status filled/quantity`. */
function legs(play: LivePlay): readonly string[] {
  const roles = new Map(play.records.intents.map(({ clientOrderId, role }) => [clientOrderId, role]));
  return play.venue.exchange.orders
    .slice(1)
    .map(
      ({ clientOrderId = '', status, filledQuantity, quantity }) => `${roles.get(clientOrderId)} ${status} ${filledQuantity}/${quantity}`,
    );
}

function lockedCoins({ venue, instrument }: LivePlay): number {
  return (
    (venue.exchange.balances.find(({ currency }) => currency.code === instrument.base.code)?.locked ?? 0) / 10 ** instrument.base.scale
  );
}

story('a stop and its target stand at the venue as one, and lock the coins once', async (play) => {
  assert.deepEqual(legs(play), ['stop open 0/5', 'target open 0/5']);
  assert.deepEqual([play.open, lockedCoins(play)], [['Accepted 0/5', 'Accepted 0/5'], 5]);
});

for (const [leg, price, expected] of [
  ['target', 121, ['stop expired 0/5', 'target filled 5/5']],
  ['stop', 89, ['stop filled 5/5', 'target expired 0/5']],
] as const) {
  story(`once the market reaches the ${leg} it sells, and the other is over`, async (play) => {
    play.venue.exchange.move(ONLY, price);
    await play.settled();
    assert.deepEqual([legs(play), play.open, play.position], [expected, [], 0]);
  });
}

story('what a leg that acts finds nobody for is sold by an exit', async (play) => {
  play.venue.exchange.depthAtLimit = 2;
  play.venue.exchange.move(ONLY, 121);
  await play.pass(MICROS_PER_SECOND);
  assert.deepEqual(legs(play), ['stop expired 0/5', 'target expired 2/5', 'exit filled 3/3']);
  assert.deepEqual([play.open, play.position], [[], 0]);
});

story('a stop that is told to have expired is not missed while its target sells, though nothing is heard of that', async (play) => {
  play.venue.network.streamFault = (report) =>
    report.kind === 'order' && report.order.status === 'expired' ? undefined : { kind: 'drop' };
  play.venue.exchange.move(ONLY, 121);
  await play.pass(MICROS_PER_SECOND);
  assert.deepEqual([legs(play), play.open], [['stop expired 0/5', 'target filled 5/5'], ['Accepted 0/5']]);
});

story('6: an exit cancels both before it sells, since they lock the coins', async (play) => {
  await play.act(exit());
  assert.deepEqual(legs(play), ['stop canceled 0/5', 'target canceled 0/5', 'exit filled 5/5']);
  assert.deepEqual([play.open, play.position], [[], 0]);
});

story(
  '6: a refusal of both alerts, and the position is closed at once',
  async (play) => {
    await play.settled();
    assert.deepEqual([legs(play), play.open, play.position], [['exit filled 5/5'], [], 0]);
    assert.deepEqual(
      play.notices.map(({ severity, code }) => `${severity} ${code}`),
      ['critical STOP_REFUSED'],
    );
  },
  ({ venue }) => {
    const refusal = { code: 'VENUE_REJECTED', reason: 'no lists today' } as const;
    venue.network.fault = faults({ submit: [undefined, { kind: 'refuse', refusal }] });
  },
);

story(
  'an entry that fills in parts is guarded by one pair at a time, which grows with it',
  async (play) => {
    const [entry] = play.venue.exchange.orders;
    play.venue.exchange.fill(entry?.venueOrderId ?? '', 3);
    await play.settled();
    assert.deepEqual(legs(play), ['stop canceled 0/2', 'target canceled 0/2', 'stop open 0/5', 'target open 0/5']);
    assert.equal(lockedCoins(play), 5);
  },
  ({ venue }) => {
    const place = venue.exchange.place.bind(venue.exchange);
    // Of the entry two are found at first.
    venue.exchange.place = (request) => {
      const placed = place({ ...request, type: 'limit', limitPrice: 99 });
      venue.exchange.place = place;
      if ('venueOrderId' in placed) venue.exchange.fill(placed.venueOrderId, 2);
      return placed;
    };
  },
);

story('who cancels the target keeps the stop, which stands alone from then on', async (play) => {
  const target = play.records.intents.find(({ role }) => role === 'target');
  await play.act(cancel(target?.intentId ?? 0));
  assert.deepEqual(legs(play), ['stop canceled 0/5', 'target canceled 0/5', 'stop open 0/5']);
  play.venue.exchange.move(ONLY, 89);
  await play.settled();
  assert.equal(play.position, 0);
});

story('a restart adds nothing to a pair that stands', async (play) => {
  await play.restart();
  await play.pass(10 * MICROS_PER_SECOND);
  assert.deepEqual(legs(play), ['stop open 0/5', 'target open 0/5']);
  assert.deepEqual(play.open, ['Accepted 0/5', 'Accepted 0/5']);
});

story(
  'a pair whose answer was lost is looked up, and not sent again',
  async (play) => {
    assert.deepEqual(play.open, ['Unknown 0/5', 'Unknown 0/5']);
    await play.pass(3 * MICROS_PER_SECOND);
    assert.deepEqual(
      [legs(play), play.open],
      [
        ['stop open 0/5', 'target open 0/5'],
        ['Accepted 0/5', 'Accepted 0/5'],
      ],
    );
  },
  ({ venue }) => {
    venue.network.fault = faults({ submit: [undefined, { kind: 'drop-reply' }], order: [outage(), outage(), outage(), outage()] });
    venue.network.streamFault = (report) => (report.kind === 'order' && report.order.side === 'sell' ? { kind: 'drop' } : undefined);
  },
);

story(
  'a pair that never came is placed again: the stop at the venue, the target held until the market reaches it',
  async (play) => {
    await play.pass(12 * MICROS_PER_SECOND);
    assert.deepEqual(legs(play), ['stop open 0/5']);
    play.venue.exchange.move(ONLY, 121);
    await play.act(undefined);
    await play.settled();
    assert.deepEqual([legs(play), play.position], [['stop canceled 0/5', 'target filled 5/5'], 0]);
  },
  ({ venue }) => {
    venue.network.fault = faults({ submit: [undefined, outage()] });
  },
);
