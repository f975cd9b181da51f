import { notional, currency } from '../../src/domain/money.ts';
import type { Fill } from '../../src/domain/fill.ts';
import { formatPrice, type Instrument } from '../../src/domain/instrument.ts';
import type { Side } from '../../src/domain/order.ts';
import { formatDecimal } from '../../src/kernel/exact.ts';
import { SeededRandom } from '../../src/kernel/random.ts';
import { formatTime, MICROS_PER_MINUTE, parseTime } from '../../src/kernel/time.ts';
import { buildResult, resultFill } from '../../src/report/build-result.ts';
import { EquityRecorder } from '../../src/report/equity-recorder.ts';
import { RefusalLog } from '../../src/report/refusal-log.ts';
import type { BacktestResult, BacktestSettings, ResultFill } from '../../src/report/result.ts';
import { RoundTrips } from '../../src/report/round-trips.ts';

const START = parseTime('2023-01-01');

/** A sample's size and the texts in it. */
export interface SampleOptions {
  readonly bars?: number;
  readonly minutes?: number;
  readonly seed?: number;
  readonly strategyId?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  /** Bars of the fast and the slow average. */
  readonly averages?: readonly [fast: number, slow: number];
  /** Whether it sells short too. */
  readonly short?: boolean;
}

const BTC: Instrument = {
  id: 'BTC/USDT.BINANCE',
  symbol: 'BTC/USDT',
  venue: 'BINANCE',
  kind: 'spot',
  base: currency('BTC'),
  quote: currency('USDT'),
  settlement: currency('USDT'),
  priceScale: 2,
  quantityScale: 5,
  tick: 1,
  lot: 1,
  minQuantity: 1,
  maxQuantity: 900_000_000,
  minNotional: 500_000_000,
  maxNotional: 900_000_000_000_000,
  multiplier: 1,
  calendar: '24/7',
  effectiveFrom: 0,
};
const CASH = 1_000_000_000_000;

/** A seeded market with regimes: closes with their highs and lows, in price units. */
function* market(
  random: SeededRandom,
  bars: number,
  minutes: number,
): Generator<{ open: number; high: number; low: number; close: number }> {
  let close = 1_654_231;
  let drift = 0;
  let width = 0.001;
  for (let bar = 0; bar < bars; bar += 1) {
    if (bar % 500 === 0) {
      drift = (random.next() - 0.485) * 0.0005 * (minutes / 15) - Math.log(close / 2_500_000) * 0.00002;
      width = (0.0008 + random.next() * 0.0022) * Math.sqrt(minutes / 15);
    }
    const open = close;
    close = Math.max(100, Math.round(close * (1 + drift + (random.next() + random.next() + random.next() - 1.5) * width * 2)));
    const wick = Math.round(close * width * random.next());
    yield { open, close, high: Math.max(open, close) + wick, low: Math.min(open, close) - wick };
  }
}

