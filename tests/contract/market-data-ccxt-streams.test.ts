import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { BarEvent, MarketEvent } from '../../src/domain/market-event.ts';
import { isBallastError } from '../../src/kernel/errors.ts';
import { MICROS_PER_MINUTE, MICROS_PER_SECOND } from '../../src/kernel/time.ts';
import type { FeedRequest } from '../../src/ports/market-data.ts';
import { openCcxtBench, steadyTape, type CcxtBench, type CcxtBenchOptions } from '../tools/ccxt-bench.ts';
import { binanceKlineMessage, binanceQuoteMessage, binanceTradeMessage } from '../tools/venue-server-binance.ts';

const KLINES = 'btcusdt@kline_1m';
const AGE = 90 * MICROS_PER_SECOND;
const GRACE = 3 * MICROS_PER_SECOND;

/** A story on a bench whose feed is being read: `next` gives its next event. */
type Story = (bench: CcxtBench, next: () => Promise<MarketEvent>) => Promise<void>;

function on(story: Story, request: Partial<FeedRequest> = {}, options: CcxtBenchOptions = {}): () => Promise<void> {
  return async () => {
    const bench = await openCcxtBench(options);
    const stop = new AbortController();
    const events = bench.feed.events([{ instrument: bench.instrument, interval: bench.interval, ticks: 'none', ...request }], stop.signal);
    const reader = events[Symbol.asyncIterator]();
    let waiting = reader.next();
    const next = async (): Promise<MarketEvent> => {
      const event = await waiting;
      waiting = reader.next();
      return event.done === true ? assert.fail('the feed ended') : event.value;
    };
    try {
      await bench.venue.subscribed(KLINES);
      await story(bench, next);
    } finally {
      stop.abort();
      await waiting.catch(() => undefined);
      await bench.feed.close();
      await bench.dispose();
    }
  };
}

async function bars(bench: CcxtBench, next: () => Promise<MarketEvent>, count: number): Promise<readonly number[]> {
  const offsets: number[] = [];
  while (offsets.length < count) {
    const bar = (await next()) as BarEvent;
    const tape = steadyTape(bench.instrument.symbol, '1m', bar.openTime);
    assert.equal(bar.close, Math.round(Number(tape?.close) * 100), 'a bar went out before it was final');
    offsets.push((bar.openTime - bench.bar(0)) / MICROS_PER_MINUTE);
  }
  return offsets;
}

describe('a stream of ccxt that breaks', () => {
  it(
    'is rebuilt after a cut, and REST fills in what it missed, in order',
    on(async (bench, next) => {
      await bench.closeBar();
      assert.deepEqual(await bars(bench, next, 1), [0]);
      bench.venue.cut();
      await bench.clock.sleeping(MICROS_PER_SECOND / 2, MICROS_PER_SECOND);
      assert.equal(bench.feed.health().connected, false);
      bench.clock.set(bench.bar(4) + GRACE);
      await bench.venue.subscribed(KLINES, 2);
      await bench.closeBar();
      assert.deepEqual(await bars(bench, next, 4), [1, 2, 3, 4]);
      const { connected, reconnects, backfilledBars } = bench.feed.health();
      assert.deepEqual({ connected, reconnects, backfilledBars }, { connected: true, reconnects: 1, backfilledBars: 3 });
    }),
  );

  it(
    'is rebuilt when it falls silent although its socket lives',
    on(async (bench, next) => {
      await bench.closeBar();
      assert.deepEqual(await bars(bench, next, 1), [0]);
      bench.venue.muted = true;
      bench.clock.advance(AGE);
      await bench.clock.sleeping(MICROS_PER_SECOND / 2, MICROS_PER_SECOND);
      assert.match(bench.feed.health().lastProblem ?? '', /fell silent/);
      bench.venue.muted = false;
      bench.clock.advance(MICROS_PER_SECOND);
      await bench.venue.subscribed(KLINES, 2);
      assert.deepEqual(await bars(bench, next, 1), [1]);
    }),
  );

  it(
    'is rebuilt when its bars fall silent while its trades go on',
    on(
      async (bench, next) => {
        const trade = (id: number): void => {
          bench.venue.push(
            'btcusdt@trade',
            binanceTradeMessage('BTC/USDT', bench.clock.now(), { id, price: '100.00', quantity: '1', sell: false }),
          );
        };
        await bench.venue.subscribed('btcusdt@trade', 2);
        trade(1);
        assert.equal((await next()).kind, 'trade');
        bench.clock.set(bench.bar(1) + GRACE);
        assert.deepEqual(await bars(bench, next, 1), [0]);
        assert.equal(bench.feed.health().reconnects, 0, 'the connection has not lived through a whole bar yet');
        trade(2);
        assert.equal((await next()).kind, 'trade');
        bench.clock.set(bench.bar(2) + GRACE);
        assert.deepEqual(await bars(bench, next, 1), [1]);
        await bench.clock.sleeping(MICROS_PER_SECOND / 2, MICROS_PER_SECOND);
        assert.match(bench.feed.health().lastProblem ?? '', /BTC\/USDT.BINANCE fell silent/);
      },
      { ticks: 'trades' },
    ),
  );

  for (const [name, text] of [
    ['half a message', '{"e":"kline","s":"BTCUSDT","k":{"t":17145'],
    ['an HTML page', '<html><body>502 Bad Gateway</body></html>'],
    ['an error of the venue', '{"error":{"code":2,"msg":"Invalid request: invalid stream"},"id":1}'],
  ] as const) {
    it(
      `is rebuilt after ${name}, with bars as if nothing had been`,
      on(async (bench, next) => {
        bench.venue.pushRaw(text);
        await bench.clock.sleeping(MICROS_PER_SECOND / 2, MICROS_PER_SECOND);
        bench.clock.advance(MICROS_PER_SECOND);
        await bench.venue.subscribed(KLINES, 2);
        await bench.closeBar();
        assert.deepEqual(await bars(bench, next, 1), [0]);
      }),
    );
  }

  it(
    'comes back more and more slowly while it keeps breaking',
    on(
      async (bench) => {
        const waits = [0.75, 1.5, 3, 6, 12, 24, 45, 45].map((seconds) => seconds * MICROS_PER_SECOND);
        for (const [index, wait] of waits.entries()) {
          bench.venue.cut();
          await bench.clock.sleeping(wait, wait);
          bench.clock.advance(wait);
          await bench.venue.subscribed(KLINES, index + 2);
        }
        assert.equal(bench.feed.health().reconnects, waits.length);
      },
      {},
      { feed: { maxAge: 3600 * MICROS_PER_SECOND } },
    ),
  );
});

