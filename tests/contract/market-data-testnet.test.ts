import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { createCcxtMarketData } from '../../src/adapters/venues/ccxt/market-data.ts';
import type { MarketEvent } from '../../src/domain/market-event.ts';
import { MICROS_PER_MILLISECOND } from '../../src/kernel/time.ts';
import { COINBASE_RULES, CoinbaseFace } from '../../src/testnet/coinbase/coinbase-face.ts';
import { KRAKEN_RULES, KrakenFace } from '../../src/testnet/kraken/kraken-face.ts';
import { MEXC_RULES, MexcFace } from '../../src/testnet/mexc/mexc-face.ts';
import type { FaceTerms, VenueFace } from '../../src/testnet/wire/venue-face.ts';
import type { ManualClock } from '../tools/manual-clock.ts';
import { openTestnetClient, type TestnetClient } from '../tools/testnet-client.ts';

/** Each venue, and the words of the subscriptions by which its ticks come. */
const VENUES = [
  {
    ccxtId: 'mexc',
    instrumentId: 'BTC/USDT.MEXC',
    rules: MEXC_RULES,
    newFace: (terms: FaceTerms): VenueFace => new MexcFace(terms),
    words: { trades: 'aggre.deals', quotes: 'aggre.bookTicker' },
  },
  {
    ccxtId: 'kraken',
    instrumentId: 'BTC/USD.KRAKEN',
    rules: KRAKEN_RULES,
    newFace: (terms: FaceTerms): VenueFace => new KrakenFace(terms),
    words: { trades: '"trade"', quotes: '"ticker"' },
  },
  {
    ccxtId: 'coinbase',
    instrumentId: 'BTC/USD.COINBASE',
    rules: COINBASE_RULES,
    newFace: (terms: FaceTerms): VenueFace => new CoinbaseFace(terms),
    words: { trades: '"market_trades"', quotes: '"ticker"' },
  },
];

/** A face that tells when a client has sent a message with these words. */
function overheard(face: VenueFace, words: string, heard: () => void): VenueFace {
  const open = face.open.bind(face);
  face.open = (connection) => {
    const handler = open(connection);
    if (handler === undefined) return undefined;
    const message = (text: string): void => {
      handler.message(text);
      if (text.includes(words)) heard();
    };
    return { message, closed: () => handler.closed() };
  };
  return face;
}

/** Lets every request take a tenth of a second: limits come back in time, as they do in life. */
function takeTime(face: VenueFace, clock: ManualClock): void {
  const answer = face.answer.bind(face);
  face.answer = (request) => {
    clock.advance(100 * MICROS_PER_MILLISECOND);
    return answer(request);
  };
}

/** What a feed tells first that is no bar, of what goes on once it has subscribed. */
async function firstTick(
  { ccxtId, newFace, words, ...venue }: (typeof VENUES)[number],
  ticks: 'trades' | 'quotes',
  goOn: (bench: TestnetClient) => void,
): Promise<MarketEvent> {
  const subscribed = Promise.withResolvers<void>();
  const face = (terms: FaceTerms): VenueFace => overheard(newFace(terms), words[ticks], subscribed.resolve);
  const bench = await openTestnetClient({ ccxtId, ...venue, face });
  const { clock, instrument, testnet } = bench;
  takeTime(testnet.face, clock);
  const feed = createCcxtMarketData({ exchange: ccxtId, clock, random: () => 0, urls: { rest: testnet.url, stream: testnet.streamUrl } });
  const end = new AbortController();
  try {
    void subscribed.promise.then(() => goOn(bench));
    for await (const event of feed.events([{ instrument, interval: '1m', ticks }], end.signal)) if (event.kind !== 'bar') return event;
    return assert.fail('the feed ended');
  } finally {
    end.abort();
    await feed.close();
    await bench.close();
  }
}

/** How many connections a feed of so many markets opens, bars and trades of each, until all of them have told of a trade. */
async function connectionsFor(markets: number): Promise<number> {
  let [wanted, opened] = [0, 0];
  const all = Promise.withResolvers<void>();
  const face = (terms: FaceTerms): VenueFace => {
    const made = overheard(new MexcFace(terms), 'aggre.deals', () => (wanted += 1) === markets && all.resolve());
    const open = made.open.bind(made);
    made.open = (connection) => ((opened += 1), open(connection));
    return made;
  };
  const bench = await openTestnetClient({ ccxtId: 'mexc', instrumentId: 'BTC/USDT.MEXC', rules: MEXC_RULES, face });
  const { clock, exchange, instrument, testnet } = bench;
  const instruments = Array.from({ length: markets }, (_, at) => ({
    ...instrument,
    id: `C${at}/USDT.MEXC`,
    symbol: `C${at}/USDT`,
    base: { code: `C${at}`, scale: 8 },
  }));
  for (const each of instruments) exchange.list(each);
  takeTime(testnet.face, clock);
  const feed = createCcxtMarketData({ exchange: 'mexc', clock, random: () => 0, urls: { rest: testnet.url, stream: testnet.streamUrl } });
  const end = new AbortController();
  try {
    void all.promise.then(() => {
      for (const { id } of instruments) exchange.print(id, { price: 10_100, quantity: 5_000, takerSide: 'sell' });
    });
    const requests = instruments.map((each) => ({ instrument: each, interval: '1m', ticks: 'trades' }) as const);
    const heard = new Set<string>();
    for await (const event of feed.events(requests, end.signal)) {
      if (event.kind === 'trade') heard.add(event.instrumentId);
      if (heard.size === markets) break;
    }
    return opened;
  } finally {
    end.abort();
    await feed.close();
    await bench.close();
  }
}

// The client spreads its requests in real time: side by side they take no longer than one.
describe('a feed through ccxt from the test exchange', { concurrency: true }, () => {
  it('spreads more channels than MEXC allows over one connection over several', async () => {
    assert.equal(await connectionsFor(20), 2);
  });

  for (const venue of VENUES) {
    it(`tells the trades of ${venue.ccxtId}`, async () => {
      const trade = { price: 10_100, quantity: 5_000, takerSide: 'sell' } as const;
      const event = await firstTick(venue, 'trades', ({ exchange, instrument }) => exchange.print(instrument.id, trade));
      assert.ok(event.kind === 'trade' && event.tradeId !== '');
      // Some venues tell first of the trades before.
      const isNew = event.price === 10_100;
      assert.deepEqual([event.price, event.quantity, event.aggressor], isNew ? [10_100, 5_000, 'sell'] : [10_000, 1, 'buy']);
    });

    it(`tells the best prices of ${venue.ccxtId}`, async () => {
      const event = await firstTick(venue, 'quotes', ({ exchange, instrument }) => {
        exchange.quote(instrument.id, 'sell', 10_050, 1_000);
        exchange.quote(instrument.id, 'buy', 9_950, 2_000);
      });
      assert.ok(event.kind === 'quote');
      assert.deepEqual([event.bid, event.bidQuantity, event.ask, event.askQuantity], [9_950, 2_000, 10_050, 1_000]);
    });
  }
});
