import { createCcxtMarketData, type CcxtMarketDataOptions } from '../../src/adapters/venues/ccxt/market-data.ts';
import { currency } from '../../src/domain/money.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import { bucketClose, bucketOpen, type Interval } from '../../src/domain/interval.ts';
import { formatDecimal } from '../../src/kernel/exact.ts';
import { MICROS_PER_MINUTE, MICROS_PER_SECOND, parseTime, type Micros } from '../../src/kernel/time.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { MarketDataBench } from '../contract/market-data-contract.ts';
import { ManualClock } from './manual-clock.ts';
import { streamName, VenueServer, type Tape } from './venue-server.ts';

/** When the tests begin: half a minute into a bar. */
export const START: Micros = parseTime('2024-05-01T12:00:30Z');

/** A spot instrument with prices of two decimals and quantities of five, as Binance lists BTC/USDT. */
export function spotInstrument(symbol: string): Instrument {
  const [base = '', quote = ''] = symbol.split('/');
  return {
    id: `${symbol}.BINANCE`,
    symbol,
    venue: 'BINANCE',
    kind: 'spot',
    base: currency(base),
    quote: currency(quote),
    settlement: currency(quote),
    priceScale: 2,
    quantityScale: 5,
    tick: 1,
    lot: 1,
    minQuantity: 1,
    maxQuantity: 900_000_000,
    minNotional: 500_000_000,
    maxNotional: 9e14,
    multiplier: 1,
    calendar: '24/7',
    effectiveFrom: 0,
  };
}

/** A market that trades in every bar, its prices told by the time alone. */
export const steadyTape: Tape = (_market, _interval, openTime) => {
  const minute = Math.floor(openTime / MICROS_PER_MINUTE);
  const price = (step: number): number => 6_000_000 + (((minute + step) * 7919) % 10_000);
  const [open, close] = [price(0), price(1)];
  const text = (value: number): string => `${formatDecimal(value, 2)}000000`;
  return {
    open: text(open),
    high: text(Math.max(open, close) + 50),
    low: text(Math.min(open, close) - 50),
    close: text(close),
    volume: '12.34567000',
  };
};

/** The real adapter and the real ccxt against a venue on loopback, both on one clock that the test moves. */
export interface CcxtBench extends MarketDataBench {
  readonly venue: VenueServer;
  readonly clock: ManualClock;
  /** Opening time of the bar that is `offset` bars after the one in which the test began. */
  bar(offset: number): Micros;
}

/** What a test may want different about its bench. */
export interface CcxtBenchOptions {
  readonly tape?: Tape;
  readonly markets?: readonly string[];
  /** The venue's clock minus ours. */
  readonly skew?: Micros;
  readonly feed?: Partial<CcxtMarketDataOptions>;
}

/** Opens a bench of one-minute bars of BTC/USDT. */
export async function openCcxtBench(options: CcxtBenchOptions = {}): Promise<CcxtBench> {
  const interval: Interval = '1m';
  const instrument = spotInstrument('BTC/USDT');
  const clock = new ManualClock(START);
  const venueClock: Clock = { now: () => clock.now() + (options.skew ?? 0), sleep: (micros, signal) => clock.sleep(micros, signal) };
  const venue = await VenueServer.start({
    clock: venueClock,
    markets: options.markets ?? [instrument.symbol],
    tape: options.tape ?? steadyTape,
  });
  const feed = createCcxtMarketData({ exchange: 'binance', clock, random: () => 0.5, urls: venue.urls, ...options.feed });
  const bar = (offset: number): Micros => bucketOpen(interval, START) + offset * MICROS_PER_MINUTE;
  return {
    feed,
    venue,
    clock,
    instrument,
    interval,
    bar,
    unknownInstrument: spotInstrument('NOPE/USDT'),
    now: () => venueClock.now(),
    async closeBar() {
      await venue.subscribed(streamName(instrument.symbol, `kline_${interval}`));
      const open = bucketOpen(interval, venueClock.now());
      clock.set(bucketClose(interval, open) - (options.skew ?? 0) + MICROS_PER_SECOND / 10);
      venue.pushBar(instrument.symbol, interval, open);
      venue.pushBar(instrument.symbol, interval, bucketClose(interval, open));
    },
    dispose: () => venue.close(),
  };
}
