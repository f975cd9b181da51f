/** What hurt the users of earlier systems, as tests that carry the number of the detail. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { runBacktest } from '../../src/modes/run-backtest.ts';
import { backtestOf } from '../tools/scripted-backtest.ts';
import { columnsOf, FREE, ONLY, play, setUp, type Candle, type Script } from '../tools/scripted-session.ts';
import { ToldRecords } from '../tools/told-records.ts';
import { START } from '../tools/bars.ts';
import { playRandom, randomPlay, sessionOf } from '../tools/random-play.ts';
import { configSchema } from '../../src/config/schema.ts';
import { accountTerms, simulationRules } from '../../src/modes/session-terms.ts';
import { settle } from '../../src/modes/play-bars.ts';
import { formatDecimal } from '../../src/kernel/exact.ts';
import { notional } from '../../src/domain/money.ts';
import { enter, exit } from '../../src/strategy/index.ts';

const FLAT: Candle = [100, 101, 99, 100];
const B = 'TWO/USDT.TEST';

suite('5: only closed bars that are young enough are traded', () => {
  test('an old bar feeds indicators and history, and no strategy decides on it; the next young one is decided on', () => {
    const decided: number[] = [];
    const records = new ToldRecords(START);
    const script: Script = {
      data: { history: 3, timers: { minute: '1m' } },
      onBar: (minute, { history }) => {
        decided.push(minute, history(3).length);
        return enter('long', { quantity: 1 });
      },
      onTimer: (minute) => void decided.push(-minute),
    };
    const session = setUp({ bars: [FLAT], scripts: { one: script } }, records);
    const { engine } = session;
    engine.account.open(START);
    const bars = columnsOf([FLAT, FLAT, FLAT, FLAT]);
    for (let row = 0; row < bars.length; row++) {
      engine.isStale = row < 3;
      const market = session.markets[0];
      assert.ok(market !== undefined);
      if (session.match(market, bars, row)) settle(session);
      session.deliver(market, bars, row);
      settle(session);
    }
    assert.deepEqual(decided, [3, 3], 'decided on the last bar only, with all three bars of history');
    assert.equal(records.intents.length, 1);
  });

  test('a strategy never sees a bar before it has closed, whatever the bars and intervals', () => {
    fc.assert(
      fc.property(randomPlay, (random) => {
        const session = sessionOf(random, new ToldRecords(START));
        session.engine.account.open(START);
        playRandom(session, random.bars);
        for (const host of session.engine.hosts) {
          for (const heard of (host.state as { heard: readonly string[] }).heard.filter((each) => each.startsWith('['))) {
            const [[now = 0, openTime = 0, closeTime = 0]] = JSON.parse(heard) as [readonly number[]];
            assert.ok(openTime < closeTime && closeTime <= now, `a bar until ${closeTime} at ${now}`);
          }
        }
      }),
      { numRuns: 50 },
    );
  });
});

suite('8: one ledger feeds every figure, and profit has the right sign', () => {
  const profits: readonly (readonly [story: string, direction: 'long' | 'short', closes: number, sign: 1 | -1])[] = [
    ['a long that rises', 'long', 120, 1],
    ['a long that falls', 'long', 80, -1],
    ['a short that falls', 'short', 80, 1],
    ['a short that rises', 'short', 120, -1],
  ];
  for (const [story, direction, price, sign] of profits) {
    test(`${story}: fills, round trips, statistics, equity and the strategy's own view agree`, async () => {
      const seen: number[] = [];
      const to: Candle = [price, price, price, price];
      const result = await runBacktest(
        backtestOf(
          { [ONLY]: [FLAT, FLAT, to, to, to] },
          {
            onBar: (minute, { position }) => {
              if (minute === 2) seen.push(position.openProfit);
              return minute === 0 ? enter(direction, { quantity: 10 }) : minute === 2 ? exit() : undefined;
            },
          },
          'margin',
        ),
      );
      const gross = sign * 200;
      const fees = 1 + price / 100;
      assert.deepEqual(seen, [gross]);
      assert.equal(result.statistics.profit, (gross - fees).toFixed(8));
      assert.equal(result.statistics.finalEquity, (10_000 + gross - fees).toFixed(8));
      assert.equal(result.statistics.fees, fees.toFixed(8));
      assert.deepEqual(
        result.fills.map(({ realised }) => Number(realised)),
        [0, gross],
      );
      assert.deepEqual(
        result.roundTrips.first.map(({ profit, side }) => [profit, side]),
        [[(gross - fees).toFixed(8), direction]],
      );
      assert.equal(result.equity.points.at(-1)?.equity, result.statistics.finalEquity);
      assert.equal(result.equity.daily.at(-1)?.equity, result.statistics.finalEquity);
    });
  }

  test('the final equity is the cash and the positions of the ledger, the last bar of every instrument included', async () => {
    const rising: readonly Candle[] = [FLAT, FLAT, [100, 130, 100, 130]];
    const bars = { [ONLY]: rising, [B]: rising };
    const script: Script = { onBar: (minute) => (minute === 0 ? enter('long', { quantity: 10 }) : undefined) };
    const result = await runBacktest(backtestOf(bars, script));
    const config = configSchema.parse({ version: '1', account: { cash: '10000', currency: 'USDT' }, fees: { taker: '0.1%' } });
    const { session } = await play({ bars, scripts: { one: script }, terms: accountTerms(config), rules: simulationRules(config) });
    const { ledger, cash } = session.engine.account;
    const held = ledger.books.reduce((sum, { quantity }) => sum + quantity, 0);
    assert.equal(ledger.balance('cash', 'USDT'), BigInt(cash));
    assert.equal(result.statistics.finalEquity, formatDecimal(ledger.balance('cash', 'USDT') + BigInt(held) * 130n * 100_000_000n, 8));
    assert.equal(result.statistics.finalEquity, '10598.00000000');
  });

  test('what the ledger holds after any trading is what was put in, what was realised and what is open, less the fees', () => {
    fc.assert(
      fc.property(randomPlay, (random) => {
        const records = new ToldRecords(START);
        const session = sessionOf(random, records);
        session.engine.account.open(START);
        playRandom(session, random.bars);
        const { ledger, equity, terms } = session.engine.account;
        const total = (of: (book: (typeof ledger.books)[number]) => number): number =>
          ledger.books.reduce((sum, book) => sum + of(book), 0);
        const held = session.markets.filter(({ netQuantity }) => netQuantity !== 0);
        const value = held.reduce(
          (sum, { instrument, lastPrice, netQuantity }) => sum + notional(instrument, lastPrice, netQuantity, 'half-even'),
          0,
        );
        const open = value - total(({ cost }) => cost);
        assert.equal(equity, terms.cash + total(({ realised }) => realised) + open - total(({ fees }) => fees));
        assert.equal(ledger.balance('fees', 'USDT'), BigInt(records.fills.reduce((sum, { fee }) => sum + fee, 0)));
      }),
      { numRuns: 50 },
    );
  });
});

suite('14: a fill outside its bar voids the run', () => {
  const doctored: readonly (readonly [story: string, bar: Candle])[] = [
    ['a bar that opens above its high', [105, 104, 99, 100]],
    ['a bar that opens below its low', [95, 104, 99, 100]],
  ];
  for (const [story, bar] of doctored) {
    test(`${story}, planted in the data: the backtest ends with the code and without a figure`, async () => {
      const run = runBacktest(backtestOf({ [ONLY]: [FLAT, bar, FLAT] }, { onBar: () => enter('long', { quantity: 1 }) }));
      await assert.rejects(run, { code: 'VENUE_FILL_OUTSIDE_BAR', where: ONLY, message: /outside its bar/ });
    });
  }

  test('fills come from the bars that are watched: none lies outside, whatever the strategy', () => {
    fc.assert(
      fc.property(randomPlay, (random) => {
        const records = new ToldRecords(START);
        const session = sessionOf({ ...random, rules: { ...FREE, fill: random.rules.fill, limitFill: random.rules.limitFill } }, records);
        session.engine.account.open(START);
        playRandom(session, random.bars);
        for (const { price, instrument, tsEvent } of records.fills) {
          const market = session.markets.findIndex((each) => each.instrument === instrument);
          assert.ok(
            random.bars.some(
              ({ market: of, minute, low, high }) =>
                of === market && price >= low && price <= high && [0, 1].includes((tsEvent - START) / 60e6 - minute),
            ),
          );
        }
      }),
      { numRuns: 50 },
    );
  });
});
