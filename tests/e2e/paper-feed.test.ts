import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { healthChecks } from '../../src/api/health-checks.ts';
import type { BarEvent } from '../../src/domain/market-event.ts';
import { MICROS_PER_MINUTE, MICROS_PER_SECOND } from '../../src/kernel/time.ts';
import { binanceQuoteMessage, binanceTradeMessage } from '../tools/venue-server-binance.ts';
import { barStream, openPaperBench, type PaperBench } from '../tools/paper-bench.ts';
import { storedSession } from '../tools/stored-session.ts';
import { streamName } from '../tools/venue-server.ts';

const BTC = 'BTC/USDT';
const ETH = 'ETH/USDT';

/** Buys and sells in turn on every bar that it is called for, so that every call leaves an order; it looks back on three bars. */
const EAGER = `import { defineStrategy, enter, exit, sma, z } from 'ballast';
export default defineStrategy({
  id: 'eager', version: '1.0.0', params: z.object({}), data: { warmUp: 3 }, init: () => ({ seen: 0 }),
  indicators: () => ({ mean: sma(3) }),
  onBar({ indicators, position, state }) {
    if (!indicators.mean.isReady) throw new Error('called before it was warm');
    state.seen += 1;
    return position.isFlat ? enter('long', { weight: 0.1 }) : exit();
  },
});
`;

async function oneMarket(context: TestContext): Promise<PaperBench> {
  const bench = await openPaperBench(context, {
    markets: [BTC],
    files: { 'eager.ts': EAGER },
    strategies: '  - { id: eager, strategy: ./eager.ts, instruments: [BTC/USDT.BINANCE], interval: 1m }',
  });
  await bench.start();
  await bench.venue.subscribed(barStream(BTC));
  // Three bars of before; the third closed half a minute ago, and is young enough to be decided on.
  await bench.until('the warm-up', ({ orders }) => orders === 1);
  return bench;
}

/** The bars of an instrument in the journal: each minute once, in order, from the first to the last. */
function wholeBars(
  inputs: Awaited<ReturnType<PaperBench['journal']>>,
  instrumentId: string,
): readonly (BarEvent & { readonly stale: boolean })[] {
  const bars = inputs.flatMap((input) =>
    input.kind === 'bar' && input.bar.instrumentId === instrumentId ? [{ ...input.bar, stale: input.stale }] : [],
  );
  bars.forEach(({ openTime }, index) =>
    assert.equal(openTime, (bars[0]?.openTime ?? 0) + index * MICROS_PER_MINUTE, 'no hole and no double'),
  );
  return bars;
}

/** Closes minutes one after the other, each once the one before it was taken in. */
async function closeMinutes(bench: PaperBench, count: number): Promise<void> {
  for (let minute = 0; minute < count; minute += 1) {
    const { steps } = bench.status();
    bench.closeMinute();
    await bench.until('the minute to be taken in', (status) => status.steps > steps);
  }
}

