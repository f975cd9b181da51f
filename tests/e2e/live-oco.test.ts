import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { ExchangeOrder } from '../../src/testnet/exchange/exchange-order.ts';
import { ACCOUNT, openLiveDesk, TRADED, type LiveDesk } from '../tools/live-desk.ts';

/** Enters once, and leaves the rest to its bracket. */
const strategy = (entry: string): string => `import { defineStrategy, enter, z } from 'ballast';
export default defineStrategy({
  id: 'once', version: '1.0.0', params: z.object({}), data: { ticks: 'trades' }, init: () => ({ bought: false }),
  onTick: ({ state, openOrders }, { price }) => (state.bought || openOrders.length > 0 ? undefined : enter('long', ${entry})),
  onFill({ state }) {
    state.bought = true;
  },
});
`;

function trade(desk: LiveDesk, entry: string): void {
  writeFileSync(join(desk.folder, 'once.ts'), strategy(entry));
  desk.configure({ strategies: `[{ id: once, strategy: ./once.ts, instruments: [${TRADED}], interval: 1m }]` });
}

const ordersThere = ({ testnet: { exchange } }: LiveDesk): readonly ExchangeOrder[] => exchange.history(ACCOUNT).orders(Infinity);
const openThere = (desk: LiveDesk): readonly ExchangeOrder[] => ordersThere(desk).filter(({ status }) => status === 'waiting');

/** The coins of the account in whole ones; at first there is one that is not traded with. */
function coins({ testnet: { exchange } }: LiveDesk): readonly [total: number, locked: number] {
  const held = exchange.balances(ACCOUNT).find(({ currency }) => currency.code === 'BTC');
  return [((held?.free ?? 0) + (held?.locked ?? 0)) / 1e8, (held?.locked ?? 0) / 1e8];
}

describe('a live session whose position is guarded by an OCO list', () => {
  test('6: is killed and comes back to it; an exit cancels it first, and sells what the session bought and no more', async (context) => {
    const desk = await openLiveDesk(context);
    trade(desk, '{ quantity: 0.1, stop: price * 0.95, target: price * 1.05 }');
    const live = await desk.start();
    await live.until('the list', ({ openOrders }) => openOrders === 2 && openThere(desk).length === 2);
    const list = openThere(desk);
    assert.equal(new Set(list.map(({ listId }) => listId)).size, 1);
    assert.deepEqual(coins(desk), [1.0999, 0.0999]);
    live.child.kill('SIGKILL');
    await live.ended;
    const again = await desk.start();
    await again.until(
      'all to be known',
      ({ openOrders, positions, venue }) => openOrders === 2 && positions.length === 1 && venue?.pursued === 0,
    );
    assert.deepEqual(
      openThere(desk).map(({ id }) => id),
      list.map(({ id }) => id),
    );
    await desk.json('close', TRADED);
    await again.until('the close', ({ positions, openOrders }) => positions.length === 0 && openOrders === 0);
    assert.deepEqual(coins(desk), [1, 0]);
    const [ended, exit] = [ordersThere(desk).filter(({ listId }) => listId !== undefined), ordersThere(desk).at(-1)];
    assert.deepEqual(
      ended.map(({ status }) => status),
      ['canceled', 'canceled'],
    );
    assert.ok(
      exit !== undefined && ended.every(({ updatedAt }) => updatedAt <= exit.createdAt),
      'the coins were free before they were sold',
    );
  });

  test('6: that the exchange refuses, for the market has passed the target, alerts and is flat within seconds', async (context) => {
    const desk = await openLiveDesk(context);
    trade(desk, '{ quantity: 0.1, limit: price * 0.99, stop: price * 0.95, target: price * 0.995 }');
    const live = await desk.start();
    await live.until('the entry', () => ordersThere(desk).some(({ status }) => status === 'open'));
    const [entry] = ordersThere(desk);
    const { exchange } = desk.testnet;
    const filledAt = exchange.now;
    // Somebody sells to the entry, and the market goes back beyond the target before the list can come.
    exchange.fill(entry?.id ?? 0);
    exchange.print(TRADED, { price: 4_200_000, quantity: 1, takerSide: 'buy' });
    await live.until('the exit', ({ positions, fills }) => positions.length === 0 && fills === 2);
    const exit = ordersThere(desk).at(-1);
    assert.deepEqual([exit?.type, exit?.side, coins(desk)], ['market', 'sell', [1, 0]]);
    assert.ok((exit?.createdAt ?? Infinity) - filledAt < 5_000_000);
    await live.until('the alert', () => readFileSync(join(desk.home, 'logs', 'ballast.log'), 'utf8').includes('STOP_REFUSED'));
  });
});
