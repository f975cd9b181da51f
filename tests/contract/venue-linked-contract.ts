import assert from 'node:assert/strict';
import { it } from 'node:test';

import type { OrderIntent } from '../../src/domain/order.ts';
import type { VenueBench } from '../tools/venue-bench.ts';
import { idOf, orderOf, refOf, type On, type VenueDifferences } from './venue-stories.ts';

const PRICE = 6_000_000;

/** A stop at 59,000 and a target at 61,000 for the same 0.01, in a market at 60,000 in which somebody buys at any price. */
function pairOf(bench: VenueBench): readonly [stop: OrderIntent, target: OrderIntent] {
  bench.print(PRICE);
  bench.quote('buy', PRICE - 500_000, 5_000);
  const leg = { side: 'sell', quantity: 1_000, reduceOnly: true, ocoGroup: 2 } as const;
  return [
    orderOf(bench, { ...leg, type: 'stop', role: 'stop', stopPrice: PRICE - 100_000, limitPrice: undefined }),
    orderOf(bench, { ...leg, type: 'limit', role: 'target', limitPrice: PRICE + 100_000 }),
  ];
}

async function statuses({ venue }: VenueBench, orders: readonly OrderIntent[]): Promise<readonly (string | undefined)[]> {
  return Promise.all(orders.map(async (order) => (await venue.order(refOf(order)))?.status));
}

async function lockedCoins({ venue, instrument }: VenueBench): Promise<number> {
  const held = (await venue.balances()).find(({ currency }) => currency.code === instrument.base.code);
  return (held?.locked ?? 0) / 10 ** instrument.base.scale;
}

/** What a stop and a target do that the venue links, where it does; else that it says so, and sends nothing. */
export function testLinked(on: On, { linksOrders }: VenueDifferences): void {
  const linking = (story: (bench: VenueBench, pair: readonly [OrderIntent, OrderIntent]) => Promise<void>): (() => Promise<void>) =>
    on((bench) => story(bench, pairOf(bench)));

  it(
    `are ${linksOrders ? 'taken' : 'not sent: the venue has no such thing'}`,
    linking(async (bench, pair) => {
      assert.equal(bench.venue.capabilities.oco, linksOrders);
      const answers = await bench.venue.submitLinked(...pair);
      const said = answers.map((answer) => (answer.kind === 'rejected' ? answer.code : answer.kind));
      assert.deepEqual(said, linksOrders ? ['accepted', 'accepted'] : ['VENUE_CANNOT', 'VENUE_CANNOT']);
      assert.equal((await bench.venue.openOrders([bench.instrument])).length, linksOrders ? 2 : 0);
    }),
  );

  if (!linksOrders) return;
  it(
    'stand as two orders that lock the coins once',
    linking(async (bench, pair) => {
      const ids = (await bench.venue.submitLinked(...pair)).map(idOf);
      const open = new Map((await bench.venue.openOrders([bench.instrument])).map((order) => [order.clientOrderId, order.venueOrderId]));
      assert.deepEqual(
        pair.map(({ clientOrderId }) => open.get(clientOrderId)),
        ids,
      );
      assert.equal(await lockedCoins(bench), 0.01);
    }),
  );

  for (const [leg, price, ends] of [
    ['stop', PRICE - 100_000, ['filled', 'expired']],
    ['target', PRICE + 100_000, ['expired', 'filled']],
  ] as const) {
    it(
      `the ${leg} that the market reaches sells at the market, all of it, and the other expires`,
      linking(async (bench, pair) => {
        await bench.venue.submitLinked(...pair);
        bench.print(price);
        assert.deepEqual(await statuses(bench, pair), ends);
        assert.equal(await lockedCoins(bench), 0);
        const fills = await bench.venue.fills(bench.instrument, 0);
        assert.deepEqual(
          fills.map(({ quantity }) => quantity),
          [1_000],
        );
      }),
    );
  }

  for (const [at, leg] of ['stop', 'target'].entries()) {
    it(
      `the cancel of the ${leg} takes the other along`,
      linking(async (bench, pair) => {
        await bench.venue.submitLinked(...pair);
        const [one, other] = at === 0 ? pair : [pair[1], pair[0]];
        assert.equal((await bench.venue.cancel(refOf(one))).kind, 'requested');
        assert.equal((await bench.venue.cancel(refOf(other))).kind, 'gone');
        assert.deepEqual([await statuses(bench, pair), await lockedCoins(bench)], [['canceled', 'canceled'], 0]);
      }),
    );
  }

  it(
    'are refused together when the market has passed one of them, or the coins are not there',
    linking(async (bench, pair) => {
      bench.print(PRICE + 100_000);
      for (const [quantity, code] of [
        [1_000, 'VENUE_REJECTED'],
        [2_000_000, 'VENUE_INSUFFICIENT'],
      ] as const) {
        const [stop, target] = pair.map((intent) => ({ ...intent, quantity })) as [OrderIntent, OrderIntent];
        const answers = await bench.venue.submitLinked(stop, target);
        assert.deepEqual(
          answers.map((answer) => answer.kind === 'rejected' && answer.code),
          [code, code],
        );
        bench.print(PRICE);
      }
      assert.deepEqual(await bench.venue.openOrders([bench.instrument]), []);
    }),
  );

  for (const [kind, isThere] of [
    ['drop-reply', true],
    ['empty-object', true],
    ['drop-request', false],
    ['unavailable', false],
  ] as const) {
    it(
      `${kind}: both are unknown, and looked up they are ${isThere ? 'there' : 'not there'}`,
      linking(async (bench, pair) => {
        bench.fault({ kind, on: 'place' });
        const answers = await bench.venue.submitLinked(...pair);
        assert.deepEqual(
          answers.map((answer) => answer.kind),
          ['unknown', 'unknown'],
        );
        const status = isThere ? 'open' : undefined;
        assert.deepEqual(await statuses(bench, pair), [status, status]);
      }),
    );
  }
}
