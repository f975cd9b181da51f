import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { BarEvent } from '../../src/domain/market-event.ts';
import { isBallastError } from '../../src/kernel/errors.ts';
import { MICROS_PER_DAY, MICROS_PER_MINUTE, MICROS_PER_SECOND } from '../../src/kernel/time.ts';
import { openCcxtBench, spotInstrument, START, steadyTape, type CcxtBench, type CcxtBenchOptions } from '../tools/ccxt-bench.ts';
import type { ScriptedReply } from '../tools/venue-server.ts';

const KLINES = '/api/v3/klines';
const HTML: ScriptedReply = {
  status: 200,
  headers: { 'content-type': 'text/html' },
  body: '<!DOCTYPE html><html><body>Just a moment...</body></html>',
};

function limited(status: number, retryAfter?: number): ScriptedReply {
  const headers = retryAfter === undefined ? undefined : { 'retry-after': String(retryAfter) };
  return { status, ...(headers === undefined ? {} : { headers }), body: '{"code":-1003,"msg":"Too much request weight used."}' };
}

function on(story: (bench: CcxtBench) => Promise<void>, options: CcxtBenchOptions = {}): () => Promise<void> {
  return async () => {
    const bench = await openCcxtBench(options);
    try {
      await story(bench);
    } finally {
      await bench.feed.close();
      await bench.dispose();
    }
  };
}

/** Three bars of history; every test asks for the same. */
async function threeBars(bench: CcxtBench, signal = new AbortController().signal): Promise<readonly number[]> {
  const bars: BarEvent[] = [];
  for await (const page of bench.feed.history(bench.instrument, '1m', bench.bar(-3), bench.bar(0), signal)) bars.push(...page);
  return bars.map((bar) => (bar.openTime - bench.bar(0)) / MICROS_PER_MINUTE);
}

function requests(bench: CcxtBench, path = KLINES): number {
  return bench.venue.requests.filter((request) => request.path === path).length;
}

function unavailable(pattern: RegExp): (error: unknown) => boolean {
  return (error) => isBallastError(error, 'FEED_UNAVAILABLE') && pattern.test(error.message) && !error.message.includes('symbol=');
}

describe('a venue that fails for a while', () => {
  for (const [name, path, reply] of [
    ['a server error', KLINES, { status: 503, body: 'Service Unavailable' }],
    [
      'a server error in JSON',
      KLINES,
      { status: 500, body: '{"code":-1000,"msg":"An unknown error occurred while processing the request."}' },
    ],
    ['a closed connection', KLINES, 'drop'],
    ['an HTML page instead of bars', KLINES, HTML],
    ['an empty body instead of bars', KLINES, { status: 200, body: '' }],
    ['half an answer', KLINES, { status: 200, body: '[[1714564800000,"1","2"' }],
    ['an HTML page instead of markets', '/api/v3/exchangeInfo', HTML],
    ['no markets at all', '/api/v3/exchangeInfo', { status: 200, body: '{"symbols":[]}' }],
  ] as const) {
    it(
      `is asked again after ${name}`,
      on(async (bench) => {
        bench.venue.script(path, reply, reply);
        const bars = threeBars(bench);
        for (const wait of [0.75, 1.5]) {
          await bench.clock.sleeping(wait * MICROS_PER_SECOND, wait * MICROS_PER_SECOND);
          bench.clock.advance(wait * MICROS_PER_SECOND);
        }
        assert.deepEqual(await bars, [-3, -2, -1]);
        assert.equal(requests(bench, path), 3);
      }),
    );
  }

  it(
    'is given up after five tries, without a query of its address in the message',
    on(async (bench) => {
      bench.venue.script(KLINES, ...Array.from({ length: 5 }, (): ScriptedReply => ({ status: 502, body: '<h1>Bad Gateway</h1>' })));
      const bars = assert.rejects(threeBars(bench), unavailable(/try 5.*HTTP status 502/));
      for (const wait of [0.75, 1.5, 3, 6]) {
        await bench.clock.sleeping(wait * MICROS_PER_SECOND, wait * MICROS_PER_SECOND);
        bench.clock.advance(wait * MICROS_PER_SECOND);
      }
      await bars;
      assert.equal(requests(bench), 5);
    }),
  );

  it(
    'that refuses in so many words is not asked again',
    on(async (bench) => {
      bench.venue.script(KLINES, { status: 400, body: '{"code":-1100,"msg":"Illegal characters found in parameter \'symbol=\'."}' });
      await assert.rejects(threeBars(bench), (error) => isBallastError(error, 'FEED_UNAVAILABLE'));
      assert.equal(requests(bench), 1);
    }),
  );

  it(
    'that never answers holds nobody up who stops',
    on(async (bench) => {
      bench.venue.script('/api/v3/exchangeInfo', 'hang');
      const stop = new AbortController();
      const bars = threeBars(bench, stop.signal);
      await bench.venue.requested('/api/v3/exchangeInfo', 1);
      stop.abort();
      assert.deepEqual(await bars, []);
    }),
  );

  it(
    'that never answers counts as failed after the time limit',
    on(
      async (bench) => {
        bench.venue.script(KLINES, 'hang');
        const bars = threeBars(bench);
        await bench.clock.sleeping(MICROS_PER_SECOND / 2, MICROS_PER_SECOND);
        bench.clock.advance(MICROS_PER_SECOND);
        assert.deepEqual(await bars, [-3, -2, -1]);
      },
      { feed: { timeoutMs: 50 } },
    ),
  );
});