describe('a stream of ccxt that lies or leaves out', () => {
  for (const [name, change] of [
    ['more decimals than the instrument has', { close: '100.001' }],
    ['a high below its close', { high: '1.00' }],
    ['a price of zero', { low: '0' }],
    ['a negative volume', { volume: '-1' }],
    ['a text for a number', { open: 'nonsense' }],
  ] as const) {
    it(
      `refuses a bar with ${name}, and takes it from REST instead`,
      on(async (bench, next) => {
        const tape = steadyTape('BTC/USDT', '1m', bench.bar(0)) ?? assert.fail();
        bench.venue.pushBar('BTC/USDT', '1m', bench.bar(0));
        await bench.venue.takenIn();
        bench.venue.push(KLINES, binanceKlineMessage('BTC/USDT', '1m', bench.bar(0), { ...tape, ...change }));
        bench.clock.set(bench.bar(1) + MICROS_PER_SECOND);
        bench.venue.pushBar('BTC/USDT', '1m', bench.bar(1));
        assert.deepEqual(await bars(bench, next, 1), [0]);
        const { refusedMessages, lastProblem } = bench.feed.health();
        assert.equal(refusedMessages, 1);
        assert.match(lastProblem ?? '', /^FEED_BAD_MESSAGE/);
      }),
    );
  }

  it(
    'refuses a bar of the future',
    on(async (bench, next) => {
      bench.venue.pushBar('BTC/USDT', '1m', bench.bar(1));
      await bench.venue.takenIn();
      assert.equal(bench.feed.health().refusedMessages, 1);
      bench.clock.set(bench.bar(1) + GRACE);
      assert.deepEqual(await bars(bench, next, 1), [0]);
      assert.match(bench.feed.health().lastProblem ?? '', /in the future/);
    }),
  );

  it(
    'ends with FEED_BAD_MESSAGE when REST insists on a bar that the instrument cannot hold',
    on(
      async (bench, next) => {
        bench.clock.set(bench.bar(1) + GRACE);
        for (let refused = 1; refused < 3; refused++) {
          await bench.clock.sleeping(2 * GRACE, 2 * GRACE);
          bench.clock.advance(2 * GRACE);
        }
        await assert.rejects(next(), (error) => isBallastError(error, 'FEED_BAD_MESSAGE'));
      },
      {},
      { tape: (...at) => ({ ...(steadyTape(...at) ?? assert.fail()), close: '60000.123', high: '70000', low: '1' }) },
    ),
  );

  it(
    'closes a bar by REST when nothing trades in the next one',
    on(async (bench, next) => {
      bench.venue.pushBar('BTC/USDT', '1m', bench.bar(0));
      bench.clock.set(bench.bar(1) + GRACE);
      assert.deepEqual(await bars(bench, next, 1), [0]);
      const { backfilledBars, reconnects } = bench.feed.health();
      assert.deepEqual({ backfilledBars, reconnects }, { backfilledBars: 0, reconnects: 0 });
    }),
  );

  it(
    'is left alone when it is silent because nothing trades',
    on(
      async (bench, next) => {
        for (const [index, offset] of [1, 2, 3].entries()) {
          bench.clock.set(bench.bar(offset) + GRACE);
          assert.deepEqual(await bars(bench, next, 1), [index]);
        }
        await bench.clock.sleeping(MICROS_PER_MINUTE, MICROS_PER_MINUTE);
        assert.equal(bench.feed.health().reconnects, 0);
      },
      {},
      { tape: (...at) => ({ ...(steadyTape(...at) ?? assert.fail()), volume: '0' }), feed: { maxAge: 3600 * MICROS_PER_SECOND } },
    ),
  );

  it(
    'does not wait for ever for a bar in which nothing traded',
    on(
      async (bench, next) => {
        bench.venue.pushBar('BTC/USDT', '1m', bench.bar(0));
        bench.clock.set(bench.bar(1) + GRACE);
        assert.deepEqual(await bars(bench, next, 1), [0]);
        bench.clock.set(bench.bar(2) + MICROS_PER_SECOND);
        bench.venue.pushBar('BTC/USDT', '1m', bench.bar(2));
        for (const wait of [2 * GRACE, 4 * GRACE]) {
          await bench.clock.sleeping(wait, wait);
          bench.clock.advance(wait);
        }
        await bench.closeBar();
        assert.deepEqual(await bars(bench, next, 1), [2]);
        assert.deepEqual(bench.feed.health().backfilledBars, 0);
      },
      {},
      {
        tape: (market, interval, open) =>
          open % (5 * MICROS_PER_MINUTE) === MICROS_PER_MINUTE ? undefined : steadyTape(market, interval, open),
      },
    ),
  );

  it(
    "goes by the venue's clock where ours runs ahead of it",
    on(
      async (bench, next) => {
        assert.equal(bench.feed.health().clockOffset, -20 * MICROS_PER_SECOND);
        const asked = (): number => bench.venue.requests.filter(({ path }) => path === '/api/v3/klines').length;
        bench.clock.set(bench.bar(1) + GRACE);
        assert.equal(asked(), 0, 'for the venue the bar has not ended yet');
        bench.clock.set(bench.bar(1) + 20 * MICROS_PER_SECOND + GRACE);
        assert.deepEqual(await bars(bench, next, 1), [0]);
      },
      {},
      { skew: -20 * MICROS_PER_SECOND },
    ),
  );
});