describe('paper trading on a real feed', () => {
  test('warms strategies up with bars of before, on which nobody decides, and trades from the first live one on', async (context) => {
    const bench = await oneMarket(context);
    await closeMinutes(bench, 4);
    const { orders, fills, feed } = bench.status();
    assert.deepEqual([orders, fills, feed.connected], [5, 4, true]);
    await bench.stop();
    const bars = wholeBars(await bench.journal(), 'BTC/USDT.BINANCE');
    assert.deepEqual(
      bars.map(({ stale, openTime }) => [(openTime - bench.bar(0)) / MICROS_PER_MINUTE, stale]),
      [
        [-3, true],
        [-2, false],
        [-1, false],
        [0, false],
        [1, false],
        [2, false],
        [3, false],
      ],
    );
  });

  test('5: bars that a cut connection missed come late, feed indicators, and are decided on by nobody', async (context) => {
    const bench = await oneMarket(context);
    await closeMinutes(bench, 2);
    const before = bench.status();
    bench.venue.cut();
    await bench.clock.sleeping(MICROS_PER_SECOND / 2, 2 * MICROS_PER_SECOND);
    await bench.until('the loss', ({ feed }) => !feed.connected);
    bench.clock.set(bench.bar(7) + 45 * MICROS_PER_SECOND);
    await bench.venue.subscribed(barStream(BTC), 2);
    await bench.until('the missing bars', ({ steps }) => steps >= before.steps + 5);
    const after = await bench.until('the connection', ({ feed }) => feed.reconnects === 1);
    // The last of the five closed 45 s ago, and is young enough; the four before it are not.
    assert.equal(after.orders, before.orders + 1);
    await closeMinutes(bench, 1);
    await bench.until('trading to go on', ({ orders }) => orders === before.orders + 2);
    await bench.stop();
    const bars = wholeBars(await bench.journal(), 'BTC/USDT.BINANCE');
    assert.deepEqual(
      bars.slice(-6).map(({ stale }) => stale),
      [true, true, true, true, false, false],
    );
    const codes = bench.notices.map(({ code }) => code);
    for (const code of ['SESSION_BEGUN', 'FEED_CONNECTED', 'FEED_LOST']) assert.ok(codes.includes(code), code);
  });

  test('goes on after a restart where it was: what it slept through comes first', async (context) => {
    const bench = await oneMarket(context);
    await closeMinutes(bench, 3);
    await bench.stop();
    const { orders, fills } = bench.status();
    bench.clock.advance(20 * MICROS_PER_MINUTE);
    await bench.start();
    await bench.until('what it slept through', ({ steps }) => steps >= 20);
    // The order that was open fills, and the last two bars are young enough to be decided on.
    assert.deepEqual([bench.status().orders, bench.status().fills], [orders + 2, fills + 2]);
    await bench.venue.subscribed(barStream(BTC), 2);
    await closeMinutes(bench, 1);
    await bench.stop();
    const bars = wholeBars(await bench.journal(), 'BTC/USDT.BINANCE');
    assert.deepEqual(
      bars.map(({ stale }) => stale),
      [true, ...Array<boolean>(5).fill(false), ...Array<boolean>(18).fill(true), false, false, false],
    );
    assert.ok(bench.notices.some(({ code }) => code === 'SESSION_CONTINUED'));
  });

  test('13: a stream that falls silent makes the feed old and the session unready; the watchdog connects anew', async (context) => {
    const bench = await oneMarket(context);
    await closeMinutes(bench, 1);
    const causes = async (): Promise<readonly string[]> => {
      const limits = { maxFeedAge: 90 * MICROS_PER_SECOND, maxUncommittedAge: 1, storeTimeoutMs: 1_000 };
      const checks = await healthChecks(bench.status(), { engine: 'sqlite', ping: () => Promise.resolve() }, limits);
      return checks.filter(({ ok }) => !ok).map(({ name, detail }) => `${name}: ${detail}`);
    };
    assert.deepEqual(await causes(), []);
    bench.venue.muted = true;
    bench.clock.advance(80 * MICROS_PER_SECOND);
    await bench.until('the feed to be old', ({ feed }) => (feed.age ?? 0) >= 80 * MICROS_PER_SECOND || feed.reconnects > 0);
    bench.clock.advance(15 * MICROS_PER_SECOND);
    await bench.until('the watchdog', ({ feed }) => feed.reconnects > 0 && !feed.connected);
    assert.match((await causes()).join(), /^feed: binance is not connected$/);
    bench.venue.muted = false;
    await bench.clock.sleeping(MICROS_PER_SECOND / 2, 2 * MICROS_PER_SECOND);
    bench.clock.advance(2 * MICROS_PER_SECOND);
    await bench.venue.subscribed(barStream(BTC), 2);
    await closeMinutes(bench, 1);
    await bench.until('the feed to be back', ({ feed }) => feed.connected);
    assert.deepEqual(await causes(), []);
    await bench.stop();
    wholeBars(await bench.journal(), 'BTC/USDT.BINANCE');
  });
});