/** A result as a run of a moving-average cross over a synthetic market would make it; the same options give the same result. */
export function sampleResult(options: SampleOptions = {}): BacktestResult {
  const { bars = 35_000, minutes = 15, seed = 7, averages = [60, 240] } = options;
  const random = new SeededRandom(seed);
  const recorder = new EquityRecorder({ startTime: START, startEquity: CASH });
  const trips = new RoundTrips();
  const refusals = new RefusalLog();
  const book = trips.book(options.strategyId ?? 'sma-cross', BTC);
  const fills: ResultFill[] = [];
  const closes: number[] = [];
  const sums = [0, 0];
  let cash = CASH;
  let position = 0;
  let wanted = 0;
  const trade = (side: Side, quantity: number, price: number, time: number, role: 'entry' | 'exit' | 'stop'): void => {
    const value = notional(BTC, price, quantity, 'half-even');
    const fee = Math.round(value / 1000);
    const seq = fills.length + 1;
    const fill: Fill = {
      tradeId: `T${seq}`,
      intentId: seq,
      strategyId: options.strategyId ?? 'sma-cross',
      accountId: 'main',
      instrument: BTC,
      side,
      quantity,
      price,
      notional: value,
      fee,
      feeCurrency: BTC.quote,
      liquidity: 'taker',
      tsEvent: time,
    };
    cash += (side === 'buy' ? -value : value) - fee;
    position += side === 'buy' ? quantity : -quantity;
    fills.push(resultFill(seq, fill, { role, clientOrderId: `BL-${seq}` }, book.fill(side, quantity, value, fee, time)));
  };
  let bar = 0;
  for (const { open, high, low, close } of market(random, bars, minutes)) {
    const openTime = START + bar * minutes * MICROS_PER_MINUTE;
    if (wanted !== Math.sign(position)) {
      if (position !== 0) trade(position > 0 ? 'sell' : 'buy', Math.abs(position), open, openTime, bar % 3 === 0 ? 'stop' : 'exit');
      const quantity = Math.floor((cash * 0.95) / open / 10);
      if (wanted !== 0 && quantity > 0) trade(wanted > 0 ? 'buy' : 'sell', quantity, open, openTime, 'entry');
      if (bar % 11 === 0)
        refusals.add(openTime, BTC.id, 'RISK_ORDER_VALUE', 'order value 10,412.55 USDT is above risk.maxOrderValue 10,000');
      else if (bar % 17 === 0) refusals.add(openTime, BTC.id, 'RISK_FREE_BALANCE', 'needs 9,812.40 USDT, free are 9,790.11');
    }
    const closeTime = openTime + minutes * MICROS_PER_MINUTE;
    recorder.record(closeTime, cash + notional(BTC, close, position, 'half-even'), high, low, close, position !== 0);
    closes.push(close);
    for (const [index, length] of averages.entries()) sums[index] = (sums[index] ?? 0) + close - (closes[bar - length] ?? 0);
    const [fast, slow] = averages.map((length, index) => (sums[index] ?? 0) / length);
    if (bar >= averages[1]) wanted = (fast ?? 0) > (slow ?? 0) ? 1 : options.short === true ? -1 : 0;
    bar += 1;
  }
  const settings = sampleSettings(options, bars, minutes, seed);
  return buildResult({
    engineVersion: '0.1.0',
    hash: '9f3a1c5e7b2d4f60819a3c5e7d1b2f4a6c8e0d2b4f6a8c1e3d5b7f9a0c2e4d6b',
    settings,
    equity: recorder.summary(),
    trips: trips.summary(),
    orders: fills.length,
    fills,
    refusals: refusals.summary(),
  });
}

function sampleSettings(options: SampleOptions, bars: number, minutes: number, seed: number): BacktestSettings {
  const from = formatTime(START);
  const to = formatTime(START + bars * minutes * MICROS_PER_MINUTE);
  const [fast, slow] = options.averages ?? [60, 240];
  return {
    strategy: {
      id: options.strategyId ?? 'sma-cross',
      version: '1.0.0',
      hash: 'c0ffee5e7b2d4f60819a3c5e7d1b2f4a6c8e0d2b4f6a8c1e3d5b7f9a0c2e4d6b',
      params: { ...(options.params ?? { fast, slow, weight: 0.95 }) },
    },
    instruments: [
      {
        id: BTC.id,
        interval: `${minutes}m`,
        source: 'trade',
        calendar: '24/7',
        priceScale: BTC.priceScale,
        quantityScale: BTC.quantityScale,
        tick: formatPrice(BTC, BTC.tick),
        lot: formatDecimal(BTC.lot, BTC.quantityScale),
        quote: 'USDT',
        fingerprint: '4be1d2c3a4f5968778695a4b3c2d1e0f00112233445566778899aabbccddeeff',
        rows: bars,
        from,
        to,
        notes: ['2 gaps, the longest of 1 h 45 min from 2023-03-24T12:45:00Z', '6 bars without volume'],
      },
    ],
    from,
    to,
    cash: '10000.00000000',
    currency: 'USDT',
    account: options.short === true ? 'margin' : 'cash',
    fees: { maker: '0.001', taker: '0.001' },
    slippage: '0',
    fill: 'next-open',
    limitFill: 'through',
    seed,
  };
}