describe('ticks of ccxt', () => {
  it(
    'are exact, and the same trade comes once even if a venue sends it again',
    on(
      async (bench, next) => {
        await bench.venue.subscribed('btcusdt@trade', 2);
        const time = bench.clock.now() - 1000;
        const first = binanceTradeMessage('BTC/USDT', time, { id: 7, price: '60000.10000000', quantity: '0.12345000', sell: true });
        const second = binanceTradeMessage('BTC/USDT', time, { id: 8, price: '60000.20000000', quantity: '0.00001000', sell: false });
        for (const message of [first, first, second, first, second]) bench.venue.push('btcusdt@trade', message);
        const tick = { kind: 'trade', instrumentId: 'BTC/USDT.BINANCE', tsEvent: time, tsInit: bench.clock.now() };
        assert.deepEqual(await next(), { ...tick, price: 6_000_010, quantity: 12_345, aggressor: 'sell', tradeId: '7' });
        assert.deepEqual(await next(), { ...tick, price: 6_000_020, quantity: 1, aggressor: 'buy', tradeId: '8' });
        bench.venue.push('btcusdt@trade', binanceTradeMessage('BTC/USDT', time, { id: 9, price: '60000.3', quantity: '1', sell: false }));
        assert.equal(((await next()) as { tradeId: string }).tradeId, '9');
      },
      { ticks: 'trades' },
    ),
  );

  it(
    'tell the best bid and ask, stamped by our clock where the venue gives no time',
    on(
      async (bench, next) => {
        await bench.venue.subscribed('btcusdt@bookTicker', 2);
        bench.venue.push(
          'btcusdt@bookTicker',
          binanceQuoteMessage('BTC/USDT', { bid: '25.35000000', ask: '25.36000000', bidSize: '31.21', askSize: '40.66' }),
        );
        assert.deepEqual(await next(), {
          kind: 'quote',
          instrumentId: 'BTC/USDT.BINANCE',
          bid: 2535,
          ask: 2536,
          bidQuantity: 3_121_000,
          askQuantity: 4_066_000,
          tsEvent: bench.clock.now(),
          tsInit: bench.clock.now(),
        });
      },
      { ticks: 'quotes' },
    ),
  );
});