/** Buys each of its instruments once both have closed at a moment, which it remembers. */
const PAIR = `import { defineStrategy, enter, z } from 'ballast';
export default defineStrategy({
  id: 'pair', version: '1.0.0', params: z.object({}), data: { bars: [{}, { interval: '5m' }], warmUp: 1 }, init: () => ({ seen: [] as string[] }),
  onBar({ position, state, clock }, bar) {
    state.seen.push(\`\${bar.interval} \${bar.instrument.slice(0, 3)} \${clock.now / 60_000_000}\`);
    if (state.seen.length > 60) state.seen.shift();
    return position.isFlat && bar.interval === '1m' ? enter('long', { weight: 0.1 }) : undefined;
  },
});
`;

async function twoMarkets(context: TestContext): Promise<PaperBench> {
  const bench = await openPaperBench(context, {
    markets: [ETH, BTC],
    files: { 'pair.ts': PAIR },
    strategies: '  - { id: pair, strategy: ./pair.ts, instruments: [ETH/USDT.BINANCE, BTC/USDT.BINANCE], interval: 1m }',
  });
  await bench.start();
  for (const market of [BTC, ETH]) await bench.venue.subscribed(barStream(market));
  return bench;
}

describe('several instruments on a real feed', () => {
  test('are decided on together, in one order, whichever came first; a late one is waited for until a recorded deadline', async (context) => {
    const bench = await twoMarkets(context);
    await bench.until('the warm-up', ({ steps }) => steps >= 10);
    await closeMinutes(bench, 2);
    await bench.until('both', ({ steps }) => steps >= 14);
    const before = bench.status();
    // ETH is silent on the stream and REST fails, so that nothing tells of it.
    bench.venue.script('/api/v3/klines', ...Array.from({ length: 20 }, () => 'drop' as const));
    bench.closeMinute(ETH);
    const closing = bench.bar(3);
    await bench.clock.sleeping(14 * MICROS_PER_SECOND, 16 * MICROS_PER_SECOND);
    assert.equal(bench.status().steps, before.steps, 'BTC waits for ETH');
    bench.clock.set(closing + 16 * MICROS_PER_SECOND);
    await bench.until('the deadline', ({ steps }) => steps === before.steps + 2);
    await bench.stop();

    const inputs = await bench.journal();
    const bars = inputs.flatMap((input) => (input.kind === 'bar' ? [input.bar] : []));
    const order = bars.map(({ closeTime, instrumentId }) => `${closeTime} ${instrumentId}`);
    assert.deepEqual(order, order.toSorted(), 'slices in order of time, and within them of instruments');
    const ends = inputs.filter(({ kind }) => kind === 'slice-end');
    assert.equal(ends.length, 1);
    const [end] = ends;
    assert.ok(end?.kind === 'slice-end');
    assert.deepEqual([end.closeTime, end.missing], [closing, ['1m ETH/USDT.BINANCE']]);
    assert.ok(end.deadline !== null && end.deadline > closing && end.ts >= end.deadline);
    await replaysTheSame(bench);
  });

  test('that fell behind together catch up together', async (context) => {
    const bench = await twoMarkets(context);
    await bench.until('the warm-up', ({ steps }) => steps >= 10);
    bench.venue.cut();
    await bench.clock.sleeping(MICROS_PER_SECOND / 2, 2 * MICROS_PER_SECOND);
    bench.clock.set(bench.bar(30) + 5 * MICROS_PER_SECOND);
    await bench.venue.subscribed(barStream(BTC), 2);
    await bench.until('what both missed', ({ steps }) => steps >= 10 + 2 * 30);
    await bench.stop();
    const inputs = await bench.journal();
    assert.deepEqual(
      inputs.filter(({ kind }) => kind === 'slice-end'),
      [],
    );
    for (const id of ['BTC/USDT.BINANCE', 'ETH/USDT.BINANCE']) assert.equal(wholeBars(inputs, id).length, 35);
    await replaysTheSame(bench);
  });
});

/** Forgets every snapshot, and comes back to the same by the journal alone. */
async function replaysTheSame(bench: PaperBench): Promise<void> {
  const place = { home: bench.home };
  const [rows, status] = [await storedSession(place, 'main'), bench.status()];
  const database = new DatabaseSync(join(bench.home, 'store', 'ballast.sqlite'));
  database.exec('delete from snapshots');
  database.close();
  bench.venue.muted = true;
  await bench.start();
  const { account, positions, openOrders, strategies, lastFills } = bench.status();
  await bench.stop();
  assert.deepEqual(
    { account, positions, openOrders, strategies, lastFills },
    {
      account: status.account,
      positions: status.positions,
      openOrders: status.openOrders,
      strategies: status.strategies,
      lastFills: status.lastFills,
    },
  );
  assert.deepEqual(await storedSession(place, 'main'), rows);
}