it(
  'a venue whose answer comes after the machine has slept does not tell the time by it',
  on(async (bench) => {
    const bars = threeBars(bench);
    await bench.venue.requested('/api/v3/time', 1);
    bench.clock.advance(60 * MICROS_PER_SECOND);
    await bars;
    assert.equal(bench.feed.health().clockOffset, 0);
  }),
);

describe('a venue that limits requests', () => {
  for (const status of [429, 418]) {
    it(
      `is left alone for as long as ${status} with Retry-After says, by everybody`,
      on(async (bench) => {
        await threeBars(bench);
        const before = bench.venue.requests.length;
        bench.venue.script('/api/v3/time', limited(status, 7));
        const first = threeBars(bench);
        await bench.clock.sleeping(7 * MICROS_PER_SECOND, 7 * MICROS_PER_SECOND);
        const second = threeBars(bench);
        bench.clock.advance(7 * MICROS_PER_SECOND - 1);
        assert.equal(bench.venue.requests.length, before + 1);
        bench.clock.advance(1);
        assert.deepEqual(await first, [-3, -2, -1]);
        assert.deepEqual(await second, [-3, -2, -1]);
      }),
    );
  }

  it(
    'and does not say for how long is left alone for a minute',
    on(async (bench) => {
      bench.venue.script(KLINES, limited(429));
      const bars = threeBars(bench);
      await bench.clock.sleeping(60 * MICROS_PER_SECOND, 60 * MICROS_PER_SECOND);
      bench.clock.advance(60 * MICROS_PER_SECOND);
      assert.deepEqual(await bars, [-3, -2, -1]);
    }),
  );

  it(
    'and has banned us for days is reported, and not asked meanwhile',
    on(async (bench) => {
      bench.venue.script(KLINES, limited(418, 3 * 86_400));
      await assert.rejects(threeBars(bench), unavailable(/no requests before 2024-05-04T12:00:30/));
      await assert.rejects(threeBars(bench), unavailable(/no requests before/));
      assert.equal(requests(bench), 1);
      assert.equal(requests(bench, '/api/v3/time'), 1);
      bench.clock.set(START + 3 * MICROS_PER_DAY);
      assert.deepEqual(await threeBars(bench), [-3, -2, -1]);
    }),
  );

  it(
    'sees one request at a time, however many ask',
    on(async (bench) => {
      await Promise.all([threeBars(bench), threeBars(bench), threeBars(bench)]);
      assert.equal(bench.venue.mostAtOnce, 1);
    }),
  );
});

describe('history', () => {
  it(
    'goes on over windows of time in which the venue has nothing',
    on(
      async (bench) => {
        const bars: BarEvent[] = [];
        for await (const page of bench.feed.history(bench.instrument, '1m', bench.bar(-3000), bench.bar(0), new AbortController().signal))
          bars.push(...page);
        assert.equal(bars.length, 510);
        assert.equal(bars[9]?.openTime, bench.bar(-2991));
        assert.equal(bars[10]?.openTime, bench.bar(-500));
      },
      {
        tape: (market, interval, open) =>
          open >= START - 500 * MICROS_PER_MINUTE - 30e6 || open < START - 2990 * MICROS_PER_MINUTE - 30e6
            ? steadyTape(market, interval, open)
            : undefined,
      },
    ),
  );

  it(
    'raises FEED_BAD_MESSAGE for a bar that the instrument cannot hold',
    on(
      async (bench) => {
        await assert.rejects(threeBars(bench), (error) => isBallastError(error, 'FEED_BAD_MESSAGE') && error.message.includes('60000.123'));
      },
      { tape: () => ({ open: '60000.123', high: '70000', low: '1', close: '2', volume: '1' }) },
    ),
  );

  it(
    'never tells a bar that has not ended by the clock of the venue',
    on(
      async (bench) => {
        const bars: BarEvent[] = [];
        for await (const page of bench.feed.history(bench.instrument, '1m', bench.bar(-3), bench.bar(1), new AbortController().signal))
          bars.push(...page);
        assert.deepEqual(
          bars.map((bar) => bar.openTime),
          [bench.bar(-3), bench.bar(-2)],
        );
      },
      { skew: -40 * MICROS_PER_SECOND },
    ),
  );
});

describe('a feed through ccxt', () => {
  const never = new AbortController().signal;
  for (const [name, exchange, code] of [
    ['a venue that ccxt does not know', 'nowhere', 'FEED_VENUE_UNKNOWN'],
    ['a venue name that is a path', '../base/Exchange', 'FEED_VENUE_UNKNOWN'],
  ] as const) {
    it(
      `refuses ${name}`,
      on(
        async (bench) => {
          await assert.rejects(threeBars(bench, never), (error) => isBallastError(error, code));
        },
        { feed: { exchange } },
      ),
    );
  }

  for (const rest of ['http://example.com', 'https://user:word@example.com', 'https://example.com/?key=1', 'ftp://127.0.0.1', 'venue']) {
    it(
      `refuses to read from ${rest}`,
      on(
        async (bench) => {
          await assert.rejects(
            threeBars(bench, never),
            (error) => isBallastError(error, 'FEED_URL_REFUSED') && !/word|key/.test(error.where ?? ''),
          );
        },
        { feed: { urls: { rest } } },
      ),
    );
  }

  it(
    'refuses an interval that the venue does not have, before it asks anything',
    on(
      async (bench) => {
        const events = bench.feed.history(spotInstrument('BTC/USDT'), '1s', 0, START, never)[Symbol.asyncIterator]();
        await assert.rejects(Promise.resolve(events.next()), (error) => isBallastError(error, 'FEED_INTERVAL_UNSUPPORTED'));
      },
      { feed: { exchange: 'kraken' } },
    ),
  );
});
