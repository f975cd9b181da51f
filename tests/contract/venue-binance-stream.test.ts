import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { WebSocket } from 'ws';

import { MICROS_PER_SECOND } from '../../src/kernel/time.ts';
import { openBinanceWire, type BinanceWire } from '../tools/binance-wire.ts';
import { spotInstrument, START } from '../tools/ccxt-bench.ts';
import { followReports, type Following } from '../tools/follow-reports.ts';

const instrument = spotInstrument('BTC/USDT');

/** An execution report as Binance pushes it: the order has just filled whole. */
const FILLED = {
  e: 'executionReport',
  E: START / 1000,
  s: 'BTCUSDT',
  c: 'home01-1',
  C: '',
  S: 'BUY',
  o: 'LIMIT',
  f: 'GTC',
  q: '0.10000000',
  p: '60000.00000000',
  x: 'TRADE',
  X: 'FILLED',
  r: 'NONE',
  i: 4_293_153,
  l: '0.10000000',
  z: '0.10000000',
  L: '59999.99000000',
  n: '0.00010000',
  N: 'BTC',
  T: START / 1000,
  t: 77,
  m: false,
  Y: '5999.99900000',
};

/** Answers sign-ins in turn in these ways; the last of them for ever. */
function signIns({ server }: BinanceWire, ...ways: readonly ((id: unknown, socket: WebSocket) => void)[]): void {
  let count = 0;
  server.hear((message, socket) => (ways[count++] ?? ways.at(-1))?.((message as { id: unknown }).id, socket));
}

const welcome = (id: unknown, socket: WebSocket): void => socket.send(JSON.stringify({ id, status: 200, result: { subscriptionId: 0 } }));

async function on(story: (wire: BinanceWire, stream: Following) => Promise<void>, ...ways: Parameters<typeof signIns>[1][]): Promise<void> {
  const wire = await openBinanceWire();
  signIns(wire, ...ways, welcome);
  const stream = followReports({ venue: wire.venue, instrument });
  try {
    await story(wire, stream);
  } finally {
    await stream.end();
    await wire.dispose();
  }
}

describe('the private stream of Binance', () => {
  it('tells a fill and what its order has come to, exactly', () =>
    on(async ({ server }, stream) => {
      await stream.until(({ kind }) => kind === 'up');
      server.push({ subscriptionId: 0, event: FILLED });
      await stream.until(({ kind }) => kind === 'order');
      const named = { instrumentId: 'BTC/USDT.BINANCE', venueOrderId: '4293153', clientOrderId: 'home01-1', side: 'buy', ts: START };
      assert.deepEqual(stream.seen.slice(1), [
        {
          kind: 'fill',
          fill: {
            ...named,
            tradeId: '77',
            price: 5_999_999,
            quantity: 10_000,
            notional: 599_999_900_000,
            fee: 10_000,
            feeCurrency: { code: 'BTC', scale: 8 },
            liquidity: 'taker',
          },
        },
        {
          kind: 'order',
          order: { ...named, quantity: 10_000, filledQuantity: 10_000, limitPrice: 6_000_000, status: 'filled', reason: undefined },
        },
      ]);
    }));

  it('tells a cancelled order by the id that we gave it, not by that of the cancel', () =>
    on(async ({ server }, stream) => {
      await stream.until(({ kind }) => kind === 'up');
      server.push({
        subscriptionId: 0,
        event: { ...FILLED, x: 'CANCELED', X: 'CANCELED', c: 'web_of_the_cancel', C: 'home01-1', z: '0', t: -1 },
      });
      await stream.until(
        (report) => report.kind === 'order' && report.order.clientOrderId === 'home01-1' && report.order.status === 'canceled',
      );
    }));

  for (const [name, way] of [
    ['a refused sign-in', (id, socket) => socket.send(JSON.stringify({ id, status: 401, error: { code: -2015, msg: 'Invalid API-key' } }))],
    ['a sign-in that is answered with nothing', (id, socket) => socket.send(JSON.stringify({ id, status: 200, result: {} }))],
    ['a connection that breaks during the sign-in', (_id, socket) => socket.terminate()],
    ['markup instead of an answer', (_id, socket) => socket.send('<html></html>')],
  ] as const satisfies readonly (readonly [string, Parameters<typeof signIns>[1]])[]) {
    it(`goes down, and tries again, after ${name}`, () =>
      on(async ({ clock }, stream) => {
        await stream.until(({ kind }) => kind === 'down');
        await stream.untilMany('up', 1, () => clock.advance(MICROS_PER_SECOND));
      }, way));
  }

  it('is built anew as soon as Binance says that it will go down', () =>
    on(async ({ server, clock }, stream) => {
      await stream.until(({ kind }) => kind === 'up');
      server.push({ event: { e: 'serverShutdown', E: START / 1000 } });
      await stream.until(({ kind }) => kind === 'down');
      await stream.untilMany('up', 2, () => clock.advance(MICROS_PER_SECOND));
    }));

  it('is built anew after a message that cannot be right', () =>
    on(async ({ server, clock }, stream) => {
      await stream.until(({ kind }) => kind === 'up');
      server.push({ subscriptionId: 0, event: { ...FILLED, z: '-1' } });
      await stream.until(({ kind }) => kind === 'down');
      await stream.untilMany('up', 2, () => clock.advance(MICROS_PER_SECOND));
    }));

  it('that does not come up in time is tried anew', () =>
    on(
      async ({ clock }, stream) => {
        await clock.sleeping(20 * MICROS_PER_SECOND, 20 * MICROS_PER_SECOND);
        clock.advance(20 * MICROS_PER_SECOND);
        await stream.until((report) => report.kind === 'down' && report.reason === 'the stream did not come up');
        await stream.untilMany('up', 1, () => clock.advance(MICROS_PER_SECOND));
      },
      () => undefined,
    ));

  it('ends when its reader leaves', async () => {
    const wire = await openBinanceWire();
    signIns(wire, welcome);
    for await (const report of wire.venue.reports([instrument], new AbortController().signal)) if (report.kind === 'up') break;
    assert.equal(wire.venue.health().streamUp, false);
    await wire.dispose();
  });
});