/** Trades on what it is told between bars: buys the first trade below 100, sells the first above 200. */
const TICKS = (ticks: string): string => `import { defineStrategy, enter, exit, z } from 'ballast';
export default defineStrategy({
  id: 'ticker', version: '1.0.0', params: z.object({}), data: { ticks: '${ticks}', warmUp: 0 },
  onTick({ position, openOrders }, tick) {
    const price = tick.kind === 'trade' ? tick.price : tick.bid;
    if (openOrders.length > 0) return undefined;
    if (position.isFlat && price < 100) return enter('long', { quantity: 1 });
    return position.isLong && price > 200 ? exit() : undefined;
  },
});
`;

describe('ticks on a real feed', () => {
  test('trades are journaled, decided on, and filled at the next one', async (context) => {
    const bench = await openPaperBench(context, {
      markets: [BTC],
      files: { 'ticker.ts': TICKS('trades') },
      strategies: '  - { id: ticker, strategy: ./ticker.ts, instruments: [BTC/USDT.BINANCE], interval: 1m }',
    });
    await bench.start();
    const stream = streamName(BTC, 'trade');
    await bench.venue.subscribed(stream);
    const trade = async (id: number, price: string): Promise<void> => {
      const { steps } = bench.status();
      bench.clock.advance(MICROS_PER_SECOND / 100);
      bench.venue.push(stream, binanceTradeMessage(BTC, bench.clock.now(), { id, price, quantity: '1', sell: false }));
      await bench.until('the trade', (status) => status.steps > steps);
    };
    await trade(1, '150.00');
    await trade(2, '99.00');
    assert.equal(bench.status().openOrders, 1);
    await trade(3, '98.00');
    assert.deepEqual(
      bench.status().positions.map(({ quantity, averagePrice }) => [quantity, averagePrice]),
      [['1.00000', '98.00']],
    );
    await trade(4, '201.00');
    await trade(5, '202.00');
    const { positions, fills } = bench.status();
    assert.deepEqual([positions.length, fills], [0, 2]);
    await bench.stop();
    assert.equal((await bench.journal()).filter(({ kind }) => kind === 'tick').length, 5);
    await replaysTheSame(bench);
  });

  test('quotes are journaled and decided on; orders wait for the next bar', async (context) => {
    const bench = await openPaperBench(context, {
      markets: [BTC],
      files: { 'ticker.ts': TICKS('quotes') },
      strategies: '  - { id: ticker, strategy: ./ticker.ts, instruments: [BTC/USDT.BINANCE], interval: 1m }',
    });
    await bench.start();
    const stream = streamName(BTC, 'bookTicker');
    await bench.venue.subscribed(stream);
    bench.venue.push(stream, binanceQuoteMessage(BTC, { bid: '99.00', ask: '99.50', bidSize: '1', askSize: '1' }));
    await bench.until('the order', ({ openOrders }) => openOrders === 1);
    await closeMinutes(bench, 2);
    assert.equal((await bench.until('the fill', ({ fills }) => fills === 1)).positions[0]?.quantity, '1.00000');
    await bench.stop();
    await replaysTheSame(bench);
  });

  test('trades and quotes of one instrument in one session are refused', async (context) => {
    const bench = await openPaperBench(context, {
      markets: [BTC],
      files: { 'trades.ts': TICKS('trades'), 'quotes.ts': TICKS('quotes') },
      strategies: `  - { id: one, strategy: ./trades.ts, instruments: [BTC/USDT.BINANCE], interval: 1m }
  - { id: two, strategy: ./quotes.ts, instruments: [BTC/USDT.BINANCE], interval: 1m }`,
    });
    await assert.rejects(bench.start(), { code: 'FEED_TICKS_CONFLICT', where: 'BTC/USDT.BINANCE' });
  });
});
